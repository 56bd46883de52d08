import type { Instant } from '../contract/host.js'
import type { ObjectRecord, Store } from '../store/types.js'
import type { BucketEvent, Emits, ObjectEvent } from './types.js'

/** An event before it is put in order with others. */
export type PendingEvent = Omit<BucketEvent, 'sequence'>

/** What is told of an object. */
export const pendingEvent = (
  store: Pick<Store, 'requireBucket'>,
  name: ObjectEvent,
  bucketName: string,
  object: ObjectRecord,
  at: Instant,
): PendingEvent => {
  const bucket = store.requireBucket(bucketName)
  const { contentType } = object.system
  return {
    ...{ name, bucket, key: object.key, size: object.blob.size, etag: object.etag, at },
    storageClass: object.storageClass,
    ...(bucket.versioning !== undefined && { versionId: object.versionId }),
    ...(contentType !== undefined && { contentType }),
    ...(object.restore && { restore: object.restore }),
  }
}

/** The store for one run of an entry that emits: what it changes is reported under the entry's own names. */
export const observe = (
  store: Store,
  emits: Emits,
  at: Instant,
  cause: NonNullable<BucketEvent['cause']>,
  report: (event: PendingEvent) => void,
): Store => {
  const tell = (name: ObjectEvent | undefined, bucket: string, object: ObjectRecord | undefined): void => {
    if (name === undefined || object === undefined) return
    report({ ...pendingEvent(store, name, bucket, object, at), cause })
  }
  const telling = (name: ObjectEvent | undefined, bucket: string, object: ObjectRecord): ObjectRecord => {
    tell(name, bucket, object)
    return object
  }
  return {
    ...store,
    put: (address, object) => telling(emits.put, address.Bucket, store.put(address, object)),
    update: (address, change) => telling(emits.update, address.Bucket, store.update(address, change)),
    completeUpload: (address, parts, object) =>
      telling(emits.completeUpload, address.Bucket, store.completeUpload(address, parts, object)),
    remove: (address, owner) => {
      const before = store.object(address.Bucket, address.Key, address.VersionId)
      const removal = store.remove(address, owner)
      const marks = address.VersionId === undefined && removal.deleteMarker
      const marker = marks ? store.object(address.Bucket, address.Key, removal.versionId) : undefined
      // a key that was not there is gone without an event
      if (marker === undefined) tell(emits.remove, address.Bucket, before)
      else if (emits.mark !== undefined) {
        const { size = 0 } = before?.blob ?? {}
        const etag = before?.etag ?? ''
        const told = pendingEvent(store, emits.mark, address.Bucket, marker, at)
        report({ ...told, size, etag, cause })
      }
      return removal
    },
  }
}
