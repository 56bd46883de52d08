import { contextValue } from './conditions.js'
import { membersOf, textsOf } from './draft.js'
import type { JsonNode } from './json.js'
import { arnParts } from './match.js'
import type { ConditionContext, PolicyPrincipal } from './types.js'

/**
 * How a Principal element meets a caller, the closest first: as everyone; by its own name; by the role or the user
 * whose session it is; only through its account; not at all.
 */
export type PrincipalMatch = 'everyone' | 'caller' | 'behind' | 'account' | 'none'

const closeness: Readonly<Record<PrincipalMatch, number>> = { none: 0, account: 1, behind: 2, caller: 3, everyone: 4 }

export const closer = (left: PrincipalMatch, right: PrincipalMatch): PrincipalMatch =>
  closeness[right] > closeness[left] ? right : left

/** A caller who asks; `bounded`: a permissions boundary hangs on it. */
export interface Asking extends PolicyPrincipal {
  readonly bounded?: true
}

export interface Principals {
  readonly negated: boolean
  /** The statement is a Deny. */
  readonly denies?: boolean
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
const ofAccount = ({ kind }: PolicyPrincipal): PrincipalMatch => (kind === 'root' ? 'caller' : 'account')

/** Every account, as S3 takes it. */
const isEveryAccount = (name: string): boolean => /^arn:[^:]*:iam::\*:root$/.test(name)

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
  if (name === '*' && (type === '*' || type === 'AWS')) return 'everyone'
  if (principal.kind === 'anonymous') return 'none'
  if (type === 'CanonicalUser') {
    if (name === principal.canonicalId) return ofAccount(principal)
    const known =
      name === principal.arn || name === contextValue(context, 'aws:userid') || principal.ids?.includes(name)
    return known ? 'caller' : 'none'
  }
  if (type !== 'AWS') return 'none'
  if (uniqueId.test(name)) {
    if (contextValue(context, 'aws:userid') === name) return 'caller'
    return hasRole(context, name) ? 'behind' : 'none'
  }
  // a role makes no requests: who asks for it is one of its sessions
  if (name === principal.arn) return principal.kind === 'role' ? 'behind' : 'caller'
  if (name === roleOf(principal.arn) || principal.ids?.includes(name)) return 'behind'
  if (principal.kind === 'session' && name === contextValue(context, 'aws:PrincipalArn')) return 'behind'
  return accountOf(name) === principal.account || isEveryAccount(name) ? ofAccount(principal) : 'none'
}

/** What of a caller a list of exceptions must name, each by itself. */
const partsOf = ({ kind }: PolicyPrincipal): readonly PrincipalMatch[] => {
  if (kind === 'session') return ['account', 'behind', 'caller']
  if (kind === 'role') return ['account', 'behind']
  return kind === 'user' ? ['account', 'caller'] : ['caller']
}

/**
 * Whether NotPrincipal of a Deny spares a caller: account, user or role, and session are looked for one after the
 * other, and a caller with a permissions boundary is never spared.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
const isSpared = (matches: readonly PrincipalMatch[], principal: Asking): boolean => {
  if (principal.bounded) return false
  return matches.includes('everyone') || partsOf(principal).every(part => matches.includes(part))
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
  principal: Asking,
  context: ConditionContext,
): PrincipalMatch => {
  if (principals === undefined) return 'caller'
  if (principals.negated && principals.denies) {
    const matches = principals.names.map(name => matchName(name, principal, context))
    return isSpared(matches, principal) ? 'none' : 'everyone'
  }
  let best: PrincipalMatch = 'none'
  for (const name of principals.names) best = closer(best, matchName(name, principal, context))
  if (!principals.negated) return best
  return best === 'none' ? 'everyone' : 'none'
}
