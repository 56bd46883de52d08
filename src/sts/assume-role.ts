import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { defineOperation, need, type OperationContext } from '../contract/operation.js'
import { integer } from '../protocol/codecs.js'
import { tags, texts } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import { unsupportedParameter } from '../protocol/unsupported-parameter.js'
import { proveSecondFactor } from '../rules/mfa.js'
import { credentialsOf, issue } from './credentials.js'
import {
  externalId,
  policyArns,
  roleArnText,
  serialNumber,
  sessionName,
  sessionPolicy,
  tokenCode,
} from './member-constraints.js'
import { packedSize, sessionPolicies } from './session-policies.js'
import { requestedTags, tagsOfSession } from './session-tags.js'

const hour = 3600

const arnForm = /^arn:[^:]+:iam::([^:]*):role\/(?:.+\/)?([^/]+)$/s

/** The role of that ARN in whatever account. A role that is not there is refused as one that may not be taken. */
const requireRole = (
  { registry, principal }: Pick<OperationContext, 'registry' | 'principal'>,
  arn: string,
): Identity => {
  const [, account = '', name = ''] = arnForm.exec(arn) ?? []
  const role = registry.identity(account, name, 'role')
  if (principal.kind === 'root') fail('AccessDenied', {}, 'Roles may not be assumed by root accounts.')
  if (role?.arn === arn) return role
  const text = `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`
  return fail('AccessDenied', {}, text)
}

const checkDuration = (seconds: number, { longestSession = hour }: Identity, isChained: boolean): void => {
  if (seconds > longestSession) {
    const text = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    fail('ValidationError', {}, text)
  }
  if (isChained && seconds > hour) {
    const text = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
    fail('ValidationError', {}, text)
  }
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumeRole = defineOperation({
  name: 'AssumeRole',
  action: 'AssumeRole',
  service: 'sts',
  actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
  read: {
    RoleArn: form('RoleArn', roleArnText).required,
    RoleSessionName: form('RoleSessionName', sessionName).required,
    DurationSeconds: form('DurationSeconds', integer(900, 43_200)),
    Policy: form('Policy', sessionPolicy),
    PolicyArns: policyArns,
    Tags: tags,
    ExternalId: form('ExternalId', externalId),
    SourceIdentity: form('SourceIdentity', sessionName),
    TransitiveTagKeys: texts('TransitiveTagKeys', { to: 128, most: 50 }),
    SerialNumber: form('SerialNumber', serialNumber),
    TokenCode: form('TokenCode', tokenCode),
    MinimumSessionTokenSize: unsupportedParameter('MinimumSessionTokenSize'),
    ProvidedContexts: unsupportedParameter('ProvidedContexts'),
  },
  facts: ({ RoleArn }) => {
    if (!arnForm.test(RoleArn)) fail('ValidationError', {}, `${RoleArn} is invalid`)
  },
  allow: (input, _facts, { transitiveTagKeys = [] }) => {
    const { RoleArn, RoleSessionName, ExternalId, SourceIdentity, Tags = [], TransitiveTagKeys, TokenCode } = input
    const context = {
      'sts:RoleSessionName': RoleSessionName,
      ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
      ...(SourceIdentity !== undefined && { 'sts:SourceIdentity': SourceIdentity }),
      ...requestedTags(Tags, TransitiveTagKeys),
      // `run` proves it before anything is given
      ...(TokenCode !== undefined && { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }),
    }
    return [
      need('sts:AssumeRole', RoleArn, context),
      // every role of a chain that hands tags on must let them be set
      ...(Tags.length === 0 && transitiveTagKeys.length === 0 ? [] : [need('sts:TagSession', RoleArn, context)]),
      ...(SourceIdentity === undefined ? [] : [need('sts:SetSourceIdentity', RoleArn, context)]),
    ]
  },
  run: (input, context) => {
    const { RoleArn, RoleSessionName: name, DurationSeconds = hour, Tags = [], TransitiveTagKeys } = input
    const { session: chained, kind } = context.principal
    const role = requireRole(context, RoleArn)
    // the credentials say nothing of it: only those of GetSessionToken do
    proveSecondFactor(context.registry, context.principal.identity, input, context.at)
    checkDuration(DurationSeconds, role, kind === 'session')
    const policies = sessionPolicies(input, context, role)
    const PackedPolicySize = packedSize(input, Tags)
    const sourceIdentity = chained?.sourceIdentity ?? input.SourceIdentity
    const session = issue(context, DurationSeconds, {
      account: role.account,
      identity: role.name,
      namespace: 'role',
      arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${name}`,
      userId: `${role.id}:${name}`,
      name,
      ...tagsOfSession(Tags, TransitiveTagKeys, chained),
      ...(policies && { policies }),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    })
    return { session, PackedPolicySize }
  },
  write: ({ session, PackedPolicySize }) => ({
    tree: {
      Credentials: credentialsOf(session),
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
      PackedPolicySize,
      SourceIdentity: session.sourceIdentity,
    },
  }),
})
