import { fail } from '../errors.js'
import { type Cell, compareTexts, emptyTree } from '../persistent.js'
import type { Instant } from '../seams.js'
import { type BucketState, type StoreState, writeBucket } from './state.js'
import type { Store } from './types.js'

const day = 86_400_000

export interface BinHost extends Pick<Store, 'forksOf'> {
  now(): Instant
  /** Throws NoSuchBucket. */
  named(bucket: string): BucketState
}

/** The end of buckets: at once, or after a time in which they can be brought back. */
export const createBin = (
  cell: Cell<StoreState>,
  { now, named, forksOf }: BinHost,
): Pick<Store, 'deleteBucket' | 'undeleteBucket' | 'deletedBuckets'> => ({
  deleteBucket(name, { force = false, keep } = {}) {
    const bucket = named(name)
    const { objects, snapshots = [] } = bucket
    const refuse = (message?: string): never => fail('BucketNotEmpty', { BucketName: name }, message)
    if (forksOf(name).length > 0) refuse('The bucket you tried to delete has forks')
    if (!force && objects.size > 0) refuse()
    if (!force && snapshots.length > 0) refuse('The bucket you tried to delete has snapshots')
    const { deleted = emptyTree(compareTexts), buckets, ...rest } = cell.value
    cell.value = {
      ...rest,
      buckets: buckets.without(name),
      deleted: keep === undefined ? deleted : deleted.with(name, { bucket, until: now() + keep * day }, true),
    }
  },
  undeleteBucket(name) {
    const kept = cell.value.deleted?.get(name)
    if (kept === undefined || kept.until <= now()) return fail('NoSuchBucket', { BucketName: name })
    writeBucket(cell, kept.bucket)
    cell.value = { ...cell.value, deleted: cell.value.deleted!.without(name) }
    return kept.bucket.record
  },
  *deletedBuckets() {
    for (const { bucket, until } of cell.value.deleted?.values() ?? []) if (until > now()) yield bucket.record
  },
})
