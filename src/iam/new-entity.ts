import type { Identity } from '../auth/types.js'
import { fail } from '../errors.js'
import type { OperationContext } from '../operation.js'

type Making = Pick<OperationContext, 'dialect' | 'registry' | 'principal' | 'ids' | 'at'>

/** A role or group of the caller's account. Names differ in more than their case: throws EntityAlreadyExists. */
export const newEntity = (
  { dialect, registry, principal, ids, at }: Making,
  kind: 'role' | 'group',
  path: string,
  name: string,
): Identity => {
  const { account } = principal
  const lower = name.toLowerCase()
  for (const each of registry.identities(account)) {
    if (each.kind !== kind || each.name.toLowerCase() !== lower) continue
    fail('EntityAlreadyExists', {}, `${kind === 'role' ? 'Role' : 'Group'} with name ${name} already exists.`)
  }
  const made = dialect.identity.newEntity?.(ids, kind, account, path, name)
  if (made === undefined) throw new Error(`dialect \`${dialect.name}\` has entries for ${kind}s and makes none`)
  return {
    ...{ kind, name, ...made, label: name, account, path, created: at },
    ...{ attached: [], inline: [], roles: [], admin: false, scope: 'standard', tags: {} },
  }
}
