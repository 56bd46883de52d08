import { expect, test } from 'vitest'
import { seededIds } from '../../src/contract/host.js'
import { createBlobs } from '../../src/store/blobs.js'
import { emptyStoreState } from '../../src/store/state.js'
import { createStore } from '../../src/store/store.js'
import type { BucketRecord, Lifecycle, LifecycleRule, NewObject } from '../../src/store/types.js'
import { createWorld } from '../../src/world/cells.js'
import { newBucket, newObject } from './setup.js'

const day = 86_400_000
const noon = day / 2

/** A store whose clock is moved by days; it begins at a noon. */
const setup = (
  rules: readonly Partial<LifecycleRule>[],
  bucket: Partial<BucketRecord> = {},
  size?: Lifecycle['TransitionDefaultMinimumObjectSize'],
) => {
  let now = noon
  const world = createWorld({ store: emptyStoreState })
  const host = { now: () => now, ids: seededIds('test'), blobs: createBlobs() }
  const store = createStore(world.cell('store'), host)
  const Rules = rules.map((rule, index): LifecycleRule => {
    const none = { Transitions: [], NoncurrentVersionTransitions: [] }
    return { ID: String(index), Status: 'Enabled', Filter: {}, ...none, ...rule }
  })
  const lifecycle: Lifecycle = { Rules, TransitionDefaultMinimumObjectSize: size }
  store.createBucket(newBucket('b', { ...bucket, settings: { lifecycle } }))
  return {
    store,
    world,
    put: (key: string, change: Partial<NewObject> = {}) => store.put({ Bucket: 'b', Key: key }, newObject(change)),
    wait: (days: number) => {
      now += days * day
    },
    keys: () => store.list('b', { limit: 100 }).entries.flatMap(each => ('object' in each ? [each.object.key] : [])),
    history: () =>
      store
        .listVersions('b', { limit: 100 })
        .entries.flatMap(each => ('object' in each ? [each.object.deleteMarker ? 'marker' : each.object.etag] : [])),
  }
}

const sized = (size: number): Partial<NewObject> => ({ blob: { size, read: () => new Uint8Array(size) } })
const versioned = { versioning: 'Enabled' } as const

test.each<[string, LifecycleRule['Filter'], string[]]>([
  ['a prefix', { Prefix: 'log' }, ['image', 'small', 'tagged']],
  ['a tag', { Tag: { Key: 'team', Value: 'blue' } }, ['image', 'log', 'small']],
  ['more than a size', { ObjectSizeGreaterThan: 10 }, ['log', 'small', 'tagged']],
  ['less than a size', { ObjectSizeLessThan: 5 }, ['image', 'log', 'tagged']],
  ['sizes between', { And: { Tags: [], ObjectSizeGreaterThan: 4, ObjectSizeLessThan: 11 } }, ['image', 'small']],
  [
    'a prefix and a tag',
    { And: { Prefix: 'i', Tags: [{ Key: 'team', Value: 'blue' }] } },
    ['image', 'log', 'small', 'tagged'],
  ],
  ['nothing', {}, []],
])('a rule with %s ends what it fits', (_case, Filter, left) => {
  const { put, wait, keys } = setup([{ Filter, Expiration: { Days: 1 } }])
  put('image', sized(11))
  put('log', sized(5))
  put('small', sized(4))
  put('tagged', { ...sized(6), tags: [{ Key: 'team', Value: 'blue' }] })

  wait(2)

  expect(keys()).toEqual(left)
})

test('objects live to the midnight after their last whole day', () => {
  const { put, wait, keys } = setup([{ Expiration: { Days: 1 } }])
  put('a')

  wait(1.499)
  const before = keys()
  wait(0.001)

  expect([before, keys()]).toEqual([['a'], []])
})

test('what a rule has ended stays ended when the clock goes back', () => {
  const { put, wait, keys } = setup([{ Expiration: { Days: 1 } }])
  put('a')
  wait(5)
  const gone = keys()

  wait(-5)

  expect([gone, keys()]).toEqual([[], []])
})

test('a bucket whose objects have ended is empty', () => {
  const { store, put, wait } = setup([{ Expiration: { Days: 1 } }])
  put('a')
  wait(2)

  store.deleteBucket('b')

  expect(store.bucket('b')).toBeUndefined()
})

test('looking again on one day writes nothing', () => {
  const { store, world, put, wait } = setup([{ Expiration: { Days: 9 } }])
  put('a')
  wait(1)
  store.object('b', 'a')
  const before = world.checkpoint().store

  wait(0.2)
  store.object('b', 'a')

  expect(world.checkpoint().store).toBe(before)
})

