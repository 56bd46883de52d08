import { fail } from '../errors.js'
import { type Cell, compareTexts, emptyTree, type SortedTree } from '../persistent.js'
import type { AccessKey, Account, Identity, ManagedPolicy, Namespace, Session } from './types.js'

type ByText<V> = SortedTree<string, V>

/** Everything a registry knows. Immutable: a write makes a new one. */
export interface RegistryState {
  /** By id. */
  readonly accounts: ByText<Account>
  /** By `identityRef`. */
  readonly identities: ByText<Identity>
  /** By key id. */
  readonly keys: ByText<AccessKey>
  /** By temporary key id. */
  readonly sessions: ByText<readonly Session[]>
  /** By ARN. */
  readonly policies: ByText<ManagedPolicy>
  /** By account and name without regard to case: the policy's ARN. */
  readonly policyNames: ByText<string>
  /** By ARN, or `boundaryMark` of it, and `identityRef`: that `identityRef`. */
  readonly attachments: ByText<string>
}

export const emptyRegistryState: RegistryState = {
  accounts: emptyTree(compareTexts),
  identities: emptyTree(compareTexts),
  keys: emptyTree(compareTexts),
  sessions: emptyTree(compareTexts),
  policies: emptyTree(compareTexts),
  policyNames: emptyTree(compareTexts),
  attachments: emptyTree(compareTexts),
}

// No account id, name or ARN has a NUL, so joined texts never meet.
const joined = (...parts: readonly string[]): string => parts.join('\0')

export const identityRef = (account: string, name: string, namespace: Namespace = 'user'): string =>
  joined(account, namespace, name)
export const namespaceOf = ({ kind }: Pick<Identity, 'kind'>): Namespace =>
  kind === 'role' || kind === 'group' ? kind : 'user'
export const policyNameRef = (account: string, name: string): string => joined(account, name.toLowerCase())

/** Where the index of attachments keeps those whose boundary a policy is. */
export const boundaryMark = (arn: string): string => joined('boundary', arn)

const marksOf = (identity: Identity | undefined): readonly string[] => [
  ...(identity?.attached ?? []),
  ...(identity?.boundary === undefined ? [] : [boundaryMark(identity.boundary)]),
]

export function* startingWith<V>(tree: ByText<V>, first: string): Generator<V> {
  const prefix = joined(first, '')
  for (const [key, value] of tree.entries(prefix)) {
    if (!key.startsWith(prefix)) return
    yield value
  }
}

export function* keysOf(state: RegistryState, account: string, identity: string): Generator<AccessKey> {
  for (const key of state.keys.values()) if (key.account === account && key.identity === identity) yield key
}

export const noSuchIdentity = (name: string, namespace: Namespace = 'user'): never =>
  fail('NoSuchEntity', {}, `The ${namespace} with name ${name} cannot be found.`)

export const noSuchPolicy = (arn: string): never => fail('NoSuchEntity', {}, `Policy ${arn} was not found.`)

/**
 * Puts `after` in the place of `before`; either may be absent. The only writer of identities, so that the index of
 * attachments always agrees with them. `limit`: how many policies may be attached after it.
 */
export const writeIdentity = (
  cell: Cell<RegistryState>,
  before: Identity | undefined,
  after: Identity | undefined,
  limit = Number.POSITIVE_INFINITY,
): void => {
  const { identities, attachments, policies } = cell.value
  const owner = after ?? before
  if (owner === undefined) return
  const ref = identityRef(owner.account, owner.name, namespaceOf(owner))
  const attached = (after?.attached ?? []).filter(arn => !before?.attached.includes(arn))
  const unknown = attached.find(arn => policies.get(arn) === undefined)
  if (unknown !== undefined) fail('NoSuchEntity', {}, `Policy ${unknown} does not exist or is not attachable.`)
  if (attached.length > 0 && (after?.attached.length ?? 0) > limit) {
    const quota = { user: 'PoliciesPerUser', role: 'PoliciesPerRole', group: 'PoliciesPerGroup' }[namespaceOf(owner)]
    fail('LimitExceeded', {}, `Cannot exceed quota for ${quota}: ${limit}`)
  }
  let index = attachments
  const old = new Set(marksOf(before))
  for (const mark of marksOf(after)) if (!old.delete(mark)) index = index.with(joined(mark, ref), ref, true)
  for (const mark of old) index = index.without(joined(mark, ref))
  cell.value = {
    ...cell.value,
    identities: after === undefined ? identities.without(ref) : identities.with(ref, after, true),
    attachments: index,
  }
}
