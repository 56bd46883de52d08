import type { Instant } from '../contract/host.js'
import { type Cell, compareTexts, emptyTree, type SortedTree } from './persistent.js'
import type { Lifecycle } from './records.js'
import type { BucketRecord, Lineage, ObjectRecord, Snapshot, UploadRecord } from './types.js'

/** All versions of a key, newest first; never empty. */
export type Versions = readonly ObjectRecord[]

export interface BucketState {
  readonly record: BucketRecord
  readonly objects: SortedTree<string, Versions>
  /** Uploads of a key in the order in which they were begun; never empty. */
  readonly uploads: SortedTree<string, readonly UploadRecord[]>
  /** The rules that have acted, and the last day on which they did. */
  readonly lifecycleRun?: { readonly lifecycle: Lifecycle; readonly day: number }
  /** Oldest first. */
  readonly snapshots?: readonly Snapshot[]
  /** Of a bucket that was forked from another. */
  readonly fork?: ForkState
  /** What was deleted and can still be had back, newest first by key. */
  readonly deleted?: SortedTree<string, readonly DeletedVersion[]>
}

export interface DeletedVersion {
  readonly object: ObjectRecord
  /** After this it is gone for good. */
  readonly until: Instant
}

/** Both sides as they were when they last agreed: what differs from them now has changed since. */
export interface ForkState extends Lineage {
  readonly ours: SortedTree<string, Versions>
  readonly theirs: SortedTree<string, Versions>
}

/** A deleted bucket whose name is not free; `gone`: nothing of it can be had back. */
export interface DeletedBucket {
  readonly bucket: BucketState
  readonly until: Instant
  readonly gone?: true
}

/** Everything a store knows, by bucket name. Immutable: a write makes a new one. */
export interface StoreState {
  readonly buckets: SortedTree<string, BucketState>
  /** Deleted buckets whose names are kept for them, and until when. */
  readonly deleted?: SortedTree<string, DeletedBucket>
  /** The last nanosecond that named a version or snapshot. */
  readonly stamp?: bigint
}

export const emptyStoreState: StoreState = { buckets: emptyTree(compareTexts) }

export const emptyBucket = (record: BucketRecord): BucketState => ({
  record,
  objects: emptyTree(compareTexts),
  uploads: emptyTree(compareTexts),
})

export const writeBucket = (cell: Cell<StoreState>, bucket: BucketState): void => {
  cell.value = { ...cell.value, buckets: cell.value.buckets.with(bucket.record.name, bucket, true) }
}

/** A tree whose keys hold lists: an empty list takes its key away. */
export const withList = <V>(
  tree: SortedTree<string, readonly V[]>,
  key: string,
  list: readonly V[],
): SortedTree<string, readonly V[]> => (list.length === 0 ? tree.without(key) : tree.with(key, list, true))
