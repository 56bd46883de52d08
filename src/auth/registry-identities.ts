import { fail } from '../errors.js'
import type { Cell } from '../persistent.js'
import type { Policy } from '../policy/types.js'
import {
  identityRef,
  keysOf,
  noSuchIdentity,
  type RegistryState,
  startingWith,
  writeIdentity,
} from './registry-state.js'
import type { Identity, Registry } from './types.js'

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
  | 'removeIdentity'
>

/** Those for whom keys speak, and the policies that they have. */
export const createIdentityRegistry = (cell: Cell<RegistryState>): IdentityRegistry => {
  // A policy changes without its identities: a list holds as long as the tree from which it was read.
  const lists = new WeakMap<Identity, { readonly from: RegistryState['policies']; readonly list: readonly Policy[] }>()

  const find = (account: string, name: string): Identity | undefined =>
    cell.value.identities.get(identityRef(account, name))

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
      const from = cell.value.policies
      const known = lists.get(identity)
      if (known?.from === from) return known.list
      const attached = identity.attached.flatMap(arn => from.get(arn)?.policy ?? [])
      const list = [...attached, ...identity.inline.map(each => each.policy)]
      lists.set(identity, { from, list })
      return list
    },

    addIdentity(identity) {
      if (find(identity.account, identity.name) !== undefined) {
        fail('EntityAlreadyExists', {}, `User with name ${identity.name} already exists.`)
      }
      writeIdentity(cell, undefined, identity)
      return identity
    },
    updateIdentity(account, name, change) {
      const before = find(account, name) ?? noSuchIdentity(name)
      const after = { ...before, ...change }
      if (after.account !== account || after.name !== name) {
        throw new Error(`identity ${name} keeps its account and name: its keys and sessions name it by them`)
      }
      writeIdentity(cell, before, after)
      return after
    },
    removeIdentity(account, name) {
      const present = find(account, name) ?? noSuchIdentity(name)
      const conflict = (remedy: string): never =>
        fail('DeleteConflict', {}, `Cannot delete entity, must ${remedy} first.`)
      if (present.attached.length > 0) conflict('detach all policies')
      if (present.inline.length > 0) conflict('delete policies')
      if (!keysOf(cell.value, account, name).next().done) conflict('delete access keys')
      writeIdentity(cell, present, undefined)
    },
  }
}
