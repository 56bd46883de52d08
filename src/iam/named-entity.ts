import type { Identity } from '../auth/types.js'
import type { Caller, OperationContext, Reader } from '../contract/operation.js'
import { form } from '../protocol/readers.js'
import { entityArn, userArn } from './arn.js'
import { requireEntity, requireUser } from './lookups.js'
import { groupName, roleName, userName } from './member-constraints.js'

type Noun = 'User' | 'Role' | 'Group'

/** The identity that `UserName`, `RoleName` or `GroupName` names, for calls that are the same but for that member. */
export interface NamedEntity<N extends Noun> {
  readonly kind: Lowercase<N>
  readonly member: `${N}Name`
  /** The reader of that member; its name is no part of the type, for the compiler takes none that is put together. */
  readonly named: Readonly<Record<never, Reader<string>>>
  nameIn(input: object): string
  arnOf(caller: Caller, input: object): string
  /** Throws NoSuchEntity. */
  find(context: OperationContext, input: object): Identity
}

const codecs = { User: userName, Role: roleName, Group: groupName }

export const namedEntity = <N extends Noun>(noun: N): NamedEntity<N> => {
  const kind = noun.toLowerCase() as Lowercase<N>
  const member = `${noun}Name` as const
  const nameIn = (input: object): string => (input as Readonly<Record<string, string>>)[member] ?? ''
  return {
    kind,
    member,
    named: { [member]: form(member, codecs[noun]).required },
    nameIn,
    arnOf: (caller, input) =>
      kind === 'user' ? userArn(caller, nameIn(input)) : entityArn(caller, kind, nameIn(input)),
    find: (context, input) =>
      kind === 'user' ? requireUser(context, nameIn(input)) : requireEntity(context, kind, nameIn(input)),
  }
}
