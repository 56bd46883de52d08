import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import type { OperationContext } from '../contract/operation.js'
import type { Policy } from '../policy/types.js'
import type { Tag } from '../store/types.js'

/** Characters that policies and tags of a session may have together. */
const allotted = 2048
const mostArns = 10

/** What narrows a session, as its request names it. */
export interface Narrowing {
  readonly Policy: string | undefined
  readonly PolicyArns: readonly { readonly arn?: string | undefined }[] | undefined
}

const managedPolicy = (
  { registry }: Pick<OperationContext, 'registry'>,
  { account }: Identity,
  arn: string | undefined,
): Policy => {
  const found = arn === undefined ? undefined : registry.managedPolicy(arn)
  if (found?.account === account || found?.ofService) return found.policy
  return fail('ValidationError', {}, `The policy ${arn} does not exist or is not attachable.`)
}

/**
 * The session's policies; undefined when nothing narrows it. Throws MalformedPolicyDocument, and ValidationError for
 * a managed policy that is not of the role's account.
 */
export const sessionPolicies = (
  { Policy: text, PolicyArns = [] }: Narrowing,
  context: Pick<OperationContext, 'registry' | 'policies'>,
  role: Identity,
): readonly Policy[] | undefined => {
  if (PolicyArns.length > mostArns) {
    const fault = `Member must have length less than or equal to ${mostArns}`
    const shown = `Value '[${PolicyArns.length} items]' at 'policyArns'`
    fail('ValidationError', {}, `1 validation error detected: ${shown} failed to satisfy constraint: ${fault}`)
  }
  if (text === undefined && PolicyArns.length === 0) return undefined
  const inline = text === undefined ? [] : [context.policies.parse(text, 'session', 'session policy')]
  return [...inline, ...PolicyArns.map(({ arn }) => managedPolicy(context, role, arn))]
}

/** Percent of what a session may carry; undefined when it carries nothing. Throws PackedPolicyTooLarge. */
export const packedSize = (
  { Policy: text = '', PolicyArns = [] }: Narrowing,
  tags: readonly Tag[],
): number | undefined => {
  const arns = PolicyArns.map(({ arn = '' }) => arn)
  const size = [text, ...arns, ...tags.flatMap(({ Key, Value }) => [Key, Value])].join('').length
  if (size === 0) return undefined
  const percent = Math.ceil((size * 100) / allotted)
  if (percent > 100) {
    fail('PackedPolicyTooLarge', {}, `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`)
  }
  return percent
}
