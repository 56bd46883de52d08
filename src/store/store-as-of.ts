import { listVersions } from './history-listing.js'
import { listObjects } from './listing.js'
import { findObject, requireObject } from './objects.js'
import type { BucketState } from './state.js'
import type { Store } from './types.js'
import { versionsAsOf } from './versions-as-of.js'

export const withObjectsAt = (bucket: BucketState, nanosecond: bigint): BucketState => ({
  ...bucket,
  objects: versionsAsOf(bucket.objects, nanosecond),
})

/** A store in which one bucket has the objects of another state of it. */
export const storeAsOf = (store: Store, name: string, then: () => BucketState): Store => {
  const get: Store['get'] = address => (address.Bucket === name ? requireObject(then(), address) : store.get(address))
  return {
    ...store,
    get,
    object: (bucket, key, version) =>
      bucket === name ? findObject(then(), key, version) : store.object(bucket, key, version),
    list: (bucket, request) => (bucket === name ? listObjects(then().objects, request) : store.list(bucket, request)),
    listVersions: (bucket, request) =>
      bucket === name ? listVersions(then().objects, request) : store.listVersions(bucket, request),
    update: (address, change) => store.update({ ...address, VersionId: get(address).versionId }, change),
  }
}
