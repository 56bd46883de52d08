import { fail } from '../../contract/errors.js'
import type { OperationContext } from '../../contract/operation.js'
import { aclsCount, grantsOf, isPublicGrant, ownerOfBucket } from '../../rules/acl.js'
import type { Acl, BucketRecord } from '../../store/types.js'
import { refuseByPublicAccessBlock } from './public-access-refusal.js'

type AclContext = Pick<OperationContext, 'registry' | 'dialect' | 'features' | 'principal'>

/** Under which S3 keeps objects that were written without credentials. */
const anonymousId = '65a011a29cdf8ec533ec3d1ccaae921c'

/** Canonical id of an account. */
export const canonicalIdOf = (
  account: string,
  { registry, dialect }: Pick<AclContext, 'registry' | 'dialect'>,
): string => registry.account(account)?.canonicalId ?? dialect.identity.canonicalId(account)

/**
 * Canonical id of the owner of what the caller writes: that of the bucket, or with Object Ownership the caller's own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
export const ownerOfWrite = (bucket: BucketRecord, acl: Acl | undefined, context: AclContext): string => {
  const { features, principal } = context
  if (!features.has('object-ownership') || !aclsCount(bucket)) return ownerOfBucket(bucket)
  if (bucket.ownership === 'BucketOwnerPreferred' && acl?.canned === 'bucket-owner-full-control') {
    return ownerOfBucket(bucket)
  }
  return principal.kind === 'anonymous' ? anonymousId : canonicalIdOf(principal.account, context)
}

/**
 * Throws NotImplemented for a grant to write a bucket without one to read it, where the service has none.
 * https://yandex.cloud/en/docs/storage/concepts/acl
 */
export const refuseLoneWrites = ({ grants }: Acl, features: AclContext['features']): void => {
  if (!features.has('write-grants-need-read')) return
  for (const { permission, grantee } of grants) {
    if (permission !== 'WRITE') continue
    const own = grants.filter(each => each.grantee.id === grantee.id && each.grantee.uri === grantee.uri)
    if (own.some(each => each.permission === 'READ' || each.permission === 'FULL_CONTROL')) continue
    fail('NotImplemented', {}, 'A grant of WRITE on a bucket needs one of READ to the same grantee')
  }
}

/** Where ACLs do not count, one that says what holds anyway is taken. */
const saysNothing = (acl: Acl, owner: string): boolean =>
  acl.canned === undefined
    ? acl.grants.every(({ permission, grantee }) => permission === 'FULL_CONTROL' && grantee.id === owner)
    : acl.canned === 'bucket-owner-full-control'

/**
 * The ACL as the bucket lets it be set; undefined: none. Throws AccessControlListNotSupported, and AccessDenied for a
 * public one while BlockPublicAcls is on. `right`: what the request asked for.
 */
export const admitAcl = (
  acl: Acl | undefined,
  bucket: BucketRecord,
  owner: string,
  right: { readonly action: string; readonly resource: string },
  { principal, features }: AclContext,
): Acl | undefined => {
  if (acl === undefined) return undefined
  const bucketOwner = ownerOfBucket(bucket)
  if (features.has('object-ownership') && !aclsCount(bucket)) {
    return saysNothing(acl, bucketOwner) ? undefined : fail('AccessControlListNotSupported')
  }
  if (bucket.publicAccessBlock?.BlockPublicAcls && grantsOf(acl, owner, bucketOwner).some(isPublicGrant)) {
    refuseByPublicAccessBlock('BlockPublicAcls', right, principal)
  }
  return acl
}
