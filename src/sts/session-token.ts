import { fail } from '../contract/errors.js'
import { defineOperation } from '../contract/operation.js'
import { integer } from '../protocol/codecs.js'
import { form } from '../protocol/readers.js'
import { unsupportedParameter } from '../protocol/unsupported-parameter.js'
import { proveSecondFactor } from '../rules/mfa.js'
import { credentialsOf, issue } from './credentials.js'
import { serialNumber, tokenCode } from './member-constraints.js'

const hour = 3600

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export const getSessionToken = defineOperation({
  name: 'GetSessionToken',
  action: 'GetSessionToken',
  service: 'sts',
  actions: [],
  open: 'AWS asks for no permission: the credentials can do no more than the caller',
  read: {
    DurationSeconds: form('DurationSeconds', integer(900, 129_600)),
    SerialNumber: form('SerialNumber', serialNumber),
    TokenCode: form('TokenCode', tokenCode),
    MinimumSessionTokenSize: unsupportedParameter('MinimumSessionTokenSize'),
  },
  allow: () => [],
  run: (input, context) => {
    const { DurationSeconds = 12 * hour } = input
    const { identity, session, arn, userId, account } = context.principal
    if (identity === undefined || session !== undefined)
      return fail('AccessDenied', {}, 'Cannot call GetSessionToken with session credentials')
    const seconds = identity.kind === 'root' ? Math.min(DurationSeconds, hour) : DurationSeconds
    const secondFactor = proveSecondFactor(context.registry, identity, input, context.at)
    return issue(context, seconds, {
      ...{ account, identity: identity.name, arn, userId, name: identity.name, tags: {} },
      ...(secondFactor !== undefined && { secondFactor }),
    })
  },
  write: session => ({ tree: { Credentials: credentialsOf(session) } }),
})
