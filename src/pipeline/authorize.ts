import type { Principal } from '../auth/types.js'
import type { Decisions } from '../authorization/decisions.js'
import type { Dialect } from '../contract/dialect.js'
import { fail } from '../contract/errors.js'
import type { Caller, Operation, Raw } from '../contract/operation.js'
import { checkExpectedOwner } from '../rules/expected-owner.js'
import { checkPayer } from '../rules/requester-pays.js'
import type { World } from '../world/world.js'

/** What `allow` may know of the caller. */
const callerOf = ({ account, name, session }: Principal, { registry }: World): Caller => ({
  account,
  name,
  arnOf: (of, namespace) => registry.identity(account, of, namespace)?.arn,
  boundaryOf: (of, namespace) => registry.identity(account, of, namespace)?.boundary,
  ...(session?.transitive && { transitiveTagKeys: session.transitive }),
})

/**
 * Gathers the entry's facts and requires every right that it needs. Throws AccessDenied for the first that is not
 * given, and NoSuchBucket before that where the dialect tells it to everyone.
 */
export const authorize = (
  operation: Operation,
  input: unknown,
  decisions: Decisions,
  { raw, principal, dialect, world }: { raw: Raw; principal: Principal; dialect: Dialect; world: World },
): void => {
  const { store } = world
  const name = raw.located.bucket
  const bucket = name === undefined ? undefined : store.bucket(name)
  const mustExist = !operation.makesBucket && dialect.features.has('bucket-before-authorization')
  if (name !== undefined && bucket === undefined && mustExist) fail('NoSuchBucket', { BucketName: name })
  checkExpectedOwner(raw.request, bucket, dialect)
  checkPayer(raw.request, bucket, principal)
  const facts = operation.facts(input, store)
  for (const need of operation.allow(input, facts, callerOf(principal, world))) decisions.require(need)
}
