import { fail } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import { listVersions } from './history-listing.js'
import { listObjects } from './listing.js'
import { type Cell, compareTexts, emptyTree, type SortedTree } from './persistent.js'
import {
  type BucketState,
  type DeletedVersion,
  type StoreState,
  type Versions,
  withList,
  writeBucket,
} from './state.js'
import type { ObjectAddress, ObjectRecord, Store } from './types.js'
import { writtenAt } from './versions-as-of.js'

type Methods = 'listDeleted' | 'listDeletedVersions' | 'purge' | 'undelete'
type SoftDeleted = SortedTree<string, readonly DeletedVersion[]>

const nothing: SoftDeleted = emptyTree(compareTexts)

export interface SoftDeleteHost {
  now(): Instant
  stamp(): bigint
  /** Throws NoSuchBucket. */
  named(bucket: string): BucketState
}

const day = 86_400_000

/** Days for which deleted objects of the bucket can be brought back; undefined: they cannot. */
export const keepingOf = ({ record }: Pick<BucketState, 'record'>): number | undefined =>
  (record.settings.softDelete as { readonly days: number } | undefined)?.days

/** The version that a deletion takes away, if it takes one. */
const takenBy = ({ objects, record }: BucketState, { Key, VersionId }: ObjectAddress): ObjectRecord | undefined => {
  const versions = objects.get(Key)
  if (VersionId !== undefined) return versions?.find(each => each.versionId === VersionId)
  return record.versioning === undefined ? versions?.[0] : undefined
}

/** `after` a deletion, with what it took away from `before` kept for a time. */
export const keepDeleted = (
  before: BucketState,
  after: BucketState,
  address: ObjectAddress,
  { now, stamp }: Pick<SoftDeleteHost, 'now' | 'stamp'>,
): BucketState => {
  const days = keepingOf(before)
  const gone = takenBy(before, address)
  if (days === undefined || gone === undefined || gone.deleteMarker) return after
  const object = gone.versionId === 'null' ? { ...gone, versionId: stamp().toString() } : gone
  const deleted = after.deleted ?? nothing
  const entry = { object, until: now() + days * day }
  return { ...after, deleted: deleted.with(address.Key, [entry, ...(deleted.get(address.Key) ?? [])], true) }
}

/** Deleted objects and versions that wait to be brought back or to go for good. */
export const createSoftDelete = (cell: Cell<StoreState>, host: SoftDeleteHost): Pick<Store, Methods> => {
  const kept = (bucket: BucketState, key: string): readonly DeletedVersion[] =>
    (bucket.deleted?.get(key) ?? []).filter(({ until }) => until > host.now())

  const objectsOf = (name: string): SortedTree<string, Versions> => {
    const bucket = host.named(name)
    let objects: SortedTree<string, Versions> = emptyTree(compareTexts)
    for (const [key] of (bucket.deleted ?? nothing).entries()) {
      objects = withList(
        objects,
        key,
        kept(bucket, key).map(({ object }) => object),
      )
    }
    return objects
  }

  const take = ({ Bucket, Key, VersionId }: ObjectAddress): readonly [BucketState, ObjectRecord] => {
    const bucket = host.named(Bucket)
    const present = kept(bucket, Key)
    const found = VersionId === undefined ? present[0] : present.find(({ object }) => object.versionId === VersionId)
    if (found === undefined) {
      return VersionId === undefined
        ? fail('NoSuchKey', { Bucket, Key })
        : fail('NoSuchVersion', { Bucket, Key, VersionId })
    }
    const others = present.filter(each => each !== found)
    return [{ ...bucket, deleted: withList(bucket.deleted ?? nothing, Key, others) }, found.object]
  }

  return {
    listDeleted: (name, request) => listObjects(objectsOf(name), request),
    listDeletedVersions: (name, request) => listVersions(objectsOf(name), request),
    purge: address => writeBucket(cell, take(address)[0]),
    undelete(address) {
      const [bucket, object] = take(address)
      const versioned = bucket.record.versioning !== undefined
      const back = versioned ? object : { ...object, versionId: 'null' }
      const others = (bucket.objects.get(object.key) ?? []).filter(each => each.versionId !== back.versionId)
      const versions = [...others, back].sort((a, b) => (writtenAt(a) < writtenAt(b) ? 1 : -1))
      writeBucket(cell, { ...bucket, objects: bucket.objects.with(object.key, versions, true) })
      return back
    },
  }
}
