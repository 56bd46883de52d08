import type { Dialect } from '../contract/dialect.js'
import type { Instant } from '../contract/host.js'
import type { Cell } from '../store/persistent.js'
import type { BucketRecord, Store } from '../store/types.js'
import type { PendingEvent } from './observe.js'
import type { BucketEvent, Emits, ObjectEvent } from './types.js'
import { type PostRecord, type Posts, sendPost } from './webhooks.js'

/** One who hears of events. */
export interface Listener {
  /** Id of the configuration under which it hears the event; undefined: it does not. */
  hears(event: BucketEvent, name: string): string | undefined
  call(message: object): unknown
}

export interface DeliveryHost extends Posts {
  readonly dialect: Dialect
  now(): Instant
  readonly store: Pick<Store, 'buckets' | 'size' | 'object'>
}

/** Tells the events of one world, to listeners and webhooks, and knows what is still under way. */
export interface Deliveries {
  /** Returns what ends it. */
  on(listener: Listener): () => void
  publish(pending: PendingEvent): void
  /** Whether what an entry does in a bucket must be told. A restore always: who listens later hears of its end. */
  hears(emits: Emits, bucket: BucketRecord | undefined): boolean
  /** Does what the clock has made due. */
  tick(): void
  /** As `tick`, after the lifecycles of all buckets have acted. */
  look(): void
  /** When nothing is under way. Rejects with what listeners threw, and with refused posts, since it last did. */
  settled(): Promise<void>
  /** Something is under way, or was thrown and not yet told. */
  readonly isBusy: boolean
  readonly posts: readonly PostRecord[]
}

interface Due {
  readonly at: Instant
  run(): void
}

export const createDeliveries = (cell: Cell<readonly Listener[]>, host: DeliveryHost): Deliveries => {
  const { dialect, store } = host
  const { notifications } = dialect
  const underWay = new Set<Promise<void>>()
  const thrown: unknown[] = []
  const posts: PostRecord[] = []
  let due: readonly Due[] = []
  let told = 0

  const begin = (run: () => unknown): void => {
    const running: Promise<void> = Promise.resolve()
      .then(run)
      .then(
        () => undefined,
        (error: unknown) => void thrown.push(error),
      )
      .then(() => void underWay.delete(running))
    underWay.add(running)
  }
  const later = (at: Instant, run: () => void): (() => void) => {
    const entry = { at, run }
    due = [...due, entry]
    return () => {
      due = due.filter(each => each !== entry)
    }
  }
  const post: Parameters<typeof sendPost>[2] = { ...host, later, begin, record: done => void posts.push(done) }

  const send = (pending: PendingEvent): void => {
    const name = notifications?.names[pending.name]
    if (notifications === undefined || name === undefined) return
    const event: BucketEvent = { ...pending, sequence: ++told }
    for (const listener of cell.value) {
      const configuration = listener.hears(event, name)
      if (configuration === undefined) continue
      begin(() => listener.call(notifications.message(event, name, configuration)))
    }
    for (const each of notifications.posts?.(event, name) ?? []) begin(() => sendPost(each, event, post))
  }

  /** The clock ends what a restore began; one that was begun again meanwhile has ends of its own. */
  const followRestore = (pending: PendingEvent): void => {
    const { restore, bucket, key, versionId, cause: _, ...rest } = pending
    if (restore === undefined) return
    const end = (name: ObjectEvent, at: Instant, holds: (present: NonNullable<typeof restore>) => boolean) =>
      later(at, () => {
        const present = store.object(bucket.name, key, versionId)?.restore
        if (present === undefined || !holds(present)) return
        send({ ...rest, ...(versionId !== undefined && { versionId }), bucket, key, restore: present, name, at })
      })
    if (restore.readyAt > pending.at)
      end('object:restore:completed', restore.readyAt, present => present.readyAt === restore.readyAt)
    end('object:restore:ended', restore.expires, present => present.expires === restore.expires)
  }

  const tick = (): void => {
    if (due.length === 0) return
    const now = host.now()
    const ready = due.filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)
    if (ready.length === 0) return
    due = due.filter(each => !ready.includes(each))
    for (const { run } of ready) run()
  }
  const look = (): void => {
    if (notifications === undefined) return
    // a bucket's lifecycle acts when somebody looks
    for (const { name, settings } of [...store.buckets()]) if (settings.lifecycle !== undefined) store.size(name)
    tick()
  }

  return {
    posts,
    get isBusy() {
      return underWay.size > 0 || thrown.length > 0
    },
    tick,
    look,
    hears: (emits, bucket) =>
      cell.value.length > 0 ||
      emits.update === 'object:restore:begun' ||
      (bucket !== undefined && notifications?.isPosting?.(bucket) === true),
    on(listener) {
      cell.value = [...cell.value, listener]
      return () => {
        cell.value = cell.value.filter(each => each !== listener)
      }
    },
    publish(pending) {
      if (pending.name === 'object:restore:begun') {
        followRestore(pending)
        // a copy that is only kept longer is no restore
        if ((pending.restore?.readyAt ?? 0) <= pending.at) return
      }
      send(pending)
    },
    async settled() {
      look()
      while (underWay.size > 0) await Promise.all(underWay)
      const errors = thrown.splice(0)
      if (errors.length === 1) throw errors[0]
      if (errors.length > 1) throw new AggregateError(errors, `${errors.length} deliveries of events failed`)
    },
  }
}