test('a versioned object ends with a marker, its versions later, and the marker last', () => {
  const { put, wait, history } = setup(
    [{ Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 2 } }],
    versioned,
  )
  put('a', { etag: 'first' })

  const days = [0, 2, 3].map(more => {
    wait(more)
    return history()
  })

  expect(days).toEqual([['first'], ['marker', 'first'], []])
})

test('one step over many midnights does what many steps do', () => {
  const { put, wait, history } = setup(
    [{ Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 2 } }],
    versioned,
  )
  put('a', { etag: 'first' })

  wait(30)

  expect(history()).toEqual([])
})

test('the newest of older versions are kept as the rule says', () => {
  const rule = { NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 } }
  const { put, wait, history } = setup([rule], versioned)
  for (const etag of ['1', '2', '3', '4']) put('a', { etag })

  wait(9)

  expect(history()).toEqual(['4', '3', '2'])
})

test('a version that is locked stays', () => {
  const { put, wait, history } = setup([{ NoncurrentVersionExpiration: { NoncurrentDays: 1 } }], versioned)
  put('a', { etag: 'held', legalHold: true })
  put('a', { etag: 'kept', retention: { mode: 'GOVERNANCE', until: 20 * day } })
  put('a', { etag: 'current' })

  wait(9)
  const early = history()
  wait(12)

  expect([early, history()]).toEqual([
    ['current', 'kept', 'held'],
    ['current', 'held'],
  ])
})

test('a lone marker ends by its own rule', () => {
  const { store, put, wait, history } = setup([{ Expiration: { ExpiredObjectDeleteMarker: true } }], versioned)
  const { versionId: VersionId } = put('a')
  store.remove({ Bucket: 'b', Key: 'a' })
  wait(1)
  const covered = history()

  store.remove({ Bucket: 'b', Key: 'a', VersionId })
  wait(1)

  expect([covered.length, history()]).toEqual([2, []])
})

test('objects move to colder classes only, as far as their days lead', () => {
  const Transitions = [
    { Days: 30, StorageClass: 'STANDARD_IA' },
    { Days: 60, StorageClass: 'GLACIER' },
  ]
  const { store, put, wait } = setup([{ Transitions }])
  put('a')
  put('b', { storageClass: 'DEEP_ARCHIVE' })
  const classes = () => ['a', 'b'].map(Key => store.get({ Bucket: 'b', Key }).storageClass)

  wait(31)
  const early = classes()
  wait(31)

  expect([early, classes()]).toEqual([
    ['STANDARD_IA', 'DEEP_ARCHIVE'],
    ['GLACIER', 'DEEP_ARCHIVE'],
  ])
})

test.each<[Lifecycle['TransitionDefaultMinimumObjectSize'], string, string]>([
  ['all_storage_classes_128K', 'GLACIER', 'STANDARD'],
  ['varies_by_storage_class', 'GLACIER', 'GLACIER'],
  ['varies_by_storage_class', 'STANDARD_IA', 'STANDARD'],
  [undefined, 'STANDARD_IA', 'STANDARD_IA'],
])('with minimum %s a small object bound for %s is in %s', (minimum, StorageClass, reached) => {
  const { store, put, wait } = setup([{ Transitions: [{ Days: 0, StorageClass }] }], {}, minimum)
  put('a', sized(10))
  put('large', sized(128 * 1024))

  wait(1)

  expect(store.get({ Bucket: 'b', Key: 'a' }).storageClass).toBe(reached)
  expect(store.get({ Bucket: 'b', Key: 'large' }).storageClass).toBe(StorageClass)
})

test('older versions move by their own days', () => {
  const NoncurrentVersionTransitions = [{ NoncurrentDays: 1, StorageClass: 'GLACIER', NewerNoncurrentVersions: 1 }]
  const { store, put, wait } = setup([{ NoncurrentVersionTransitions }], versioned)
  const written = ['1', '2', '3'].map(etag => put('a', { etag }))

  wait(2)

  const classes = written.map(
    ({ versionId }) => store.get({ Bucket: 'b', Key: 'a', VersionId: versionId }).storageClass,
  )
  expect(classes).toEqual(['GLACIER', 'STANDARD', 'STANDARD'])
})

test('uploads that nobody completes end', () => {
  const { store, wait } = setup([
    { Filter: { Prefix: 'a' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
  ])
  const { blob: _, etag: __, ...object } = newObject()
  for (const key of ['a', 'b']) store.createUpload({ bucket: 'b', key, initiator: 'i', object })

  wait(2)

  expect([...store.uploads('b')].map(({ key }) => key)).toEqual(['b'])
})

test('tells when a current version ends', () => {
  const { store, put } = setup([{ Expiration: { Days: 3 } }, { ID: 'soon', Expiration: { Date: 2 * day } }])

  expect(store.expiry('b', put('a'))).toEqual({ at: 2 * day, rule: 'soon' })
  expect(store.expiry('missing', put('a'))).toBeUndefined()
})
