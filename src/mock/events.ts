import { AsyncResource } from 'node:async_hooks'
import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { S3EventMessage } from '../dialects/aws/events.js'
import type { TigrisEventMessage } from '../dialects/tigris/bucket/notifications.js'
import { type EventKind, type Notifications, objectEvents } from '../events/types.js'
import type { PostRecord } from '../events/webhooks.js'
import { suggestName } from '../policy/suggest-name.js'
import type { Scene } from '../scene/types.js'
import type { World } from '../world/world.js'

/** What `mock.on` takes: a kind of event, the service's own name for one, or the ARN to which a bucket sends them. */
export type EventName = EventKind | (string & Record<never, never>)

type MessageBy<D> = D extends 'aws' ? S3EventMessage : D extends 'tigris' | undefined ? TigrisEventMessage : never

/** The message that the scene's service documents. */
export type EventMessage<S extends Scene = Scene> = S extends { readonly dialect?: infer D }
  ? unknown extends D
    ? TigrisEventMessage
    : MessageBy<D>
  : TigrisEventMessage

export interface ListenOptions {
  /** Only events of this bucket. */
  readonly bucket?: string
  /** Only events that the bucket's notification configuration sends to this ARN (aws). */
  readonly destination?: string
}

/** Events of buckets, as a mock shows them. */
export interface Events<S extends Scene = Scene> {
  /**
   * Calls `listener` with the message that the service documents, for each event of `name`: a kind (`object:created`),
   * the service's own name (`s3:ObjectCreated:*`, `OBJECT_DELETED`), or an ARN to which the configuration of a bucket
   * sends events: then only what its events and filter rules let through. Returns what ends it.
   *
   * Listeners run after the call has been answered, and change nothing of the answer: `await mock.delivered()` before
   * looking at what they did. What one throws is reported by `delivered()`, at the latest at the end of the test. What
   * a test subscribed ends with it; inside `isolate` only what was subscribed there is called. State that is changed
   * past the pipeline (`mock.bucket(...).put`) has no events. Throws for a name that the service does not have.
   * @example tigris.on('object:created', ({ events }) => thumbnails.handle(events))
   */
  on(name: EventName, listener: (message: EventMessage<S>) => unknown, options?: ListenOptions): () => void
  /** When every listener and post that is under way is done. Rejects with what they threw. */
  delivered(): Promise<void>
  /** Attempts to post events to webhooks, oldest first. */
  readonly posts: readonly PostRecord[]
}

const kindOf = (event: string): string => event.split(':').slice(0, 2).join(':')

/** Whether an event, under its service's name, is one of those meant. Undefined: nothing is called so. */
const meaningOf = (
  name: string,
  { names, stands = (pattern, own) => pattern === own }: Notifications,
): ((event: string, own: string) => boolean) | undefined => {
  const told = objectEvents.filter(event => names[event] !== undefined)
  if (told.some(event => event === name || kindOf(event) === name))
    return event => event === name || kindOf(event) === name
  if (told.some(event => stands(name, names[event]!))) return (_, own) => stands(name, own)
  return undefined
}

const requireNotifications = ({ name, notifications }: DialectDefinition): Notifications => {
  if (notifications === undefined) throw new Error(`dialect \`${name}\` tells no events of buckets in this mock`)
  return notifications
}

const optionNames = ['bucket', 'destination']

export const createEvents = <S extends Scene>(
  dialect: DialectDefinition,
  world: () => World,
  delivered: () => Promise<void>,
): Events<S> => ({
  on: (name, listener, options = {}) => {
    const notifications = requireNotifications(dialect)
    const { names, destinations } = notifications
    const unknown = Object.keys(options).find(each => !optionNames.includes(each))
    if (unknown !== undefined)
      throw new Error(`\`${unknown}\` is no option of \`on\`; ${suggestName(unknown, optionNames)}`)
    if (typeof listener !== 'function') throw new TypeError('`on` takes a function as its second argument')
    const isArn = name.startsWith('arn:')
    const destination = isArn ? name : options.destination
    if (destination !== undefined && destinations === undefined)
      throw new Error(`buckets of dialect \`${dialect.name}\` send no events to ARNs: name an event`)
    const means = isArn ? () => true : meaningOf(name, notifications)
    if (means === undefined) {
      const told = Object.keys(names)
      const known = [...new Set([...told.map(kindOf), ...told, ...Object.values(names)])]
      throw new Error(`dialect \`${dialect.name}\` has no event \`${name}\`; ${suggestName(name, known)}`)
    }
    const call = AsyncResource.bind(listener as (message: object) => unknown)
    return world().deliveries.on({
      call,
      hears: (event, own) => {
        if (!means(event.name, own)) return undefined
        if (options.bucket !== undefined && options.bucket !== event.bucket.name) return undefined
        const sent = destinations?.(event, own) ?? []
        if (destination === undefined) return sent[0]?.id ?? 'tigris-mock'
        return sent.find(({ arn }) => arn === destination)?.id
      },
    })
  },
  delivered,
  get posts() {
    return world().deliveries.posts
  },
})
