import type { BucketEvent, Notifications, WebhookPost } from '../../../events/types.js'
import { parseEventFilter } from '../object/metadata-query.js'
import { settingsOf } from './bucket-settings.js'

/** One event of a bucket of Tigris. */
export interface TigrisEvent {
  readonly eventVersion: '1'
  readonly eventSource: 'tigris'
  /** `OBJECT_CREATED_PUT`. */
  readonly eventName: string
  /** RFC 3339. */
  readonly eventTime: string
  readonly bucket: string
  readonly object: {
    readonly key: string
    readonly size: number
    /** Without quotes. */
    readonly eTag: string
  }
}

/** What Tigris posts to a webhook. */
export interface TigrisEventMessage {
  readonly events: readonly TigrisEvent[]
}

const names: Notifications['names'] = {
  'object:created:put': 'OBJECT_CREATED_PUT',
  'object:created:post': 'OBJECT_CREATED_PUT',
  'object:created:copy': 'OBJECT_CREATED_COPY',
  'object:created:multipart': 'OBJECT_CREATED_MULTIPART',
  'object:removed:delete': 'OBJECT_DELETED',
  'object:removed:marker': 'OBJECT_DELETED',
  'object:expired:delete': 'OBJECT_DELETED',
  'object:expired:marker': 'OBJECT_DELETED',
  'object:transitioned': 'OBJECT_TRANSITIONED',
  'object:renamed': 'OBJECT_RENAME',
}

const messageOf = (event: BucketEvent, eventName: string): TigrisEventMessage => ({
  events: [
    {
      eventVersion: '1',
      eventSource: 'tigris',
      eventName,
      eventTime: new Date(event.at).toISOString(),
      bucket: event.bucket.name,
      object: { key: event.key, size: event.size, eTag: event.etag },
    },
  ],
})

/** The bucket's `object_notifications`, as PATCH takes them. */
interface Webhook {
  readonly enabled?: boolean
  readonly web_hook?: string
  readonly filter?: string
  readonly auth?: { readonly token?: string; readonly basic_user?: string; readonly basic_pass?: string }
}

const authorizationOf = ({ token, basic_user, basic_pass = '' }: NonNullable<Webhook['auth']>): string | undefined => {
  if (token) return `Bearer ${token}`
  return basic_user ? `Basic ${Buffer.from(`${basic_user}:${basic_pass}`).toString('base64')}` : undefined
}

const postsOf = (event: BucketEvent, name: string): readonly WebhookPost[] => {
  const { enabled = true, web_hook: url, filter, auth = {} } = (settingsOf(event.bucket).notifications ?? {}) as Webhook
  if (!enabled || !url) return []
  if (filter && !parseEventFilter(filter).matches({ ...event, type: name })) return []
  const authorization = authorizationOf(auth)
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) }
  return [{ url, headers, body: JSON.stringify(messageOf(event, name)) }]
}

/**
 * https://www.tigrisdata.com/docs/buckets/object-notifications/ : posts that are not acknowledged with 2xx within ten
 * seconds are retried; three times, as an older edition of the page says. How long it waits is assumed.
 */
export const tigrisNotifications: Notifications = {
  names,
  message: messageOf,
  isPosting: bucket => settingsOf(bucket).notifications !== undefined,
  posts: postsOf,
  retries: [1, 2, 4],
  patience: 10,
}
