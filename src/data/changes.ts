import { compareTexts, eachChange, emptyTree, type SortedTree } from '../store/persistent.js'
import type { BucketState, DeletedBucket } from '../store/state.js'
import type { PartRecord, UploadRecord } from '../store/types.js'
import type { BucketTree, Change, KeptState, RegistryTree, Shelf } from './kept-state.js'
import { type BlobWriter, writeValue } from './values.js'

type Tell = (change: Change) => void
type Trees = Partial<Record<BucketTree, SortedTree<string, readonly unknown[]>>>

const nothing = <V>(): SortedTree<string, V> => emptyTree<string, V>(compareTexts)

/** A list with what it shares with the one before it as spans. */
const shortened = (list: readonly unknown[], old: readonly unknown[] = [], bodies: BlobWriter): unknown[] => {
  const places = new Map(old.map((each, index) => [each, index]))
  const told: unknown[] = []
  let span: [number, number] | undefined
  for (const each of list) {
    const place = places.get(each)
    if (span !== undefined && place === span[1]) span[1] += 1
    else if (place !== undefined) {
      span = [place, place + 1]
      told.push({ span })
    } else {
      span = undefined
      told.push(writeValue(each, bodies))
    }
  }
  return told
}

const treesOf = (bucket: BucketState | undefined): Trees =>
  bucket === undefined
    ? {}
    : {
        objects: bucket.objects,
        ...(bucket.deleted && { deleted: bucket.deleted }),
        ...(bucket.fork && { ours: bucket.fork.ours, theirs: bucket.fork.theirs }),
      }

/** What of a bucket stands beside its trees. `until` and `gone` are of a deleted one. */
const fieldsOf = (bucket: BucketState, { until, gone }: Partial<DeletedBucket> = {}) => {
  const { record, snapshots, fork, deleted } = bucket
  const { ours, theirs, ...lineage } = fork ?? {}
  return { record, snapshots, fork: fork && lineage, keepsDeleted: deleted && true, until, gone }
}

const sameFields = (before: BucketState | undefined, after: BucketState): boolean =>
  before !== undefined &&
  before.record === after.record &&
  before.snapshots === after.snapshots &&
  (before.deleted === undefined) === (after.deleted === undefined) &&
  before.fork?.parent === after.fork?.parent &&
  before.fork?.snapshot === after.fork?.snapshot &&
  before.fork?.snapshotCreated === after.fork?.snapshotCreated &&
  before.fork?.forkCreated === after.fork?.forkCreated

type Parts = SortedTree<number, PartRecord>

const uploadChanges = (
  at: { readonly shelf: Shelf; readonly name: string; readonly key: string },
  list: readonly UploadRecord[] | undefined,
  old: readonly UploadRecord[] = [],
  bodies: BlobWriter,
  tell: Tell,
): void => {
  if (list === undefined) {
    tell({ o: 'uploads', ...at })
    return
  }
  const before = new Map(old.map(upload => [upload.id, upload]))
  const sameList = list.length === old.length && list.every(({ id }, index) => old[index]!.id === id)
  if (!sameList) tell({ o: 'uploads', ...at, v: list.map(({ parts, ...upload }) => writeValue(upload, bodies)) })
  for (const { id, parts } of list) {
    const known = before.get(id)?.parts as unknown as Parts | undefined
    const present = parts as unknown as Parts
    const added = (part: PartRecord) => tell({ o: 'part', ...at, upload: id, v: writeValue(part, bodies) })
    if (known === undefined) for (const part of present.values()) added(part)
    // parts are added and replaced, never taken away
    else eachChange(known, present, (_, part) => part !== undefined && added(part))
  }
}

const bucketChanges = (
  shelf: Shelf,
  before: { readonly bucket: BucketState } | undefined,
  after: DeletedBucket | { readonly bucket: BucketState } | undefined,
  name: string,
  bodies: BlobWriter,
  tell: Tell,
): void => {
  if (after === undefined) {
    tell({ o: 'bucket', shelf, name })
    return
  }
  const { bucket } = after
  // a deleted bucket is told whole: it is another one each time
  const old = shelf === 'deleted' ? undefined : before?.bucket
  if (shelf === 'deleted' && before !== undefined) tell({ o: 'bucket', shelf, name })
  if (!sameFields(old, bucket))
    tell({ o: 'bucket', shelf, name, v: writeValue(fieldsOf(bucket, 'until' in after ? after : {}), bodies) })
  const trees = treesOf(bucket)
  const oldTrees = treesOf(old)
  for (const tree of new Set([...Object.keys(trees), ...Object.keys(oldTrees)]) as Set<BucketTree>) {
    const none = nothing<readonly unknown[]>()
    eachChange(oldTrees[tree] ?? none, trees[tree] ?? none, (key, list, was) => {
      const at = { o: 'versions', shelf, name, tree, key } as const
      tell(list === undefined ? at : { ...at, v: shortened(list, was, bodies) })
    })
  }
  eachChange(old?.uploads ?? nothing<readonly UploadRecord[]>(), bucket.uploads, (key, list, was) =>
    uploadChanges({ shelf, name, key }, list, was, bodies, tell),
  )
}

/** Tells all in which a state differs from the one before it, in an order in which it can be done again. */
export const eachStateChange = (
  before: KeptState | undefined,
  after: KeptState,
  bodies: BlobWriter,
  tell: Tell,
): void => {
  eachChange(before?.store.buckets ?? nothing<BucketState>(), after.store.buckets, (name, bucket, old) =>
    bucketChanges('buckets', old && { bucket: old }, bucket && { bucket }, name, bodies, tell),
  )
  eachChange(
    before?.store.deleted ?? nothing<DeletedBucket>(),
    after.store.deleted ?? nothing<DeletedBucket>(),
    (name, bucket, old) => bucketChanges('deleted', old, bucket, name, bodies, tell),
  )
  if (after.store.stamp !== undefined && after.store.stamp !== before?.store.stamp)
    tell({ o: 'stamp', v: after.store.stamp.toString() })
  for (const tree of Object.keys(after.registry) as RegistryTree[]) registryChanges(tree, before, after, bodies, tell)
  if (after.names !== before?.names) tell({ o: 'names', v: [...after.names] })
  const drawn = Object.entries(after.ids).filter(([kind, count]) => before?.ids[kind] !== count)
  if (drawn.length > 0) tell({ o: 'ids', v: Object.fromEntries(drawn) })
}

const registryChanges = (
  tree: RegistryTree,
  before: KeptState | undefined,
  after: KeptState,
  bodies: BlobWriter,
  tell: Tell,
): void => {
  const treeIn = (state: KeptState | undefined) => state?.registry[tree] as SortedTree<string, unknown> | undefined
  eachChange(treeIn(before) ?? nothing<unknown>(), treeIn(after)!, (key, value) =>
    tell(
      value === undefined ? { o: 'registry', tree, key } : { o: 'registry', tree, key, v: writeValue(value, bodies) },
    ),
  )
}
