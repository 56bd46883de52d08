import { seededIds } from '../../src/contract/host.js'
import { createBlobs } from '../../src/store/blobs.js'
import { emptyStoreState, type StoreState } from '../../src/store/state.js'
import { createStore } from '../../src/store/store.js'
import type { BucketRecord, NewObject, Store } from '../../src/store/types.js'
import { createWorld } from '../../src/world/cells.js'

export const newBucket = (
  name: string,
  change: Partial<Omit<BucketRecord, 'created'>> = {},
): Omit<BucketRecord, 'created'> => ({
  name,
  account: 'main',
  creator: 'tid_maker',
  region: 'auto',
  acl: { grants: [] },
  public: false,
  settings: {},
  ...change,
})

export const newObject = (change: Partial<NewObject> = {}): NewObject => ({
  blob: { size: 0, read: () => new Uint8Array(0) },
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  system: {},
  metadata: {},
  tags: [],
  storageClass: 'STANDARD',
  owner: 'owner-1',
  ...change,
})

/** A store with the bucket `b`, whose clock advances by a second at each look. */
export const setup = (bucket: Partial<BucketRecord> = {}, state: StoreState = emptyStoreState) => {
  let seconds = 0
  const host = {
    now: () => {
      seconds += 1
      return seconds * 1000
    },
    ids: seededIds('test'),
    blobs: createBlobs(),
  }
  const world = createWorld({ store: state })
  const store = createStore(world.cell('store'), host)
  store.createBucket(newBucket('b', bucket))
  const at = (checkpoint: { readonly store: StoreState }): Store =>
    createStore(createWorld(checkpoint).cell('store'), host)
  return { store, world, at }
}

export const put = (store: Store, key: string, change: Partial<NewObject> = {}) =>
  store.put({ Bucket: 'b', Key: key }, newObject(change))

/** The service error that `run` throws; anything else fails the test. */
export const errorOf = (run: () => unknown): { readonly code: string; readonly details: Record<string, string> } => {
  try {
    run()
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'details' in error) {
      return { code: String(error.code), details: error.details as Record<string, string> }
    }
    throw error
  }
  throw new Error('nothing was thrown')
}
