import type { Account } from '../../../auth/types.js'
import { fail } from '../../../contract/errors.js'
import type { OperationContext } from '../../../contract/operation.js'

export interface OrganizationUser {
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly role: 'admin' | 'member'
  readonly isOwner: boolean
}

export interface Team {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly members: readonly string[]
  readonly created: number
  readonly updated: number
}

export interface Invitation {
  readonly id: string
  readonly email: string
  readonly role: 'admin' | 'member'
  readonly createdBy: string
  readonly validUntil: number
}

/** What is known of an organization beside its keys: the scene says it, calls change it. */
export interface Organization {
  readonly name: string
  readonly slug: string
  readonly users: readonly OrganizationUser[]
  readonly teams: readonly Team[]
  readonly invitations: readonly Invitation[]
  /** Further organizations that the caller has made. */
  readonly others: readonly { readonly id: string; readonly name: string; readonly slug: string }[]
}

const empty = { name: 'main', slug: 'main', users: [], teams: [], invitations: [], others: [] }

type CallingContext = Pick<OperationContext, 'registry' | 'principal'>

/** What an account knows of its people. */
export const peopleOf = (account: Account | undefined): Organization => ({
  ...empty,
  ...(account?.settings?.organization as Partial<Organization> | undefined),
})

export const organizationOf = ({ registry, principal }: CallingContext): Organization =>
  peopleOf(registry.account(principal.account))

export const changeOrganization = (context: CallingContext, change: Partial<Organization>): void => {
  const { registry, principal } = context
  const account = registry.account(principal.account) ?? fail('NoSuchEntity', {}, 'There is no such organization')
  const organization = { ...organizationOf(context), ...change }
  registry.addAccount({ ...account, settings: { ...account.settings, organization } })
}

/** The caller's own user: that of its key, or the key itself. */
export const userIdOf = ({ registry, principal }: CallingContext): string => {
  const person = registry.identity(principal.account, principal.name)?.person
  const users = organizationOf({ registry, principal }).users
  return users.find(({ name }) => name === person)?.userId ?? principal.userId
}

export const succeeded = (result: object = {}) => ({ tree: { status: 'success', result } })
