import type { Instant } from '../contract/host.js'
import type {
  Blob,
  BucketRecord,
  Lineage,
  NewObject,
  ObjectAddress,
  ObjectRecord,
  PartRecord,
  Snapshot,
  UploadRecord,
} from './records.js'

export type * from './records.js'

export interface ListRequest {
  readonly prefix?: string
  /** Any length; empty or absent: no grouping. */
  readonly delimiter?: string
  /**
   * Keys and common prefixes after this text, in code point order. Inside a group it leaves the group in as long as
   * one of its keys follows; equal to a common prefix it leaves the group out.
   */
  readonly after?: string
  /** `after` inside a group leaves the group out as well. */
  readonly skipsGroup?: true
  /** At most this many keys and prefixes together. */
  readonly limit: number
}

export interface ListPage {
  /** Keys and common prefixes interleaved in order; `prefix` groups all keys that begin with it. */
  readonly entries: readonly ({ readonly object: ObjectRecord } | { readonly prefix: string })[]
  readonly truncated: boolean
  /** Where the next page begins: the last key or prefix of this one. */
  readonly next?: string
}

export interface ListVersionsRequest extends Omit<ListRequest, 'after'> {
  /** A key or a common prefix; what follows it is listed. */
  readonly keyMarker?: string
  /** With `keyMarker`: also the versions of that key that are older than this one. */
  readonly versionIdMarker?: string
}

export interface ListVersionsPage {
  readonly entries: readonly (
    | { readonly object: ObjectRecord; readonly latest: boolean }
    | { readonly prefix: string }
  )[]
  readonly truncated: boolean
  readonly nextKey?: string
  readonly nextVersionId?: string
}

export interface ListUploadsRequest extends Omit<ListRequest, 'after'> {
  readonly keyMarker?: string
  /** With `keyMarker`: also the uploads of that key that were begun after this one. */
  readonly uploadIdMarker?: string
}

export interface ListUploadsPage {
  /** By key, then in the order in which they were begun. */
  readonly entries: readonly ({ readonly upload: UploadRecord } | { readonly prefix: string })[]
  readonly truncated: boolean
  readonly nextKey?: string
  readonly nextUploadId?: string
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

/** Reads only: what `facts` and `allow` may see before the call is judged. Absent things are undefined, never thrown. */
export interface View {
  bucket(name: string): BucketRecord | undefined
  /** The current or the named version; a delete marker only when its version is named. */
  object(bucket: string, key: string, versionId?: string): ObjectRecord | undefined
  upload(bucket: string, key: string, uploadId: string): UploadRecord | undefined
  /** When the bucket's lifecycle ends this current version, and by which rule. */
  expiry(bucket: string, object: ObjectRecord): { readonly at: Instant; readonly rule: string } | undefined
  /** The same, with one bucket's objects as they were at a nanosecond since 1970. */
  asOf(bucket: string, nanosecond: bigint): View
  /** The bucket from which one was forked. */
  parentOf(bucket: string): string | undefined
}

/**
 * Buckets, objects and uploads of one world. Throws ServiceErrors of S3 (NoSuchBucket, NoSuchKey { Bucket, Key },
 * NoSuchVersion { Bucket, Key, VersionId }, NoSuchUpload, BucketNotEmpty); knows no header, status or XML.
 */
export interface Store extends View, Histories {
  /** Changes of an object found there reach its version. */
  asOf(bucket: string, nanosecond: bigint): Store
  buckets(): Iterable<BucketRecord>
  /** Throws NoSuchBucket. */
  requireBucket(name: string): BucketRecord
  createBucket(bucket: Omit<BucketRecord, 'created'>): BucketRecord
  /** Replaces parts of a bucket's record. */
  updateBucket(name: string, change: Partial<Omit<BucketRecord, 'name'>>): BucketRecord
  /**
   * BucketNotEmpty while a version, delete marker or snapshot stands in it, unless forced, and always while it has
   * forks. Ends its uploads. `history: 'goes'`: old versions, delete markers and snapshots alone keep no bucket.
   * `keep`: days for which `undelete` can bring it back. `reserve`: milliseconds for which its name stays taken.
   */
  deleteBucket(
    name: string,
    options?: {
      readonly force?: boolean
      readonly history?: 'counts' | 'goes'
      readonly keep?: number | undefined
      readonly reserve?: number
    },
  ): void
  /** Throws NoSuchBucket when there is nothing to bring back. */
  undeleteBucket(name: string): BucketRecord
  deletedBuckets(): Iterable<BucketRecord>

  /**
   * The current or the named version; throws NoSuchKey, NoSuchVersion. A delete marker throws NoSuchKey, or
   * MethodNotAllowed when its version is named, with `VersionId` and `DeleteMarker: 'true'` in `details`.
   */
  get(address: ObjectAddress): ObjectRecord
  put(address: ObjectAddress, object: NewObject): ObjectRecord
  /** Replaces parts of one version in place: tags, ACL, retention, restore. */
  update(address: ObjectAddress, change: Partial<NewObject>): ObjectRecord
  /** Deleting a missing key or version succeeds. `owner` owns the delete marker; default: the key's last owner. */
  remove(address: ObjectAddress, owner?: string): { readonly deleteMarker: boolean; readonly versionId?: string }
  /** As `remove`, but nothing is kept of it where the bucket keeps what is deleted: a part of another change. */
  discard(address: ObjectAddress): void
  list(bucket: string, request: ListRequest): ListPage
  listVersions(bucket: string, request: ListVersionsRequest): ListVersionsPage
  /** How many keys have at least one version or delete marker. */
  size(bucket: string): number

  createUpload(upload: Omit<UploadRecord, 'id' | 'initiated' | 'parts'>): UploadRecord
  putPart(address: ObjectAddress & { UploadId: string }, part: Omit<PartRecord, 'modified'>): PartRecord
  requireUpload(address: ObjectAddress & { UploadId: string }): UploadRecord
  /** What an upload has become, while that version is kept. */
  completedUpload(address: ObjectAddress & { UploadId: string }): ObjectRecord | undefined
  /** Joins the parts without copying bytes, stores the object, ends the upload. `parts` are already checked. */
  completeUpload(
    address: ObjectAddress & { UploadId: string },
    parts: readonly PartRecord[],
    object: Pick<NewObject, 'etag' | 'checksum'>,
  ): ObjectRecord
  abortUpload(address: ObjectAddress & { UploadId: string }): void
  /** By key, then in the order in which they were begun. */
  uploads(bucket: string): Iterable<UploadRecord>
  listUploads(bucket: string, request: ListUploadsRequest): ListUploadsPage

  /** Keeps a copy of the bytes; commits nothing by itself. Await it: the first large one loads the place for them. */
  blob(bytes: Uint8Array): Blob | Promise<Blob>
  /** The same of pieces that are handed over: nobody changes them any more. `isPart`: see blobs.ts. */
  blobOf(pieces: readonly Uint8Array[], size: number, isPart: boolean): Blob | Promise<Blob>
}
