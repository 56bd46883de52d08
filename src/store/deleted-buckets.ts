import { fail } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import { currentOf } from './objects.js'
import { type Cell, compareTexts, emptyTree } from './persistent.js'
import { type BucketState, type DeletedBucket, emptyBucket, type StoreState, writeBucket } from './state.js'
import type { Store } from './types.js'

const day = 86_400_000

const holdsObjects = ({ objects }: BucketState): boolean => {
  for (const versions of objects.values()) if (currentOf(versions) !== undefined) return true
  return false
}

export interface BinHost extends Pick<Store, 'forksOf'> {
  now(): Instant
  /** Throws NoSuchBucket. */
  named(bucket: string): BucketState
}

/** What stays of a deleted bucket: all of it, its name, or nothing. */
const whatIsLeft = (
  bucket: BucketState,
  now: Instant,
  keep: number | undefined,
  reserve: number,
): DeletedBucket | undefined => {
  if (keep !== undefined) return { bucket, until: now + keep * day }
  return reserve > 0 ? { bucket: emptyBucket(bucket.record), until: now + reserve, gone: true } : undefined
}

/** The end of buckets: at once, or after a time in which they can be brought back. */
export const createBin = (
  cell: Cell<StoreState>,
  { now, named, forksOf }: BinHost,
): Pick<Store, 'deleteBucket' | 'undeleteBucket' | 'deletedBuckets'> => ({
  deleteBucket(name, { force = false, history = 'counts', keep, reserve = 0 } = {}) {
    const bucket = named(name)
    const { objects, snapshots = [] } = bucket
    const refuse = (message?: string): never => fail('BucketNotEmpty', { BucketName: name }, message)
    if (forksOf(name).length > 0) refuse('The bucket you tried to delete has forks')
    if (!force && (history === 'counts' ? objects.size > 0 : holdsObjects(bucket))) {
      const versioned = history === 'counts' && bucket.record.versioning !== undefined
      refuse(
        versioned
          ? 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'
          : undefined,
      )
    }
    if (!force && history === 'counts' && snapshots.length > 0) {
      refuse('The bucket you tried to delete has snapshots')
    }
    const left = whatIsLeft(bucket, now(), keep, reserve)
    const { deleted = emptyTree(compareTexts), buckets, ...rest } = cell.value
    cell.value = {
      ...rest,
      buckets: buckets.without(name),
      deleted: left === undefined ? deleted : deleted.with(name, left, true),
    }
  },
  undeleteBucket(name) {
    const kept = cell.value.deleted?.get(name)
    if (kept === undefined || kept.gone || kept.until <= now()) return fail('NoSuchBucket', { BucketName: name })
    writeBucket(cell, kept.bucket)
    cell.value = { ...cell.value, deleted: cell.value.deleted!.without(name) }
    return kept.bucket.record
  },
  *deletedBuckets() {
    for (const { bucket, until, gone } of cell.value.deleted?.values() ?? []) {
      if (!gone && until > now()) yield bucket.record
    }
  },
})
