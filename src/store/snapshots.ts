import { fail } from '../contract/errors.js'
import { putObject, removeObject, type WriteHost } from './objects.js'
import type { Cell, SortedTree } from './persistent.js'
import { type BucketState, emptyBucket, type StoreState, type Versions, writeBucket } from './state.js'
import type { BucketRecord, ObjectRecord, Snapshot, Store } from './types.js'
import { nanosecondOf, versionsAsOfAndAfter } from './versions-as-of.js'

type Objects = SortedTree<string, Versions>
type Methods = 'takeSnapshot' | 'snapshots' | 'removeSnapshot' | 'forkBucket' | 'lineage' | 'forksOf'

export interface SnapshotHost extends WriteHost {
  stamp(): bigint
  /** Throws NoSuchBucket. */
  named(bucket: string): BucketState
  /** Throws the conflict of a name that is taken. */
  admit(bucket: Omit<BucketRecord, 'created'>): void
}

const withSnapshot = (bucket: BucketState, snapshot: Snapshot): BucketState => ({
  ...bucket,
  snapshots: [...(bucket.snapshots ?? []), snapshot],
})

/** The newest version of a key, a delete marker too. */
const newest = (objects: Objects, key: string): ObjectRecord | undefined => objects.get(key)?.[0]

/** Keys whose newest version is no longer the one of `before`. */
function* changedKeys(before: Objects, now: Objects): Generator<string> {
  for (const [key, versions] of now.entries()) if (newest(before, key) !== versions[0]) yield key
  for (const [key] of before.entries()) if (now.get(key) === undefined) yield key
}

/** A key of `target` made as it is in `source`: written anew, or deleted. */
const bring = (source: Objects, target: BucketState, key: string, host: WriteHost): BucketState => {
  const wanted = newest(source, key)
  if (wanted !== undefined && !wanted.deleteMarker) return putObject(target, key, wanted, host).bucket
  const present = newest(target.objects, key)
  if (present === undefined || present.deleteMarker) return target
  return removeObject(target, { Bucket: target.record.name, Key: key }, host).bucket
}

/** `tree` with a key as it is in `from`. */
const follow = (tree: Objects, from: Objects, key: string): Objects => {
  const versions = from.get(key)
  return versions === undefined ? tree.without(key) : tree.with(key, versions, true)
}

/** Snapshots and forks: none copies anything, since the trees of a bucket are never changed. */
export const createSnapshots = (
  cell: Cell<StoreState>,
  host: SnapshotHost,
): Pick<Store, Methods | 'mergeFork' | 'rebaseFork'> => {
  const snapshotNow = (name?: string): Snapshot => ({
    version: host.stamp().toString(),
    created: host.now(),
    ...(name !== undefined && { name }),
  })
  const taken = (bucket: BucketState, name?: string): readonly [BucketState, Snapshot] => {
    const snapshot = snapshotNow(name)
    return [withSnapshot(bucket, snapshot), snapshot]
  }
  const sidesOf = (name: string) => {
    const bucket = host.named(name)
    const { fork } = bucket
    if (fork === undefined) return fail('InvalidArgument', {}, `Bucket ${name} is not a fork`)
    return { bucket, fork, parent: host.named(fork.parent) }
  }

  return {
    takeSnapshot(name, label) {
      const [bucket, snapshot] = taken(host.named(name), label)
      writeBucket(cell, bucket)
      return snapshot
    },
    snapshots: name => host.named(name).snapshots ?? [],
    removeSnapshot(name, version) {
      const bucket = host.named(name)
      const kept = (bucket.snapshots ?? []).filter(snapshot => snapshot.version !== version)
      if (kept.length === (bucket.snapshots ?? []).length) {
        fail('NoSuchVersion', { BucketName: name, VersionId: version }, 'The specified snapshot does not exist.')
      }
      writeBucket(cell, { ...bucket, snapshots: kept })
    },

    forkBucket(bucket, source, nanosecond) {
      host.admit(bucket)
      const [parent, snapshot] =
        nanosecond === undefined
          ? taken(host.named(source))
          : [
              host.named(source),
              { version: nanosecond.toString(), created: Number(nanosecond / nanosecondOf(1)) } satisfies Snapshot,
            ]
      const record = { ...bucket, created: host.now() }
      const objects =
        nanosecond === undefined ? parent.objects : versionsAsOfAndAfter(parent.objects, nanosecond, host.stamp())
      const lineage = {
        parent: source,
        snapshot: snapshot.version,
        snapshotCreated: snapshot.created,
        forkCreated: record.created,
      }
      writeBucket(cell, parent)
      writeBucket(cell, { ...emptyBucket(record), objects, fork: { ...lineage, ours: objects, theirs: objects } })
      return record
    },
    lineage: name => host.named(name).fork,
    forksOf: name => {
      const forks: BucketRecord[] = []
      for (const { record, fork } of cell.value.buckets.values()) if (fork?.parent === name) forks.push(record)
      return forks
    },

    mergeFork(name) {
      const { bucket, fork, parent } = sidesOf(name)
      let { theirs } = fork
      let target = parent
      for (const key of changedKeys(fork.ours, bucket.objects)) {
        target = bring(bucket.objects, target, key, host)
        theirs = follow(theirs, target.objects, key)
      }
      const [merged, snapshot] = taken(target)
      writeBucket(cell, merged)
      writeBucket(cell, { ...bucket, fork: { ...fork, ours: bucket.objects, theirs } })
      return snapshot
    },
    rebaseFork(name) {
      const { bucket, fork, parent } = sidesOf(name)
      const own = new Set(changedKeys(fork.ours, bucket.objects))
      let { ours } = fork
      let target = bucket
      for (const key of changedKeys(fork.theirs, parent.objects)) {
        if (own.has(key)) continue
        target = bring(parent.objects, target, key, host)
        ours = follow(ours, target.objects, key)
      }
      const [rebased, snapshot] = taken(target)
      writeBucket(cell, { ...rebased, fork: { ...fork, ours, theirs: parent.objects } })
      return snapshot
    },
  }
}
