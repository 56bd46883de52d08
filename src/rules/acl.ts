import type { Acl, AclGrant, BucketRecord, ObjectRecord } from '../store/types.js'

/** Everyone, with and without credentials. */
export const allUsers = 'http://acs.amazonaws.com/groups/global/AllUsers'
/** Everyone whose credentials some account gave. */
export const authenticatedUsers = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers'
const logDelivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery'

/** The groups that a grant may name. */
export const groups: readonly string[] = [allUsers, authenticatedUsers, logDelivery]

type Permission = AclGrant['permission']

// a service of Amazon that reads machine images out of buckets
const imageReader = '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c'

const toGroup = (uri: string, ...permissions: readonly Permission[]): AclGrant[] =>
  permissions.map(permission => ({ permission, grantee: { uri } }))

const toAccount = (id: string, permission: Permission): AclGrant => ({ permission, grantee: { id } })

/** What each canned name grants beyond the owner's FULL_CONTROL. */
const cannedGrants: Readonly<Record<string, (bucketOwner: string) => readonly AclGrant[]>> = {
  private: () => [],
  'public-read': () => toGroup(allUsers, 'READ'),
  'public-read-write': () => toGroup(allUsers, 'READ', 'WRITE'),
  'authenticated-read': () => toGroup(authenticatedUsers, 'READ'),
  'aws-exec-read': () => [toAccount(imageReader, 'READ')],
  'bucket-owner-read': bucketOwner => [toAccount(bucketOwner, 'READ')],
  'bucket-owner-full-control': bucketOwner => [toAccount(bucketOwner, 'FULL_CONTROL')],
  'log-delivery-write': () => toGroup(logDelivery, 'WRITE', 'READ_ACP'),
}

/** Names of canned ACLs: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
export const cannedNames: readonly string[] = Object.keys(cannedGrants)

export const ownerOfBucket = ({ owner, account }: Pick<BucketRecord, 'owner' | 'account'>): string => owner ?? account

/** The grants of an ACL, a canned one written out; without one the owner alone has all rights. */
export const grantsOf = (acl: Acl | undefined, owner: string, bucketOwner: string): readonly AclGrant[] => {
  if (acl !== undefined && acl.canned === undefined) return acl.grants
  const granted = cannedGrants[acl?.canned ?? 'private']?.(bucketOwner) ?? []
  return [toAccount(owner, 'FULL_CONTROL'), ...granted.filter(({ grantee }) => grantee.id !== owner)]
}

export const bucketGrants = (bucket: BucketRecord): readonly AclGrant[] => {
  const owner = ownerOfBucket(bucket)
  return grantsOf(bucket.acl, owner, owner)
}

export const objectGrants = (object: ObjectRecord, bucket: BucketRecord): readonly AclGrant[] =>
  grantsOf(object.acl, object.owner, ownerOfBucket(bucket))

/** Whether a grant opens something to everyone. */
export const isPublicGrant = ({ grantee }: AclGrant): boolean =>
  grantee.uri === allUsers || grantee.uri === authenticatedUsers

/** Whether the bucket's ACL and those of its objects mean anything. */
export const aclsCount = ({ ownership }: BucketRecord): boolean => ownership !== 'BucketOwnerEnforced'
