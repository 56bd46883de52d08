import { fail } from '../contract/errors.js'
import { type Cell, compareTexts, emptyTree, type SortedTree } from '../store/persistent.js'
import type { AccessKey, Account, Identity, ManagedPolicy, Namespace, Session } from './types.js'

type ByText<V> = SortedTree<string, V>

/** Everything a registry knows. Immutable: a write makes a new one. */
export interface RegistryState {
  /** By id. */
  readonly accounts: ByText<Account>
  /** By `identityRef`. */
  readonly identities: ByText<Identity>
  /** By `caselessRef`, of users, roles and groups: their `identityRef`. */
  readonly identityNames: ByText<string>
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
  identityNames: emptyTree(compareTexts),
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
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html : names are not distinguished by case */
export const caselessRef = (account: string, name: string, namespace: Namespace = 'user'): string =>
  identityRef(account, name.toLowerCase(), namespace)
export const namespaceOf = ({ kind }: Pick<Identity, 'kind'>): Namespace =>
  kind === 'role' || kind === 'group' ? kind : 'user'
export const policyNameRef = (account: string, name: string): string => joined(account, name.toLowerCase())

/** Where the index of attachments keeps those whose boundary a policy is. */
export const boundaryMark = (arn: string): string => joined('boundary', arn)

const caseless: ReadonlySet<Identity['kind']> = new Set(['user', 'role', 'group'])

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
 * Puts `after` in the place of `before`; either may be absent. The only writer of identities, so that the indexes of
 * names and attachments always agree with them. `limit`: how many policies may be attached after it.
 */
export const writeIdentity = (
  cell: Cell<RegistryState>,
  before: Identity | undefined,
  after: Identity | undefined,
  limit = Number.POSITIVE_INFINITY,
): void => {
  const { identities, identityNames, attachments, policies } = cell.value
  const owner = after ?? before
  if (owner === undefined) return
  const namespace = namespaceOf(owner)
  const ref = identityRef(owner.account, owner.name, namespace)
  const nameRef = caseless.has(owner.kind) ? caselessRef(owner.account, owner.name, namespace) : undefined
  const attached = (after?.attached ?? []).filter(arn => !before?.attached.includes(arn))
  const unknown = attached.find(arn => policies.get(arn) === undefined)
  if (unknown !== undefined) fail('NoSuchEntity', {}, `Policy ${unknown} does not exist or is not attachable.`)
  if (attached.length > 0 && (after?.attached.length ?? 0) > limit) {
    const quota = { user: 'PoliciesPerUser', role: 'PoliciesPerRole', group: 'PoliciesPerGroup' }[namespace]
    fail('LimitExceeded', {}, `Cannot exceed quota for ${quota}: ${limit}`)
  }
  let index = attachments
  const old = new Set(marksOf(before))
  for (const mark of marksOf(after)) if (!old.delete(mark)) index = index.with(joined(mark, ref), ref, true)
  for (const mark of old) index = index.without(joined(mark, ref))
  cell.value = {
    ...cell.value,
    identities: after === undefined ? identities.without(ref) : identities.with(ref, after, true),
    ...(nameRef !== undefined && {
      identityNames: after === undefined ? identityNames.without(nameRef) : identityNames.with(nameRef, ref, true),
    }),
    attachments: index,
  }
}

/** Ends temporary credentials. */
export const endSessions = (cell: Cell<RegistryState>, ends: (session: Session) => boolean): void => {
  for (const [id, list] of [...cell.value.sessions.entries()]) {
    const kept = list.filter(session => !ends(session))
    if (kept.length === list.length) continue
    const { sessions } = cell.value
    cell.value = { ...cell.value, sessions: kept.length === 0 ? sessions.without(id) : sessions.with(id, kept, true) }
  }
}
