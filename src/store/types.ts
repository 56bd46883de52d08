import type { Instant } from '../contract/host.js'
import type { Policy } from '../policy/types.js'
import type { Histories } from './history-types.js'
import type {
  ListPage,
  ListRequest,
  ListUploadsPage,
  ListUploadsRequest,
  ListVersionsPage,
  ListVersionsRequest,
} from './listing-types.js'
import type { PartRecord, UploadRecord } from './upload-types.js'

export type { Lineage, Snapshot } from './history-types.js'
export type { Lifecycle, LifecycleRule } from './lifecycle-types.js'
export type {
  ListPage,
  ListRequest,
  ListUploadsPage,
  ListUploadsRequest,
  ListVersionsPage,
  ListVersionsRequest,
} from './listing-types.js'
export type { PartRecord, UploadRecord } from './upload-types.js'

/** Immutable bytes: small ones in memory, large ones behind blobs.ts. Copying an object shares them. */
export interface Blob {
  readonly size: number
  /** Bytes `start` up to but not including `end`; in chunks of at most 1 MiB when they are large. */
  read(start?: number, end?: number): Uint8Array | AsyncIterable<Uint8Array>
}

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  /** Base64; a composite value ends in `-N`. */
  readonly value: string
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
}

/** Headers that are stored with an object and come back as they were sent. */
export interface SystemMetadata {
  readonly contentType?: string
  readonly cacheControl?: string
  readonly contentDisposition?: string
  readonly contentEncoding?: string
  readonly contentLanguage?: string
  readonly expires?: string
  readonly websiteRedirectLocation?: string
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE'
  readonly until: Instant
}

export interface StoredPart {
  readonly number: number
  readonly size: number
  readonly etag: string
  readonly checksum?: Checksum
}

/** One version of an object, or a delete marker. Immutable: a change makes a new record. */
export interface ObjectRecord {
  readonly key: string
  /** `'null'` in a bucket without versioning. */
  readonly versionId: string
  readonly deleteMarker: boolean
  readonly blob: Blob
  /** Without quotes. */
  readonly etag: string
  readonly modified: Instant
  readonly system: SystemMetadata
  /** `x-amz-meta-*` without the prefix, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
  readonly storageClass: string
  readonly checksum?: Checksum
  readonly parts?: readonly StoredPart[]
  /** Id of the upload whose parts it was made of. */
  readonly upload?: string
  /** Canonical id of the owner. */
  readonly owner: string
  readonly acl?: Acl
  readonly encryption?: Readonly<Record<string, string>>
  readonly retention?: Retention | undefined
  readonly legalHold?: boolean
  readonly restore?: { readonly readyAt: Instant; readonly expires: Instant }
}

/** What a write supplies; the store adds key, version and time. */
export type NewObject = Omit<ObjectRecord, 'key' | 'versionId' | 'deleteMarker' | 'modified'>

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

/** Days or years for which new versions are kept; absent: only those that ask for it. */
export interface ObjectLock {
  readonly mode?: Retention['mode']
  readonly days?: number
  readonly years?: number
}

export interface Acl {
  /** `private`, `public-read`, ... when it was set by a canned name. */
  readonly canned?: string
  readonly grants: readonly AclGrant[]
}

export interface AclGrant {
  readonly permission: 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL'
  readonly grantee: {
    readonly id?: string
    readonly displayName?: string
    readonly email?: string
    readonly uri?: string
  }
}

export interface BucketRecord {
  readonly name: string
  /** Account id (aws), organization id (tigris), folder id (yandex). */
  readonly account: string
  /** Canonical id of the account, as ACLs name it. Absent: the account's id. */
  readonly owner?: string
  /** Who made it: the principal's ARN or key id; ownership of Tigris buckets follows from it. */
  readonly creator: string
  readonly created: Instant
  readonly region: string
  /** Somebody chose the region, so hosts of others send requests there. Else the bucket is found in every region. */
  readonly regional?: true
  readonly versioning?: 'Enabled' | 'Suspended'
  readonly acl: Acl
  readonly policy?: Policy | undefined
  /** Absent: as `ObjectWriter`. */
  readonly ownership?: ObjectOwnership | undefined
  readonly publicAccessBlock?: PublicAccessBlock | undefined
  /** Absent: the bucket locks nothing. */
  readonly objectLock?: ObjectLock
  /** Public switch: objects readable without credentials where the dialect has such hosts. */
  readonly public: boolean
  /**
   * Stored documents of the bucket's sub-resources by their operation's noun: `cors`, `lifecycle`, `tagging`,
   * `encryption`, `website`, ...; the entries own their shapes.
   */
  readonly settings: Readonly<Record<string, unknown>>
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

export interface ObjectAddress {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string | undefined
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
}
