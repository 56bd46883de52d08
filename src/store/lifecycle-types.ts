import type { Instant } from '../contract/host.js'
import type { Tag } from './types.js'

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
