import type { AccessKey, Identity, ManagedPolicy } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import type { OperationContext } from '../contract/operation.js'

type Registered = Pick<OperationContext, 'registry' | 'principal'>

/** The user, or the access key that stands for one, of that name in the caller's account. Throws NoSuchEntity. */
export const requireUser = ({ registry, principal }: Registered, name: string): Identity => {
  const found = registry.identity(principal.account, name)
  return found?.kind === 'user' || found?.kind === 'key'
    ? found
    : fail('NoSuchEntity', {}, `The user with name ${name} cannot be found.`)
}

/** The role or group of that name in the caller's account. Throws NoSuchEntity. */
export const requireEntity = ({ registry, principal }: Registered, kind: 'role' | 'group', name: string): Identity =>
  registry.identity(principal.account, name, kind) ??
  fail('NoSuchEntity', {}, `The ${kind} with name ${name} cannot be found.`)

/** As `requireUser`; without a name the caller itself. Temporary credentials have no user: ValidationError. */
export const userOrCaller = (context: Registered, name: string | undefined): Identity => {
  if (name !== undefined) return requireUser(context, name)
  const { identity, session } = context.principal
  return identity !== undefined && session === undefined
    ? identity
    : fail('ValidationError', {}, 'Must specify userName when calling with non-User credentials')
}

const arnForm = /^arn:[^:]+:iam::[^:]*:policy\/.+$/s

/**
 * The managed policy of that ARN: one of the caller's account, or one that the service itself provides. Throws
 * ValidationError for text that is no policy's ARN, and NoSuchEntity in the words of `missing`.
 */
export const requirePolicy = (
  { registry, principal }: Registered,
  arn: string,
  missing = `Policy ${arn} was not found.`,
): ManagedPolicy => {
  if (!arnForm.test(arn)) fail('ValidationError', {}, 'Invalid ARN:  Could not be parsed!')
  const found = registry.managedPolicy(arn)
  return found?.account === principal.account || found?.ofService ? found : fail('NoSuchEntity', {}, missing)
}

/** As `requirePolicy`, to be changed: those that the service provides belong to no account. */
export const requireOwnPolicy = (context: Registered, arn: string): ManagedPolicy => {
  const policy = requirePolicy(context, arn)
  return policy.ofService ? fail('AccessDenied', {}, `Policy ${arn} is outside your own account.`) : policy
}

/** The key of that id if it belongs to the caller's account and, where keys have users, to `owner`. */
export const requireKey = ({ registry, principal }: Registered, id: string, owner?: Identity): AccessKey => {
  const key = registry.key(id)
  const fits = key?.account === principal.account && (owner === undefined || key.identity === owner.name)
  return key !== undefined && fits ? key : fail('NoSuchEntity', {}, `The Access Key with id ${id} cannot be found.`)
}

/** What answers call an identity: a user's name, the display name of a key that is its own user; root has none. */
export const shownName = ({ kind, label, name }: Identity): string | undefined =>
  kind === 'root' ? undefined : kind === 'key' ? label : name
