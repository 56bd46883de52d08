import { fail } from '../contract/errors.js'
import type { Policy } from '../policy/types.js'
import type { Cell } from '../store/persistent.js'
import { renameIdentity } from './registry-renames.js'
import {
  caselessRef,
  endSessions,
  identityRef,
  keysOf,
  namespaceOf,
  noSuchIdentity,
  type RegistryState,
  startingWith,
  writeIdentity,
} from './registry-state.js'
import type { Identity, Namespace, Registry } from './types.js'

type IdentityRegistry = Pick<
  Registry,
  | 'account'
  | 'accounts'
  | 'addAccount'
  | 'identity'
  | 'identities'
  | 'policiesOf'
  | 'addIdentity'
  | 'updateIdentity'
  | 'renameIdentity'
  | 'removeIdentity'
>

const titles: Readonly<Record<Namespace, string>> = { user: 'User', role: 'Role', group: 'Group' }

/** Those for whom keys speak, and the policies that they have. */
export const createIdentityRegistry = (cell: Cell<RegistryState>): IdentityRegistry => {
  // A policy changes without its identities, a group without its members: a list holds as long as the trees from
  // which it was read.
  type Trees = Pick<RegistryState, 'policies'> & Partial<Pick<RegistryState, 'identities'>>
  const lists = new WeakMap<Identity, Trees & { readonly list: readonly Policy[] }>()

  const find = (account: string, name: string, namespace: Namespace = 'user'): Identity | undefined => {
    const { identities, identityNames } = cell.value
    const exact = identities.get(identityRef(account, name, namespace))
    if (exact !== undefined) return exact
    const ref = identityNames.get(caselessRef(account, name, namespace))
    return ref === undefined ? undefined : identities.get(ref)
  }

  const ownPolicies = ({ attached, inline }: Identity): readonly Policy[] => [
    ...attached.flatMap(arn => cell.value.policies.get(arn)?.policy ?? []),
    ...inline.map(each => each.policy),
  ]

  return {
    account: id => cell.value.accounts.get(id),
    accounts: () => cell.value.accounts.values(),
    addAccount(account) {
      cell.value = { ...cell.value, accounts: cell.value.accounts.with(account.id, account, true) }
      return account
    },
    identity: find,
    identities: account => startingWith(cell.value.identities, account),
    policiesOf(identity) {
      const { policies } = cell.value
      const { account, groups = [] } = identity
      const identities = groups.length === 0 ? undefined : cell.value.identities
      const known = lists.get(identity)
      if (known?.policies === policies && known.identities === identities) return known.list
      const ofGroups = groups.flatMap(name => find(account, name, 'group') ?? []).flatMap(ownPolicies)
      const list = [...ownPolicies(identity), ...ofGroups]
      lists.set(identity, { policies, ...(identities && { identities }), list })
      return list
    },

    addIdentity(identity) {
      const namespace = namespaceOf(identity)
      if (find(identity.account, identity.name, namespace) !== undefined) {
        fail('EntityAlreadyExists', {}, `${titles[namespace]} with name ${identity.name} already exists.`)
      }
      writeIdentity(cell, undefined, identity)
      return identity
    },
    updateIdentity(account, name, change, namespace) {
      const before = find(account, name, namespace) ?? noSuchIdentity(name, namespace)
      const after = { ...before, ...change }
      if (after.account !== account || after.name !== before.name || namespaceOf(after) !== namespaceOf(before)) {
        throw new Error(`identity ${name} keeps its account and name: its keys and sessions name it by them`)
      }
      writeIdentity(cell, before, after)
      return after
    },
    renameIdentity(account, name, to, namespace) {
      const before = find(account, name, namespace) ?? noSuchIdentity(name, namespace)
      const holder = find(account, to.name, namespace)
      if (holder !== undefined && holder !== before) {
        fail('EntityAlreadyExists', {}, `${titles[namespaceOf(before)]} with name ${to.name} already exists.`)
      }
      return renameIdentity(cell, before, to)
    },
    removeIdentity(account, name, namespace = 'user') {
      const present = find(account, name, namespace) ?? noSuchIdentity(name, namespace)
      const conflict = (remedy: string): never =>
        fail('DeleteConflict', {}, `Cannot delete entity, must ${remedy} first.`)
      if (present.attached.length > 0) conflict('detach all policies')
      if (present.inline.length > 0) conflict('delete policies')
      if (namespace === 'user') {
        if (!keysOf(cell.value, account, present.name).next().done) conflict('delete access keys')
        if (present.groups?.length) conflict('remove user from groups')
      }
      const isMember = ({ groups = [] }: Identity) => namespace === 'group' && groups.includes(present.name)
      if ([...startingWith(cell.value.identities, account)].some(isMember)) conflict('remove users from group')
      writeIdentity(cell, present, undefined)
      // one that is made later under its name is another
      endSessions(
        cell,
        session =>
          session.account === account &&
          session.identity === present.name &&
          (session.namespace ?? 'user') === namespace,
      )
    },
  }
}
