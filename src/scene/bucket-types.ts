import type { ScenePolicy } from './types.js'

/** An object: text, bytes, or where its bytes stand and what is known of it. */
export type SceneObject =
  | string
  | Uint8Array
  | {
      /** Text of the object. Exactly one of `body`, `file`, `base64`. */
      readonly body?: string | Uint8Array
      /** Path of a file with its bytes. */
      readonly file?: string
      readonly base64?: string
      readonly contentType?: string
      readonly cacheControl?: string
      readonly contentDisposition?: string
      readonly contentEncoding?: string
      readonly contentLanguage?: string
      readonly expires?: string
      readonly websiteRedirectLocation?: string
      /** Without quotes, as of an object of several parts: `9b2c...-3`. Default: the MD5 of its bytes. */
      readonly etag?: string
      /** As it was sent with the object: not computed, not checked. */
      readonly checksum?: {
        readonly algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'
        /** Base64. */
        readonly value: string
        /** Default `FULL_OBJECT`. */
        readonly type?: 'FULL_OBJECT' | 'COMPOSITE'
      }
      readonly metadata?: Readonly<Record<string, string>>
      readonly tags?: Readonly<Record<string, string>>
      readonly storageClass?: string
    }

export interface SceneBucket {
  readonly objects?: Readonly<Record<string, SceneObject>>
  /** Name of the key that made it; the dialect's highest key if absent. */
  readonly owner?: string
  /** Readable without credentials; tigris: on the hosts of public buckets only (`<bucket>.t3.tigrisfiles.io`). */
  readonly public?: boolean
  /** Bucket policy, where the dialect has them. */
  readonly policy?: ScenePolicy
  readonly versioning?: 'Enabled' | 'Suspended'
  /** Rules, as PutBucketCors takes them. These and the following are held to what the service takes. */
  readonly cors?: readonly SettingsDocument[]
  /** Rules, as PutBucketLifecycleConfiguration takes them; dates are text or milliseconds. */
  readonly lifecycle?: readonly SettingsDocument[]
  /** Rules, as PutBucketEncryption takes them. */
  readonly encryption?: readonly SettingsDocument[]
  /** As PutBucketWebsite takes it (aws, yandex). */
  readonly website?: SettingsDocument
  /** `{ TargetBucket, TargetPrefix }`: the target is a bucket of the scene (aws). */
  readonly logging?: SettingsDocument
  /** As PutBucketNotificationConfiguration takes it (aws). */
  readonly notification?: SettingsDocument
  /** All that PATCH of a bucket takes: `{ object_notifications: { web_hook: '...' } }` (tigris). */
  readonly settings?: SettingsDocument
  /** `none`: the bucket has no ownership controls. Default: as the service makes buckets (aws). */
  readonly ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter' | 'none'
  /**
   * Which kinds of public access are blocked; those not named are not. `none`: the bucket has no such setting. Default:
   * as the service makes buckets (aws).
   */
  readonly publicAccessBlock?:
    | 'none'
    | {
        readonly BlockPublicAcls?: boolean
        readonly IgnorePublicAcls?: boolean
        readonly BlockPublicPolicy?: boolean
        readonly RestrictPublicBuckets?: boolean
      }
  /** Whether it keeps versions, snapshots and forks (tigris). */
  readonly snapshots?: boolean
  readonly tags?: Readonly<Record<string, string>>
  /** Hosts of other regions send requests there (aws). Absent: the bucket is found in every region. */
  readonly region?: string
}

/** A document in the names of the SDK. */
export type SettingsDocument = Readonly<Record<string, unknown>>
