import { emptyRegistryState, type RegistryState } from '../auth/registry-state.js'
import { noParts } from '../store/multipart.js'
import { compareTexts, type GrowingTree, growingTree } from '../store/persistent.js'
import type { BucketState, DeletedBucket, DeletedVersion, ForkState, Versions } from '../store/state.js'
import type { BucketRecord, Lineage, ObjectRecord, PartRecord, Snapshot, UploadRecord } from '../store/types.js'
import type { BucketTree, Change, KeptState, RegistryTree, Shelf, Span } from './kept-state.js'
import { readValue, type ValueReader, writeValue } from './values.js'

type Lists = GrowingTree<string, readonly unknown[]>

interface Fields {
  readonly record: BucketRecord
  readonly snapshots?: readonly Snapshot[]
  readonly fork?: Lineage
  readonly keepsDeleted?: true
  readonly until?: number
  readonly gone?: true
}

interface GrowingBucket {
  fields: Fields
  readonly trees: Record<BucketTree, Lists>
  readonly uploads: GrowingTree<string, readonly UploadRecord[]>
}

const texts = <V>(): GrowingTree<string, V> => growingTree<string, V>(compareTexts)

const newBucket = (fields: Fields): GrowingBucket => ({
  fields,
  trees: { objects: texts(), deleted: texts(), ours: texts(), theirs: texts() },
  uploads: texts(),
})

/** The state that a course of changes makes, from nothing. */
export interface Rebuilt {
  /** Throws for a change that does not fit what there is: then something of its file is not as it was written. */
  apply(change: Change): void
  state(): KeptState
}

export const startRebuild = (reader: ValueReader): Rebuilt => {
  const shelves: Record<Shelf, Map<string, GrowingBucket>> = { buckets: new Map(), deleted: new Map() }
  const registry = Object.fromEntries(
    Object.keys(emptyRegistryState).map(tree => [tree, texts<unknown>()]),
  ) as unknown as Record<RegistryTree, GrowingTree<string, unknown>>
  let names: ReadonlyMap<string, string> = new Map()
  let ids: Readonly<Record<string, number>> = {}
  let stamp: bigint | undefined

  const bucketAt = ({ shelf, name }: { readonly shelf: Shelf; readonly name: string }): GrowingBucket => {
    const found = shelves[shelf].get(name)
    if (found === undefined) throw new Error(`a change of a bucket that there is not: ${name}`)
    return found
  }

  const lengthened = (told: readonly unknown[], old: readonly unknown[]): unknown[] =>
    told.flatMap(each => {
      if (typeof each === 'object' && each !== null && Object.hasOwn(each, 'span')) {
        const [from, end] = (each as { span: Span }).span
        if (end > old.length) throw new Error('a change of versions that there are not')
        return old.slice(from, end)
      }
      return [readValue(each, reader)]
    })

  const setPart = (bucket: GrowingBucket, key: string, id: string, part: PartRecord): void => {
    const upload = bucket.uploads.get(key)?.find(each => each.id === id)
    if (upload === undefined) throw new Error(`a part of an upload that there is not: ${id}`)
    ;(upload.parts as unknown as GrowingTree<number, PartRecord>).set(part.number, part)
  }

  const setUploads = (bucket: GrowingBucket, key: string, told: readonly unknown[]): void => {
    const old = bucket.uploads.get(key) ?? []
    const list = told.map(each => {
      const upload = readValue(each, reader) as Omit<UploadRecord, 'parts'>
      return { ...upload, parts: old.find(({ id }) => id === upload.id)?.parts ?? noParts() }
    })
    bucket.uploads.set(key, list)
  }

  const setBucket = ({ shelf, name, v }: Extract<Change, { o: 'bucket' }>): void => {
    const present = shelves[shelf]
    const fields = v === undefined ? undefined : (readValue(v, reader) as Fields)
    const known = present.get(name)
    if (fields === undefined) present.delete(name)
    else if (known === undefined) present.set(name, newBucket(fields))
    else known.fields = fields
  }

  const setEntry = <V>(tree: GrowingTree<string, V>, key: string, value: V | undefined): void => {
    if (value === undefined) tree.delete(key)
    else tree.set(key, value)
  }

  /** One way for each kind of change. */
  const ways: { readonly [O in Change['o']]: (change: Extract<Change, { o: O }>) => void } = {
    bucket: setBucket,
    versions: change => {
      const tree = bucketAt(change).trees[change.tree]
      setEntry(tree, change.key, change.v && lengthened(change.v, tree.get(change.key) ?? []))
    },
    uploads: change => {
      const bucket = bucketAt(change)
      if (change.v === undefined) bucket.uploads.delete(change.key)
      else setUploads(bucket, change.key, change.v)
    },
    part: change => setPart(bucketAt(change), change.key, change.upload, readValue(change.v, reader) as PartRecord),
    registry: ({ tree, key, v }) => setEntry(registry[tree], key, v === undefined ? undefined : readValue(v, reader)),
    names: ({ v }) => {
      names = new Map(v)
    },
    ids: ({ v }) => {
      ids = { ...ids, ...v }
    },
    stamp: ({ v }) => {
      stamp = BigInt(v)
    },
  }
  const apply = (change: Change): void => {
    if (!Object.hasOwn(ways, change.o)) throw new Error('a change of an unknown kind: a newer version wrote it')
    ;(ways[change.o] as (change: Change) => void)(change)
  }

  const state = (): KeptState => {
    const buckets = texts<BucketState>()
    const deleted = texts<DeletedBucket>()
    for (const [name, bucket] of shelves.buckets) buckets.set(name, bucketOf(bucket))
    for (const [name, bucket] of shelves.deleted) {
      const { until = 0, gone } = bucket.fields
      deleted.set(name, { bucket: bucketOf(bucket), until, ...(gone && { gone }) })
    }
    for (const [name, bucket] of [...buckets.entries()])
      if (bucket.fork !== undefined) buckets.set(name, sharing(bucket, buckets.get(bucket.fork.parent)))
    return {
      store: { buckets, ...(deleted.size > 0 && { deleted }), ...(stamp !== undefined && { stamp }) },
      registry: registry as unknown as RegistryState,
      ...{ names, ids },
    }
  }
  return { apply, state }
}

