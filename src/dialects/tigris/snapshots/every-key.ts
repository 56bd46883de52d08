import { need } from '../../../contract/operation.js'
import { objectArn } from '../../../s3/arn.js'
import type { Store, View } from '../../../store/types.js'
import { storeAt } from './instants.js'

/** The keys of a bucket, gathered when somebody asks for all of them. */
export interface Keys {
  readonly none: boolean
  readonly all: () => readonly string[]
}

const noKeys: Keys = { none: true, all: () => [] }

/** Every key of a bucket, now or at an instant; none for a bucket that there is not. */
export const keysOf = (view: View, bucket: string, at?: bigint): Keys => {
  const record = view.bucket(bucket)
  if (record === undefined) return noKeys
  // `facts` is given the store itself, of which it may only read
  const store =
    at === undefined || record.versioning !== 'Enabled' ? (view as Store) : storeAt(view as Store, bucket, at)
  const all = (): readonly string[] => {
    const keys: string[] = []
    let after: string | undefined
    do {
      const page = store.list(bucket, { limit: 1000, ...(after !== undefined && { after }) })
      for (const entry of page.entries) if ('object' in entry) keys.push(entry.object.key)
      after = page.truncated ? page.next : undefined
    } while (after !== undefined)
    return keys
  }
  return { none: store.list(bucket, { limit: 1 }).entries.length === 0, all }
}

/**
 * A right on each key: a call on a whole bucket must not reach an object that a Deny closes. A bucket without keys
 * asks for all that may come.
 */
export const needOnEach = <const A extends string>(action: A, bucket: string, keys: Keys) => ({
  ...need(action, objectArn({ Bucket: bucket, Key: '*' })),
  each: () => keys.all().map(key => objectArn({ Bucket: bucket, Key: key })),
})
