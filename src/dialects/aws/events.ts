import type { BucketEvent, Notifications } from '../../events/types.js'
import { type Notifications as Configuration, passesFilter } from '../../s3/bucket/notification-targets.js'

/** One record of an event message of Amazon S3. */
export interface S3EventRecord {
  readonly eventVersion: string
  readonly eventSource: 'aws:s3'
  readonly awsRegion: string
  /** ISO 8601 with milliseconds. */
  readonly eventTime: string
  /** `ObjectCreated:Put`. */
  readonly eventName: string
  readonly userIdentity: { readonly principalId: string }
  readonly requestParameters: { readonly sourceIPAddress: string }
  readonly responseElements: { readonly 'x-amz-request-id': string; readonly 'x-amz-id-2': string }
  readonly s3: {
    readonly s3SchemaVersion: '1.0'
    readonly configurationId: string
    readonly bucket: {
      readonly name: string
      readonly ownerIdentity: { readonly principalId: string }
      readonly arn: string
    }
    readonly object: {
      /** URL-encoded as in a form: a space is `+`. */
      readonly key: string
      /** Absent for what is gone. */
      readonly size?: number
      readonly eTag?: string
      readonly versionId?: string
      /** Hexadecimal; of two events of one key the later has the greater. */
      readonly sequencer: string
    }
  }
  readonly glacierEventData?: {
    readonly restoreEventData: {
      readonly lifecycleRestorationExpiryTime: string
      readonly lifecycleRestoreStorageClass: string
    }
  }
  readonly lifecycleEventData?: { readonly transitionEventData: { readonly destinationStorageClass: string } }
}

/** What a queue, topic or function receives of Amazon S3. */
export interface S3EventMessage {
  readonly Records: readonly S3EventRecord[]
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
const names: Notifications['names'] = {
  'object:created:put': 's3:ObjectCreated:Put',
  'object:created:post': 's3:ObjectCreated:Post',
  'object:created:copy': 's3:ObjectCreated:Copy',
  'object:created:multipart': 's3:ObjectCreated:CompleteMultipartUpload',
  'object:removed:delete': 's3:ObjectRemoved:Delete',
  'object:removed:marker': 's3:ObjectRemoved:DeleteMarkerCreated',
  'object:tagging:put': 's3:ObjectTagging:Put',
  'object:tagging:delete': 's3:ObjectTagging:Delete',
  'object:acl:put': 's3:ObjectAcl:Put',
  'object:restore:begun': 's3:ObjectRestore:Post',
  'object:restore:completed': 's3:ObjectRestore:Completed',
  'object:restore:ended': 's3:ObjectRestore:Delete',
  'object:expired:delete': 's3:LifecycleExpiration:Delete',
  'object:expired:marker': 's3:LifecycleExpiration:DeleteMarkerCreated',
  'object:transitioned': 's3:LifecycleTransition',
}

const stands = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.endsWith(':*') && name.startsWith(pattern.slice(0, -1)))

const hexOf = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()~]/g, hexOf)

const sequencerOf = ({ at, sequence }: BucketEvent): string =>
  `00${(BigInt(Math.floor(at)) * 1_000_000n + BigInt(sequence)).toString(16).toUpperCase()}`

/** What a service does by itself has its name for a caller. */
const service = 's3.amazonaws.com'
const isoTime = (at: number): string => new Date(at).toISOString()

/** Since versions 2.2 and 2.3 these kinds of events have members of their own, and the older kinds are of 2.1. */
const versionOf = (name: string): string =>
  /^s3:(?:Lifecycle|ObjectTagging|ObjectAcl|ObjectRestore:Delete)/.test(name) ? '2.3' : '2.1'

const removals: ReadonlySet<BucketEvent['name']> = new Set([
  'object:removed:delete',
  'object:removed:marker',
  'object:expired:delete',
  'object:expired:marker',
])

const recordOf = (event: BucketEvent, name: string, configurationId: string): S3EventRecord => {
  const { bucket, cause, restore } = event
  return {
    eventVersion: versionOf(name),
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: isoTime(event.at),
    eventName: name.slice('s3:'.length),
    userIdentity: { principalId: cause === undefined ? service : `AWS:${cause.principal.userId}` },
    requestParameters: { sourceIPAddress: cause?.ip ?? service },
    responseElements: { 'x-amz-request-id': cause?.requestId ?? '', 'x-amz-id-2': cause?.hostId ?? '' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: bucket.owner ?? bucket.account },
        arn: `arn:aws:s3:::${bucket.name}`,
      },
      object: {
        key: encodeKey(event.key),
        ...(!removals.has(event.name) && { size: event.size, eTag: event.etag }),
        ...(event.versionId !== undefined && { versionId: event.versionId }),
        sequencer: sequencerOf(event),
      },
    },
    ...(restore &&
      event.name === 'object:restore:completed' && {
        glacierEventData: {
          restoreEventData: {
            lifecycleRestorationExpiryTime: isoTime(restore.expires),
            lifecycleRestoreStorageClass: event.storageClass,
          },
        },
      }),
    ...(event.name === 'object:transitioned' && {
      lifecycleEventData: { transitionEventData: { destinationStorageClass: event.storageClass } },
    }),
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export const awsNotifications: Notifications = {
  names,
  stands,
  message: (event, name, configuration): S3EventMessage => ({ Records: [recordOf(event, name, configuration)] }),
  destinations: ({ bucket, key }, name) => {
    const configuration = bucket.settings.notification as Configuration | undefined
    if (configuration === undefined) return []
    const { TopicConfigurations, QueueConfigurations, LambdaFunctionConfigurations } = configuration
    const targets = [
      ...TopicConfigurations.map(each => ({ ...each, arn: each.TopicArn })),
      ...QueueConfigurations.map(each => ({ ...each, arn: each.QueueArn })),
      ...LambdaFunctionConfigurations.map(each => ({ ...each, arn: each.LambdaFunctionArn })),
    ]
    return targets
      .filter(target => target.Events.some(pattern => stands(pattern, name)) && passesFilter(target, key))
      .map(({ arn, Id = '' }) => ({ arn, id: Id }))
  },
}
