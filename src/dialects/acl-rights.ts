import type { GrantFacts } from '../contract/dialect.js'
import type { Grant, Source } from '../policy/types.js'
import { aclsCount, allUsers, bucketGrants, isPublicGrant, objectGrants } from '../rules/acl.js'
import type { AclGrant, BucketRecord, ObjectRecord } from '../store/types.js'

type Permission = Exclude<AclGrant['permission'], 'FULL_CONTROL'>

/** Actions that the permissions of an ACL stand for. FULL_CONTROL stands for all of them. */
export interface AclRights {
  /** Of a bucket's ACL, on the bucket itself and on whatever key in it. */
  readonly bucket: Readonly<
    Record<Permission, { readonly bucket: readonly string[]; readonly keys: readonly string[] }>
  >
  /** Of a bucket's ACL, on keys that hold nothing: the writer sets what a new object has, the reader learns that there is none. */
  readonly noObject: Readonly<Record<Permission, readonly string[]>>
  readonly object: Readonly<Record<Permission, readonly string[]>>
}

const permissions: readonly Permission[] = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP']

const meant = (permission: AclGrant['permission']): readonly Permission[] =>
  permission === 'FULL_CONTROL' ? permissions : [permission]

/** The id under which a grant gives the caller something that it does not have anyway. */
export interface CallerIds {
  readonly bucket?: string | undefined
  readonly object?: string | undefined
}

const label = (kind: string, name: string, { permission, grantee }: AclGrant): string =>
  `${permission} for ${grantee.uri?.split('/').at(-1) ?? grantee.id} in the ACL of ${kind} "${name}"`

const toGrant = (source: Source, resource: string, actions: readonly string[], text: string): Grant[] =>
  actions.length === 0 ? [] : [{ source, actions, resource, label: text }]

const ofBucket = (
  bucket: BucketRecord,
  object: ObjectRecord | undefined,
  grant: AclGrant,
  rights: AclRights,
): Grant[] => {
  const given = meant(grant.permission)
  const arn = `arn:aws:s3:::${bucket.name}`
  const text = label('bucket', bucket.name, grant)
  const keys = given.flatMap(permission => rights.bucket[permission].keys)
  const fresh = object === undefined ? given.flatMap(permission => rights.noObject[permission]) : []
  return [
    ...toGrant(
      'bucketAcl',
      arn,
      given.flatMap(permission => rights.bucket[permission].bucket),
      text,
    ),
    ...toGrant('bucketAcl', `${arn}/*`, [...keys, ...fresh], text),
  ]
}

const ofObject = (bucket: BucketRecord, object: ObjectRecord, grant: AclGrant, rights: AclRights): Grant[] =>
  toGrant(
    'objectAcl',
    `arn:aws:s3:::${bucket.name}/${object.key}`,
    meant(grant.permission).flatMap(permission => rights.object[permission]),
    label('object', object.key, grant),
  )

/** What the ACLs of a bucket and of an object in it give the caller, as far as the bucket lets them count. */
export const aclRights = (
  { principal, bucket, object }: GrantFacts,
  ids: CallerIds,
  rights: AclRights,
): readonly Grant[] => {
  if (bucket === undefined || !aclsCount(bucket)) return []
  const ignoresPublic = bucket.publicAccessBlock?.IgnorePublicAcls === true
  const counts = (grant: AclGrant, own: string | undefined): boolean => {
    const { uri, id } = grant.grantee
    if (isPublicGrant(grant)) return !ignoresPublic && (uri === allUsers || principal.kind !== 'anonymous')
    return id !== undefined && id === own
  }
  const ofBucketAcl = bucketGrants(bucket).filter(grant => counts(grant, ids.bucket))
  const rightsOfBucketAcl = ofBucketAcl.flatMap(grant => ofBucket(bucket, object, grant, rights))
  if (object === undefined) return rightsOfBucketAcl
  const ofObjectAcl = objectGrants(object, bucket).filter(grant => counts(grant, ids.object))
  return [...rightsOfBucketAcl, ...ofObjectAcl.flatMap(grant => ofObject(bucket, object, grant, rights))]
}
