import type { Cell } from '../store/persistent.js'
import { keysOf, namespaceOf, type RegistryState, startingWith, writeIdentity } from './registry-state.js'
import type { Identity, Session } from './types.js'

const moveKeys = (cell: Cell<RegistryState>, { account, name }: Identity, to: string): void => {
  for (const key of [...keysOf(cell.value, account, name)])
    cell.value = { ...cell.value, keys: cell.value.keys.with(key.id, { ...key, identity: to }, true) }
}

/** Temporary credentials of the user itself, which go by its ARN and name. */
const moveSessions = (cell: Cell<RegistryState>, before: Identity, after: Identity): void => {
  const isOwn = (session: Session) =>
    session.account === before.account && session.identity === before.name && session.arn === before.arn
  for (const [id, list] of [...cell.value.sessions.entries()]) {
    if (!list.some(isOwn)) continue
    const moved = list.map(session =>
      isOwn(session) ? { ...session, identity: after.name, name: after.name, arn: after.arn } : session,
    )
    cell.value = { ...cell.value, sessions: cell.value.sessions.with(id, moved, true) }
  }
}

const moveMembers = (cell: Cell<RegistryState>, { account, name }: Identity, to: string): void => {
  for (const member of [...startingWith(cell.value.identities, account)]) {
    if (!member.groups?.includes(name)) continue
    const groups = member.groups.map(group => (group === name ? to : group))
    writeIdentity(cell, member, { ...member, groups })
  }
}

/** Gives an identity another name and path; what names it by them follows. The name is free. */
export const renameIdentity = (
  cell: Cell<RegistryState>,
  before: Identity,
  to: Pick<Identity, 'name' | 'path' | 'arn'>,
): Identity => {
  const after = { ...before, ...to, label: before.label === before.name ? to.name : before.label }
  writeIdentity(cell, before, undefined)
  writeIdentity(cell, undefined, after)
  if (namespaceOf(before) === 'group') moveMembers(cell, before, to.name)
  if (namespaceOf(before) === 'user') {
    moveKeys(cell, before, to.name)
    moveSessions(cell, before, after)
  }
  return after
}
