import type { Principal } from '../auth/types.js'
import { createDecisions } from '../authorization/decisions.js'
import { fail } from '../contract/errors.js'
import type { Caller } from '../contract/operation.js'
import { checkExpectedOwner } from '../rules/expected-owner.js'
import { checkPayer } from '../rules/requester-pays.js'
import { refuseVersionId } from '../rules/version-id.js'
import type { BucketRecord } from '../store/types.js'
import type { World } from '../world/world.js'
import type { JudgedExchange, ProvenExchange } from './exchange.js'

/** A bucket that never had versions has none but `null`. AWS, recorded 2026-02-21. */
const checkVersionOfBucket = (
  { operation: { readers }, query, dialect: { features } }: ProvenExchange,
  bucket: BucketRecord | undefined,
): void => {
  const version = query.get('versionId')
  if (version === undefined || version === 'null' || bucket === undefined || bucket.versioning !== undefined) return
  const reads = Object.values(readers).some(({ from, wire }) => from === 'query' && wire === 'versionId')
  if (reads && features.has('version-ids-are-checked')) refuseVersionId(version, 'versionId')
}

/** What `allow` may know of the caller. */
const callerOf = ({ account, name, session }: Principal, { registry }: World): Caller => ({
  account,
  name,
  arnOf: (of, namespace) => registry.identity(account, of, namespace)?.arn,
  boundaryOf: (of, namespace) => registry.identity(account, of, namespace)?.boundary,
  transitiveTagKeys: session?.transitive,
})

/**
 * Gathers the entry's facts and requires every right that it needs. Throws AccessDenied for the first that is not
 * given, and NoSuchBucket before that where the dialect tells it to everyone.
 */
export const authorize = (exchange: ProvenExchange): JudgedExchange => {
  const { request, located, operation, dialect, world, input, now } = exchange
  const { principal, facts = {} } = exchange.proof
  const { store, registry } = world
  const { makesBucket } = operation
  const subject = { dialect, principal, registry, view: store, facts, now, request, context: undefined, makesBucket }
  const decisions = createDecisions(subject, request.scope.arranged === true)
  exchange.decisions = decisions

  const name = located.bucket
  const bucket = name === undefined ? undefined : store.bucket(name)
  const mustExist = !makesBucket && dialect.features.has('bucket-before-authorization')
  if (name !== undefined && bucket === undefined && mustExist) fail('NoSuchBucket', { BucketName: name })
  checkExpectedOwner(request, bucket, dialect)
  checkPayer(request, bucket, principal)
  const gathered = operation.facts(input, store)
  for (const need of operation.allow(input, gathered, callerOf(principal, world))) decisions.require(need)
  checkVersionOfBucket(exchange, bucket)
  return exchange as JudgedExchange
}
