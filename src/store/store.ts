import { fail } from '../contract/errors.js'
import type { Blobs } from './blobs.js'
import { createBin } from './deleted-buckets.js'
import { listUploads, listVersions } from './history-listing.js'
import { isDue, lifecycleOf, sweep } from './lifecycle.js'
import { expiryOf } from './lifecycle-rules.js'
import { listObjects } from './listing.js'
import {
  addPart,
  addUpload,
  dropUpload,
  findCompleted,
  findUpload,
  joinedObject,
  noParts,
  overtakeUploads,
  requireUpload,
} from './multipart.js'
import { findObject, putObject, removeObject, requireObject, updateObject, type WriteHost } from './objects.js'
import type { Cell } from './persistent.js'
import { createSnapshots } from './snapshots.js'
import { createSoftDelete, keepDeleted } from './soft-delete.js'
import { type BucketState, emptyBucket, type StoreState, writeBucket } from './state.js'
import { storeAsOf, withObjectsAt } from './store-as-of.js'
import type { BucketRecord, Store } from './types.js'
import { nanosecondOf } from './versions-as-of.js'

/** What a store needs of its mock: the clock and ids of the world, and the place where bytes are kept. */
export interface StoreHost extends Omit<WriteHost, 'stamp'> {
  readonly blobs: Blobs
  /** Versions are named by the nanosecond in which they were written. */
  readonly nanoseconds?: boolean
  /** Told when a bucket's lifecycle has acted. */
  lifecycleChanged?(before: BucketState, after: BucketState): void
}

/** The store of the world whose state stands in `cell`. It keeps nothing of its own, so making one costs nothing. */
export const createStore = (cell: Cell<StoreState>, { blobs, nanoseconds = false, ...times }: StoreHost): Store => {
  const stamp = (): bigint => {
    const [now, last = 0n] = [nanosecondOf(times.now()), cell.value.stamp]
    const next = now > last ? now : last + 1n
    cell.value = { ...cell.value, stamp: next }
    return next
  }
  const host: WriteHost = nanoseconds ? { ...times, stamp } : times

  /** The lifecycle of a bucket has always acted by the time that anyone looks. */
  const find = (name: string): BucketState | undefined => {
    const bucket = cell.value.buckets.get(name)
    if (bucket === undefined || !isDue(bucket, host)) return bucket
    const acted = sweep(bucket, host)
    writeBucket(cell, acted)
    times.lifecycleChanged?.(bucket, acted)
    return acted
  }
  const named = (name: string): BucketState => find(name) ?? fail('NoSuchBucket', { BucketName: name })

  const changeBucket = (name: string, change: Partial<Omit<BucketRecord, 'name'>>): BucketRecord => {
    const bucket = named(name)
    const record = { ...bucket.record, ...change }
    writeBucket(cell, { ...bucket, record })
    return record
  }

  const admit = ({ name, account }: Pick<BucketRecord, 'name' | 'account'>): void => {
    const reserved = cell.value.deleted?.get(name)
    const kept = reserved !== undefined && reserved.until > host.now() ? reserved.bucket : undefined
    const present = (cell.value.buckets.get(name) ?? kept)?.record
    if (present === undefined) return
    const own = present.account === account && kept === undefined
    fail(own ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists', { BucketName: name })
  }
  const snapshots = createSnapshots(cell, { ...host, stamp, named, admit })

  const store: Store = {
    ...snapshots,
    ...createSoftDelete(cell, { ...host, stamp, named }),
    ...createBin(cell, { ...host, named, forksOf: snapshots.forksOf }),
    parentOf: name => cell.value.buckets.get(name)?.fork?.parent,
    asOf: (name, nanosecond) => storeAsOf(store, name, () => withObjectsAt(named(name), nanosecond)),

    bucket: name => cell.value.buckets.get(name)?.record,
    object(name, key, versionId) {
      const bucket = find(name)
      return bucket && findObject(bucket, key, versionId)
    },
    upload(name, key, id) {
      const bucket = find(name)
      return bucket && findUpload(bucket, key, id)
    },
    expiry(name, object) {
      const bucket = cell.value.buckets.get(name)
      const lifecycle = bucket && lifecycleOf(bucket)
      return lifecycle && expiryOf(lifecycle, object)
    },

    *buckets() {
      for (const { record } of cell.value.buckets.values()) yield record
    },
    requireBucket: name => named(name).record,
    createBucket(bucket) {
      admit(bucket)
      const record = { ...bucket, created: host.now() }
      writeBucket(cell, emptyBucket(record))
      return record
    },
    updateBucket: changeBucket,

    get: address => requireObject(named(address.Bucket), address),
    put(address, object) {
      const bucket = overtakeUploads(named(address.Bucket), address.Key)
      const done = putObject(bucket, address.Key, object, host)
      writeBucket(cell, done.bucket)
      return done.object
    },
    update(address, change) {
      const done = updateObject(named(address.Bucket), address, change)
      writeBucket(cell, done.bucket)
      return done.object
    },
    remove(address, owner) {
      const bucket = overtakeUploads(named(address.Bucket), address.Key)
      const done = removeObject(bucket, address, host, owner)
      writeBucket(cell, keepDeleted(bucket, done.bucket, address, { ...host, stamp }))
      return done.removal
    },
    discard: address => writeBucket(cell, removeObject(named(address.Bucket), address, host).bucket),
    list: (name, request) => listObjects(named(name).objects, request),
    listVersions: (name, request) => listVersions(named(name).objects, request),
    size: name => named(name).objects.size,

    createUpload(upload) {
      const begun = { ...upload, id: host.ids.next('upload', 64), initiated: host.now(), parts: noParts() }
      writeBucket(cell, addUpload(named(upload.bucket), begun))
      return begun
    },
    putPart(address, part) {
      const bucket = named(address.Bucket)
      const record = { ...part, modified: host.now() }
      writeBucket(cell, addPart(bucket, requireUpload(bucket, address), record))
      return record
    },
    requireUpload: address => requireUpload(named(address.Bucket), address),
    completedUpload: address => findCompleted(named(address.Bucket), address),
    completeUpload(address, parts, object) {
      const bucket = named(address.Bucket)
      const upload = requireUpload(bucket, address)
      const done = putObject(
        overtakeUploads(dropUpload(bucket, upload), address.Key),
        address.Key,
        joinedObject(upload, parts, object),
        host,
      )
      writeBucket(cell, done.bucket)
      return done.object
    },
    abortUpload(address) {
      const bucket = named(address.Bucket)
      writeBucket(cell, dropUpload(bucket, requireUpload(bucket, address)))
    },
    *uploads(name) {
      for (const list of named(name).uploads.values()) yield* list
    },
    listUploads: (name, request) => listUploads(named(name).uploads, request),

    blob: blobs.keep,
    blobOf: blobs.keepPieces,
  }
  return store
}