const bucketOf = ({ fields, trees, uploads }: GrowingBucket): BucketState => {
  const { record, snapshots, fork, keepsDeleted } = fields
  const objects = trees.objects as unknown as BucketState['objects']
  const forked = fork && {
    ...fork,
    ours: trees.ours as unknown as ForkState['ours'],
    theirs: trees.theirs as unknown as ForkState['theirs'],
  }
  return {
    ...{ record, objects, uploads },
    ...(snapshots && { snapshots }),
    ...(forked && { fork: forked }),
    ...(keepsDeleted && { deleted: trees.deleted as unknown as GrowingTree<string, readonly DeletedVersion[]> }),
  }
}

/** Bodies are told by their names alone: none is written. */
const asText = (record: ObjectRecord): string =>
  JSON.stringify(
    writeValue(record, {
      fileOf: () => {
        throw new Error('a record that was read has its bytes in files')
      },
    }),
  )

/** `tree` with the records of `others` in the place of those that say the same: a fork tells changes by them. */
const withRecordsOf = (tree: ForkState['ours'], others: BucketState['objects'] | undefined): ForkState['ours'] => {
  if (others === undefined) return tree
  let shared = tree
  for (const [key, versions] of [...tree.entries()]) {
    const known = new Map((others.get(key) ?? []).map(record => [asText(record), record]))
    const list: Versions = versions.map(record => known.get(asText(record)) ?? record)
    shared = shared.with(key, list, true)
  }
  return shared
}

const sharing = (bucket: BucketState, parent: BucketState | undefined): BucketState => {
  const fork = bucket.fork!
  // the objects of a fork begin as its parent's own records
  const objects = withRecordsOf(bucket.objects, parent?.objects)
  const ours = withRecordsOf(withRecordsOf(fork.ours, parent?.objects), objects)
  const theirs = withRecordsOf(fork.theirs, parent?.objects)
  return { ...bucket, objects, fork: { ...fork, ours, theirs } }
}
