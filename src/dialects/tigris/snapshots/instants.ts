import { fail } from '../../../contract/errors.js'
import type { Codec } from '../../../protocol/codecs.js'
import type { Store } from '../../../store/types.js'

/** The version of a snapshot, or any nanosecond since 1970. */
export const nanosecond: Codec<bigint> = {
  read: (value, { wire }) =>
    /^\d{1,19}$/.test(value)
      ? BigInt(value)
      : fail('InvalidArgument', { ArgumentName: wire, ArgumentValue: value }, `${wire} must be nanoseconds since 1970`),
  write: String,
}

export const snapshotVersion = 'x-tigris-snapshot-version'

/** Only a bucket of type Snapshot has a past. Throws NoSuchBucket, InvalidArgument. */
export const requirePast = (store: Store, Bucket: string): void => {
  if (store.requireBucket(Bucket).versioning === undefined) {
    fail('InvalidArgument', { BucketName: Bucket }, 'Snapshots are not enabled for the bucket')
  }
}

/** The store with a bucket as it was. Throws NoSuchBucket, InvalidArgument. */
export const storeAt = (store: Store, Bucket: string, at: bigint): Store => {
  requirePast(store, Bucket)
  return store.asOf(Bucket, at)
}

/** ISO 8601 with nine digits of a second. */
export const isoNanoseconds = (version: string): string => {
  const at = BigInt(version)
  const seconds = new Date(Number(at / 1_000_000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(at % 1_000_000_000n).padStart(9, '0')}Z`
}
