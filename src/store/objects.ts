import { fail } from '../contract/errors.js'
import type { Ids, Instant } from '../contract/host.js'
import { type BucketState, type Versions, withList } from './state.js'
import type { Blob, NewObject, ObjectAddress, ObjectRecord } from './types.js'

/** The one version of a bucket without versioning, and of writes while it is suspended. */
const unversioned = 'null'

export interface WriteHost {
  now(): Instant
  readonly ids: Ids
  /** Name of a new version where it is the nanosecond in which it was written. */
  stamp?(): bigint
}

const newVersionId = (bucket: BucketState, { ids, stamp }: WriteHost): string =>
  bucket.record.versioning === 'Enabled' ? (stamp?.().toString() ?? ids.next('version', 32)) : unversioned

/** The version that a request without a version id means: the newest, unless it marks a deletion. */
export const currentOf = (versions: Versions | undefined): ObjectRecord | undefined =>
  versions === undefined || versions[0]?.deleteMarker ? undefined : versions[0]

export const findObject = (bucket: BucketState, key: string, versionId?: string): ObjectRecord | undefined => {
  const versions = bucket.objects.get(key)
  return versionId === undefined ? currentOf(versions) : versions?.find(each => each.versionId === versionId)
}

/** Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker named by its version. */
export const requireObject = (bucket: BucketState, { Bucket, Key, VersionId }: ObjectAddress): ObjectRecord => {
  const versions = bucket.objects.get(Key)
  const found = VersionId === undefined ? versions?.[0] : versions?.find(each => each.versionId === VersionId)
  if (found !== undefined && !found.deleteMarker) return found
  const deletion: Record<string, string> =
    found === undefined ? {} : { VersionId: found.versionId, DeleteMarker: 'true' }
  if (VersionId === undefined) return fail('NoSuchKey', { Bucket, Key, ...deletion })
  if (found === undefined) return fail('NoSuchVersion', { Bucket, Key, VersionId })
  return fail('MethodNotAllowed', { Bucket, Key, ...deletion })
}

/** A null version is rewritten; any other joins the older ones. */
const withVersion = (bucket: BucketState, added: ObjectRecord): BucketState => {
  const older = bucket.objects.get(added.key) ?? []
  const kept = added.versionId === unversioned ? older.filter(each => each.versionId !== unversioned) : older
  return { ...bucket, objects: bucket.objects.with(added.key, [added, ...kept], true) }
}

const seldomSet = ['checksum', 'parts', 'upload', 'acl', 'encryption', 'retention', 'legalHold', 'restore'] as const

/** Written out: there may be a million, and a record that is spread from another takes twice the memory. */
const recordOf = (object: NewObject, key: string, versionId: string, modified: Instant): ObjectRecord => {
  const { blob, etag, system, metadata, tags, storageClass, owner } = object
  const usual: ObjectRecord = {
    key,
    versionId,
    deleteMarker: false,
    blob,
    etag,
    modified,
    system,
    metadata,
    tags,
    storageClass,
    owner,
  }
  let record = usual
  for (const name of seldomSet) if (object[name] !== undefined) record = { ...record, [name]: object[name] }
  return record
}

export const putObject = (
  bucket: BucketState,
  key: string,
  object: NewObject,
  host: WriteHost,
): { readonly bucket: BucketState; readonly object: ObjectRecord } => {
  const written = recordOf(object, key, newVersionId(bucket, host), host.now())
  return { bucket: withVersion(bucket, written), object: written }
}

export const updateObject = (
  bucket: BucketState,
  address: ObjectAddress,
  change: Partial<NewObject>,
): { readonly bucket: BucketState; readonly object: ObjectRecord } => {
  const present = requireObject(bucket, address)
  const object = { ...present, ...change }
  const versions = bucket.objects.get(address.Key) ?? []
  const replaced = versions.map(each => (each === present ? object : each))
  return { bucket: { ...bucket, objects: bucket.objects.with(address.Key, replaced, true) }, object }
}

const nothing: Blob = { size: 0, read: () => new Uint8Array(0) }

export interface Removal {
  /** Whether a marker was written, or the version taken away was one. */
  readonly deleteMarker: boolean
  readonly versionId?: string
}

/**
 * Takes the named version away for good; without a name, the key of a bucket that never had versioning, else it
 * writes a delete marker, even over nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 */
export const removeObject = (
  bucket: BucketState,
  { Key, VersionId }: ObjectAddress,
  host: WriteHost,
  owner?: string,
): { readonly bucket: BucketState; readonly removal: Removal } => {
  const versions = bucket.objects.get(Key)
  if (VersionId !== undefined) {
    const gone = versions?.find(each => each.versionId === VersionId)
    const kept = versions?.filter(each => each !== gone) ?? []
    return {
      bucket: gone === undefined ? bucket : { ...bucket, objects: withList(bucket.objects, Key, kept) },
      removal: { deleteMarker: gone?.deleteMarker ?? false, versionId: VersionId },
    }
  }
  if (bucket.record.versioning === undefined) {
    const objects = versions === undefined ? bucket.objects : bucket.objects.without(Key)
    return { bucket: { ...bucket, objects }, removal: { deleteMarker: false } }
  }
  const marker: ObjectRecord = {
    key: Key,
    versionId: newVersionId(bucket, host),
    deleteMarker: true,
    blob: nothing,
    etag: '',
    modified: host.now(),
    system: {},
    metadata: {},
    tags: [],
    storageClass: '',
    owner: owner ?? versions?.[0]?.owner ?? bucket.record.owner ?? bucket.record.account,
  }
  return { bucket: withVersion(bucket, marker), removal: { deleteMarker: true, versionId: marker.versionId } }
}
