import type { Principal } from '../auth/types.js'
import type { Instant } from '../contract/host.js'
import type { BucketRecord } from '../store/types.js'

/** What happens to objects, in words that no service owns: each dialect names in its own way those that it tells. */
export const objectEvents = [
  'object:created:put',
  'object:created:post',
  'object:created:copy',
  'object:created:multipart',
  'object:removed:delete',
  'object:removed:marker',
  'object:tagging:put',
  'object:tagging:delete',
  'object:acl:put',
  'object:restore:begun',
  'object:restore:completed',
  'object:restore:ended',
  'object:expired:delete',
  'object:expired:marker',
  'object:transitioned',
  'object:renamed',
] as const

export type ObjectEvent = (typeof objectEvents)[number]

type KindOf<E> = E extends `object:${infer K}:${string}` ? `object:${K}` : E

/** Events of one kind: `object:created` stands for all ways to create. */
export type EventKind = KindOf<ObjectEvent>

/** What an entry calls the changes that its `run` makes of objects, by what the store does. */
export interface Emits {
  readonly put?: ObjectEvent
  readonly completeUpload?: ObjectEvent
  readonly update?: ObjectEvent
  /** A version, or the object of a bucket without versions, is gone. */
  readonly remove?: ObjectEvent
  /** A delete marker hides it. */
  readonly mark?: ObjectEvent
}

/** One thing that happened to one object. */
export interface BucketEvent {
  readonly name: ObjectEvent
  readonly bucket: BucketRecord
  readonly key: string
  /** The object as the event leaves it, or as it was before it went. */
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  /** Absent in a bucket that never had versions. */
  readonly versionId?: string
  readonly storageClass: string
  readonly contentType?: string
  readonly at: Instant
  /** Later events of a world have greater numbers. */
  readonly sequence: number
  /** The request that caused it; absent for what the service does by itself. */
  readonly cause?: {
    readonly principal: Principal
    readonly ip: string
    readonly requestId: string
    readonly hostId: string
  }
  /** Of a restore: when its copy can be read, and until when. */
  readonly restore?: { readonly readyAt: Instant; readonly expires: Instant }
}

/** A message on its way to an address outside. */
export interface WebhookPost {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a dialect tells of its buckets' events. Source of each: the vendor's page on event notifications. */
export interface Notifications {
  /** The service's own names; an event without one is not told. */
  readonly names: Readonly<Partial<Record<ObjectEvent, string>>>
  /** Whether a name or pattern of the service's own stands for its event of that name. */
  stands?(pattern: string, name: string): boolean
  /** The message as it is documented; `configuration` is the id of the configuration that asked for it. */
  message(event: BucketEvent, name: string, configuration: string): object
  /** Where the bucket's configuration sends the event: ARNs. */
  destinations?(event: BucketEvent, name: string): readonly { readonly arn: string; readonly id: string }[]
  /** Whether the bucket's configuration posts anything. */
  readonly isPosting?: (bucket: BucketRecord) => boolean
  /** What the bucket's configuration posts. */
  posts?(event: BucketEvent, name: string): readonly WebhookPost[]
  /** Seconds after which a post that was not acknowledged is tried again, once for each. */
  readonly retries?: readonly number[]
  /** Seconds, by the mock's clock, that a post may take. */
  readonly patience?: number
}
