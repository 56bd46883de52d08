import { contextValue } from './conditions.js'
import { membersOf, textsOf } from './draft.js'
import type { JsonNode } from './json.js'
import { arnParts } from './match.js'
import type { ConditionContext, PolicyPrincipal } from './types.js'

/** How a Principal element meets a caller: by name, only through its account, or not at all. */
export type PrincipalMatch = 'direct' | 'account' | 'none'

export interface Principals {
  readonly negated: boolean
  readonly names: readonly { readonly type: string; readonly name: string }[]
}

/** Reads `"*"`, a bare id, or `{ AWS | CanonicalUser | Service | Federated: name or names }`. */
export const principalsOf = (node: JsonNode, negated: boolean): Principals => ({
  negated,
  names:
    node.kind === 'object'
      ? membersOf(node).flatMap(({ name: type, value }) => textsOf(value).map(({ text }) => ({ type, name: text })))
      : textsOf(node).map(({ text }) => ({ type: text === '*' ? '*' : 'CanonicalUser', name: text })),
})

/** A role's ARN behind `arn:aws:sts::1:assumed-role/R/S`; the session's own ARN does not hold the role's path. */
const roleOf = (arn: string): string | undefined => {
  const [, partition, service, , account, rest = ''] = arnParts(arn)
  const [kind, role] = rest.split('/')
  return service === 'sts' && kind === 'assumed-role' ? `arn:${partition}:iam::${account}:role/${role}` : undefined
}

const accountOf = (name: string): string | undefined => {
  if (/^\d{12}$/.test(name)) return name
  const [, , service, , account, rest] = arnParts(name)
  return service === 'iam' && rest === 'root' ? account : undefined
}

/** A name for an account means its root, who may hand the right on to others of it. */
const ofAccount = ({ kind }: PolicyPrincipal): PrincipalMatch => (kind === 'root' ? 'direct' : 'account')

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
const uniqueId = /^A(?:ID|RO)A[A-Z0-9]{16,}$/

/** The userid of a role's session begins with the id of the role. */
const hasRole = (context: ConditionContext, id: string): boolean => {
  const userId = contextValue(context, 'aws:userid')
  return typeof userId === 'string' && userId.startsWith(`${id}:`)
}

const matchName = (
  { type, name }: Principals['names'][number],
  principal: PolicyPrincipal,
  context: ConditionContext,
): PrincipalMatch => {
  if (name === '*' && (type === '*' || type === 'AWS')) return 'direct'
  if (principal.kind === 'anonymous') return 'none'
  if (type === 'CanonicalUser') {
    if (name === principal.canonicalId) return ofAccount(principal)
    const known =
      name === principal.arn || name === contextValue(context, 'aws:userid') || principal.ids?.includes(name)
    return known ? 'direct' : 'none'
  }
  if (type !== 'AWS') return 'none'
  if (uniqueId.test(name))
    return contextValue(context, 'aws:userid') === name || hasRole(context, name) ? 'direct' : 'none'
  if (name === principal.arn || name === roleOf(principal.arn) || principal.ids?.includes(name)) return 'direct'
  if (principal.kind === 'session' && name === contextValue(context, 'aws:PrincipalArn')) return 'direct'
  if (accountOf(name) !== principal.account) return 'none'
  return ofAccount(principal)
}

/** Whether one name of a Principal or NotPrincipal element means a caller, or the caller's account. */
export const principalNameMatches = (
  name: Principals['names'][number],
  principal: PolicyPrincipal,
  context: ConditionContext,
): boolean => matchName(name, principal, context) !== 'none'

/** A statement without the element speaks about everyone whom its policy is attached to. */
export const matchPrincipal = (
  principals: Principals | undefined,
  principal: PolicyPrincipal,
  context: ConditionContext,
): PrincipalMatch => {
  if (principals === undefined) return 'direct'
  let best: PrincipalMatch = 'none'
  for (const name of principals.names) {
    const match = matchName(name, principal, context)
    if (match === 'direct') best = match
    else if (match === 'account' && best === 'none') best = match
  }
  if (!principals.negated) return best
  return best === 'none' ? 'direct' : 'none'
}
