import type { Instant } from '../contract/host.js'
import type { Bytes } from '../contract/wire.js'
import type { Policy } from '../policy/types.js'

/** Immutable bytes, in memory or behind blobs.ts. Copying an object shares them. */
export interface Blob {
  readonly size: number
  /** Bytes `start` up to but not including `end`; in chunks of at most 1 MiB when they are large. Never written into. */
  read(start?: number, end?: number): Bytes
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

export interface ObjectAddress {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string | undefined
}

export interface UploadRecord {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly initiated: Instant
  readonly initiator: string
  /** What CreateMultipartUpload was told; the completed object takes it. */
  readonly object: Omit<NewObject, 'blob' | 'etag' | 'parts'>
  /** Condition keys that its beginning supplied, by which rights on its parts are judged. */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>
  readonly checksumAlgorithm?: ChecksumAlgorithm
  readonly checksumType?: 'FULL_OBJECT' | 'COMPOSITE'
  /** The key was written or deleted since: a conditional completion conflicts with that. */
  readonly overtaken?: true
  /** In ascending order of number. */
  readonly parts: ReadonlyMap<number, PartRecord>
}

export interface PartRecord {
  readonly number: number
  readonly blob: Blob
  readonly etag: string
  readonly modified: Instant
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>
}

/** Conditions that must all hold; none: every object. */
export interface LifecycleConditions {
  readonly Prefix?: string | undefined
  /** Bytes. */
  readonly ObjectSizeGreaterThan?: number | undefined
  /** Bytes. */
  readonly ObjectSizeLessThan?: number | undefined
}

export interface LifecycleFilter extends LifecycleConditions {
  readonly Tag?: Tag | undefined
  readonly And?: (LifecycleConditions & { readonly Tags: readonly Tag[] }) | undefined
}

export interface LifecycleTransition {
  readonly Date?: Instant | undefined
  readonly Days?: number | undefined
  readonly StorageClass: string
}

export interface NoncurrentTransition {
  readonly NoncurrentDays?: number | undefined
  readonly StorageClass: string
  readonly NewerNoncurrentVersions?: number | undefined
}

/** One rule, in the names of S3's model. */
export interface LifecycleRule {
  readonly ID: string
  readonly Status: 'Enabled' | 'Disabled'
  /** The older form of `Filter`. */
  readonly Prefix?: string | undefined
  readonly Filter?: LifecycleFilter | undefined
  readonly Expiration?:
    | {
        readonly Date?: Instant | undefined
        readonly Days?: number | undefined
        readonly ExpiredObjectDeleteMarker?: boolean | undefined
      }
    | undefined
  readonly Transitions: readonly LifecycleTransition[]
  readonly NoncurrentVersionTransitions: readonly NoncurrentTransition[]
  readonly NoncurrentVersionExpiration?:
    | { readonly NoncurrentDays?: number | undefined; readonly NewerNoncurrentVersions?: number | undefined }
    | undefined
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number | undefined } | undefined
}

/** What stands under `lifecycle` among a bucket's settings. */
export interface Lifecycle {
  readonly Rules: readonly LifecycleRule[]
  /** Absent where the service moves objects of every size. */
  readonly TransitionDefaultMinimumObjectSize?: 'all_storage_classes_128K' | 'varies_by_storage_class' | undefined
}

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
