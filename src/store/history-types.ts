import type { Instant } from '../contract/host.js'
import type { ListPage, ListRequest, ListVersionsPage, ListVersionsRequest } from './listing-types.js'
import type { BucketRecord, ObjectAddress, ObjectRecord } from './types.js'

/** A state of a bucket that is kept: versions that were written later are not in it. */
export interface Snapshot {
  /** Nanoseconds since 1970. */
  readonly version: string
  readonly name?: string
  readonly created: Instant
}

/** Where a forked bucket comes from. */
export interface Lineage {
  readonly parent: string
  /** Nanosecond of the parent's state. */
  readonly snapshot: string
  readonly snapshotCreated: Instant
  readonly forkCreated: Instant
}

/** What a store knows of the past of its buckets: snapshots, forks, and what was deleted for a time. */
export interface Histories {
  /** Constant time. */
  takeSnapshot(bucket: string, name?: string): Snapshot
  /** Oldest first. */
  snapshots(bucket: string): readonly Snapshot[]
  /** Throws NoSuchVersion. */
  removeSnapshot(bucket: string, version: string): void
  /** A bucket with the objects of `source` as they were, or as they are. Constant time. */
  forkBucket(bucket: Omit<BucketRecord, 'created'>, source: string, nanosecond?: bigint): BucketRecord
  lineage(bucket: string): Lineage | undefined
  forksOf(bucket: string): readonly BucketRecord[]
  /** Brings what changed in a fork to its parent, whose snapshot afterwards is returned. The fork's side wins. */
  mergeFork(fork: string): Snapshot
  /** Brings what changed in the parent to its fork, whose snapshot afterwards is returned. The fork's side wins. */
  rebaseFork(fork: string): Snapshot

  /** Current objects, or versions, that were deleted and can be brought back: as `list` and `listVersions`. */
  listDeleted(bucket: string, request: ListRequest): ListPage
  listDeletedVersions(bucket: string, request: ListVersionsRequest): ListVersionsPage
  /** Deletes it for good. Throws NoSuchVersion. */
  purge(address: ObjectAddress): void
  /** Brings it back: the named version, or the last that was deleted. Throws NoSuchKey, NoSuchVersion. */
  undelete(address: ObjectAddress): ObjectRecord
}
