import { suggestName } from '../policy/suggest-name.js'
import { ownerOfBucket } from '../rules/acl.js'
import { toObject } from '../scene/objects.js'
import type { SceneOrigin } from '../scene/scene-error.js'
import type { SceneObject } from '../scene/types.js'
import { bytesOf } from '../store/bytes-of.js'
import type { ObjectRecord } from '../store/types.js'
import type { MockInside } from './inside.js'

/** One object as a test sees it. */
export interface StoredObject {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** The body, copied when it is read; not enumerable, so that a printed object stays short. */
  readonly bytes: Uint8Array
  /** The body as UTF-8, not enumerable. */
  readonly text: string
  readonly etag: string
  readonly contentType: string | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

/** The state of a bucket, past every right: for arranging and for looking. */
export interface BucketHandle {
  readonly name: string
  put(key: string, object: SceneObject): void
  /** Takes a snapshot, where the dialect has them; its version. */
  snapshot(name?: string): string
  /** Makes a fork of the bucket as it is, or as it was at a snapshot or nanosecond. */
  fork(name: string, at?: string): BucketHandle
  /** Undefined when there is none. */
  get(key: string): StoredObject | undefined
  keys(): string[]
  /** Text by key; base64 where the bytes are no UTF-8. */
  toJSON(): Record<string, string | { base64: string }>
}

/** Undefined for bytes that are no UTF-8. */
export const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Matchers that compare members find `bytes` and `text`; what prints an object does not walk into them. */
const present = (record: ObjectRecord): StoredObject => {
  const { key, etag, blob, metadata } = record
  const shown = {
    key,
    size: blob.size,
    etag,
    contentType: record.system.contentType,
    metadata,
    tags: Object.fromEntries(record.tags.map(({ Key, Value }) => [Key, Value])),
  }
  return Object.defineProperties(shown as typeof shown & Pick<StoredObject, 'bytes' | 'text'>, {
    bytes: { get: () => bytesOf(blob) },
    text: { get: () => new TextDecoder().decode(bytesOf(blob)) },
  })
}

export const bucketHandle = (inside: MockInside, origin: SceneOrigin, name: string): BucketHandle => {
  const store = () => inside.world().store
  if (store().bucket(name) === undefined) {
    const names = [...store().buckets()].map(bucket => bucket.name)
    throw new Error(`there is no bucket \`${name}\`; ${suggestName(name, names)}`)
  }
  const keys = (): string[] => {
    const found: string[] = []
    let after: string | undefined
    do {
      const page = store().list(name, { limit: 1000, ...(after !== undefined && { after }) })
      for (const entry of page.entries) if ('object' in entry) found.push(entry.object.key)
      after = page.truncated ? page.next : undefined
    } while (after !== undefined)
    return found
  }
  const requireSnapshots = (): void => {
    const { versioning } = store().requireBucket(name)
    if (versioning !== 'Enabled' || !inside.dialect.features.has('nanosecond-versions')) {
      throw new Error(
        `bucket \`${name}\` has no snapshots: write \`${name}: { snapshots: true }\` in a scene of tigris`,
      )
    }
  }
  return {
    name,
    put: (key, object) => {
      const owner = ownerOfBucket(store().requireBucket(name))
      store().put({ Bucket: name, Key: key }, toObject(object, ['objects', key], { origin }, owner))
    },
    snapshot: label => {
      requireSnapshots()
      return store().takeSnapshot(name, label).version
    },
    fork: (fork, at) => {
      requireSnapshots()
      const { created: _, ...source } = store().requireBucket(name)
      store().forkBucket({ ...source, name: fork, settings: {} }, name, at === undefined ? undefined : BigInt(at))
      return bucketHandle(inside, origin, fork)
    },
    get: key => {
      const record = store().object(name, key)
      return record === undefined ? undefined : present(record)
    },
    keys,
    toJSON: () => {
      const entries = keys().map(key => {
        const bytes = bytesOf(store().get({ Bucket: name, Key: key }).blob)
        return [key, textOf(bytes) ?? { base64: Buffer.from(bytes).toString('base64') }] as const
      })
      return Object.fromEntries(entries)
    },
  }
}
