import { fail } from '../contract/errors.js'
import type { Cell } from '../store/persistent.js'
import {
  endSessions,
  identityRef,
  keysOf,
  noSuchIdentity,
  type RegistryState,
  writeIdentity,
} from './registry-state.js'
import type { AccessKey, Registry } from './types.js'

type KeyRegistry = Pick<
  Registry,
  'key' | 'keys' | 'addKey' | 'updateKey' | 'removeKey' | 'session' | 'hasSessions' | 'addSession'
>

/** Long-lived keys and temporary ones. `limit`: how many keys an identity may have. */
export const createKeyRegistry = (cell: Cell<RegistryState>, limit = Number.POSITIVE_INFINITY): KeyRegistry => {
  const requireKey = (id: string): AccessKey =>
    cell.value.keys.get(id) ?? fail('NoSuchEntity', {}, `The Access Key with id ${id} cannot be found.`)

  const write = (key: AccessKey): AccessKey => {
    cell.value = { ...cell.value, keys: cell.value.keys.with(key.id, key, true) }
    return key
  }

  return {
    key: id => cell.value.keys.get(id),
    *keys(account) {
      for (const key of cell.value.keys.values()) if (key.account === account) yield key
    },
    addKey(key) {
      const { account, identity, id } = key
      if (cell.value.identities.get(identityRef(account, identity)) === undefined) noSuchIdentity(identity)
      if (cell.value.keys.get(id) !== undefined) {
        fail('EntityAlreadyExists', {}, `Access Key with id ${id} already exists.`)
      }
      if (limit !== Number.POSITIVE_INFINITY && [...keysOf(cell.value, account, identity)].length >= limit) {
        fail('LimitExceeded', {}, `Cannot exceed quota for AccessKeysPerUser: ${limit}`)
      }
      return write(key)
    },
    updateKey: (id, change) => write({ ...requireKey(id), ...change }),
    removeKey(id) {
      const { account, identity } = requireKey(id)
      cell.value = { ...cell.value, keys: cell.value.keys.without(id) }
      endSessions(cell, ({ parentKeyId }) => parentKeyId === id)
      const owner = cell.value.identities.get(identityRef(account, identity))
      // Where the key itself is the identity (Tigris), its attachments go with it:
      // https://www.tigrisdata.com/docs/iam/manage-access-key/
      if (owner?.kind === 'key' && keysOf(cell.value, account, identity).next().done)
        writeIdentity(cell, owner, undefined)
    },

    session: (id, token) => cell.value.sessions.get(id)?.find(session => session.token === token),
    hasSessions: id => cell.value.sessions.get(id) !== undefined,
    addSession(session) {
      const others = (cell.value.sessions.get(session.keyId) ?? []).filter(each => each.token !== session.token)
      cell.value = { ...cell.value, sessions: cell.value.sessions.with(session.keyId, [...others, session], true) }
      return session
    },
  }
}
