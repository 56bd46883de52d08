import { fail } from '../../contract/errors.js'
import { defineOperation, type Operation } from '../../contract/operation.js'
import { constrained, integer } from '../../protocol/codecs.js'
import { form } from '../../protocol/readers.js'
import { unsupportedParameter } from '../../protocol/unsupported-parameter.js'

const nameOfKey = { pattern: /^[A-Za-z0-9_-]+$/, shown: '[A-Za-z0-9_-]+' }
// The documentation names letters, digits, `_` and `-`; clients that hold a role's ARN send it, so `:` and `/` pass
const description = { pattern: /^[A-Za-z0-9_:/-]+$/, shown: '[A-Za-z0-9_:/-]+' }

/** `2024-02-29T23:30:53+00:00` */
const offsetDate = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`

/**
 * A temporary key of a service account: the id of its static key with another secret and a token.
 * The shortest lifetime and the default one are those of AWS. Source:
 * https://yandex.cloud/en/docs/storage/operations/sts/create-sts-key
 */
const assumeRole = defineOperation({
  name: 'AssumeRole',
  action: 'AssumeRole',
  service: 'sts',
  actions: [],
  open: 'a static key narrows the rights that its service account has anyway',
  read: {
    RoleArn: form('RoleArn', constrained({ from: 20, to: 2048, ...description })).required,
    RoleSessionName: form('RoleSessionName', constrained({ from: 1, to: 64, ...nameOfKey })).required,
    DurationSeconds: form('DurationSeconds', integer(900, 43_200)),
    Policy: form('Policy', constrained({ from: 1, to: 10_240 })),
    PolicyArns: unsupportedParameter('PolicyArns'),
    Tags: unsupportedParameter('Tags'),
    TransitiveTagKeys: unsupportedParameter('TransitiveTagKeys'),
    ExternalId: unsupportedParameter('ExternalId'),
    SerialNumber: unsupportedParameter('SerialNumber'),
    TokenCode: unsupportedParameter('TokenCode'),
    MinimumSessionTokenSize: unsupportedParameter('MinimumSessionTokenSize'),
    SourceIdentity: unsupportedParameter('SourceIdentity'),
    ProvidedContexts: unsupportedParameter('ProvidedContexts'),
  },
  allow: () => [],
  run: ({ RoleSessionName: name, DurationSeconds = 3600, Policy }, context) => {
    const { dialect, registry, ids, at, principal } = context
    const { identity, session, keyId = '' } = principal
    if (identity === undefined || session !== undefined)
      return fail('AccessDenied', {}, 'A temporary key is made with a static key of a service account')
    const policies = Policy === undefined ? undefined : [context.policies.parse(Policy, 'session', 'session policy')]
    const made = dialect.identity.newSession?.(ids, keyId) ?? fail('AccessDenied')
    return registry.addSession({
      ...made,
      issued: at,
      expires: Math.floor(at / 1000) * 1000 + DurationSeconds * 1000,
      account: identity.account,
      identity: identity.name,
      arn: `${identity.id}/${name}`,
      userId: identity.id,
      name,
      tags: {},
      parentKeyId: keyId,
      ...(policies && { policies }),
    })
  },
  write: ({ keyId, secret, token, expires, arn }) => ({
    tree: {
      Credentials: {
        AccessKeyId: keyId,
        SecretAccessKey: secret,
        SessionToken: token,
        Expiration: offsetDate(expires),
      },
      AssumedRoleUser: { Arn: arn },
      PackedPolicySize: 0,
      SourceIdentity: '',
    },
  }),
})

/** The one call of the service. */
export const yandexSts: readonly Operation[] = [assumeRole]
