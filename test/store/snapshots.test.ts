import { expect, test } from 'vitest'
import { seededIds } from '../../src/contract/host.js'
import { createBlobs } from '../../src/store/blobs.js'
import { compareTexts, emptyTree } from '../../src/store/persistent.js'
import { emptyBucket, type StoreState, type Versions } from '../../src/store/state.js'
import { createStore } from '../../src/store/store.js'
import { createWorld } from '../../src/world/cells.js'
import { newBucket, newObject } from './setup.js'

const names = (page: { readonly entries: readonly object[] }) =>
  page.entries.map(entry => ('object' in entry ? (entry.object as { key: string }).key : ''))

/** A store whose versions are nanoseconds of a clock that stands still, and how often keys are compared in a bucket. */
const setup = (count = 0) => {
  let comparisons = 0
  let objects = emptyTree<string, Versions>((a, b) => {
    comparisons += 1
    return compareTexts(a, b)
  })
  const made = { deleteMarker: false, versionId: '1000000000', modified: 1, ...newObject() }
  for (let index = 0; index < count; index++) {
    const key = `k/${String(index).padStart(6, '0')}`
    objects = objects.with(key, [{ ...made, key }], true)
  }
  const record = { ...newBucket('b', { versioning: 'Enabled' }), created: 0 }
  const buckets = emptyTree<string, ReturnType<typeof emptyBucket>>(compareTexts)
  const state: StoreState = { buckets: buckets.with('b', { ...emptyBucket(record), objects }, true) }
  const clock = { now: 1_700_000_000_000 }
  const store = createStore(createWorld({ store: state }).cell('store'), {
    ...{ now: () => clock.now, ids: seededIds('test'), blobs: createBlobs(), nanoseconds: true },
  })
  const counted = (use: () => unknown): number => {
    comparisons = 0
    use()
    return comparisons
  }
  return { store, clock, counted }
}

const fork = newBucket('fork', { versioning: 'Enabled' })

test('versions and snapshots of one millisecond have an order', () => {
  const { store } = setup()
  const first = store.put({ Bucket: 'b', Key: 'a' }, newObject())
  const { version } = store.takeSnapshot('b')
  const second = store.put({ Bucket: 'b', Key: 'a' }, newObject())

  expect([first.versionId, version, second.versionId]).toEqual([
    '1700000000000000000',
    '1700000000000000001',
    '1700000000000000002',
  ])
  expect(store.asOf('b', BigInt(version)).get({ Bucket: 'b', Key: 'a' })).toBe(first)
})

test('a clock that goes back makes no older version than there is', () => {
  const { store, clock } = setup()
  const first = store.put({ Bucket: 'b', Key: 'a' }, newObject())
  clock.now -= 60_000

  const second = store.put({ Bucket: 'b', Key: 'a' }, newObject())

  expect(BigInt(second.versionId)).toBeGreaterThan(BigInt(first.versionId))
})

test('snapshots and forks of 20,000 objects look at none of them', () => {
  const { store, counted } = setup(20_000)

  const snapshot = counted(() => store.takeSnapshot('b'))
  const ofNow = counted(() => store.forkBucket(fork, 'b'))
  const ofThen = counted(() => store.forkBucket({ ...fork, name: 'then' }, 'b', 1_700_000_000_000_000_000n))
  const past = counted(() => store.asOf('b', 1n))

  expect([snapshot, ofNow, ofThen, past]).toEqual([0, 0, 0, 0])
  expect(names(store.list('then', { limit: 2 }))).toEqual(['k/000000', 'k/000001'])
})

test('a fork of a fork of the past has what each side has written', () => {
  const { store } = setup()
  const put = (Bucket: string, Key: string) => store.put({ Bucket, Key }, newObject())
  put('b', 'a')
  const { version } = store.takeSnapshot('b')
  put('b', 'late')
  store.forkBucket(fork, 'b', BigInt(version))
  put('fork', 'own')
  const inFork = store.takeSnapshot('fork')
  put('fork', 'later')
  store.forkBucket({ ...fork, name: 'grandchild' }, 'fork', BigInt(inFork.version))
  put('grandchild', 'z')

  expect(names(store.list('grandchild', { limit: 9 }))).toEqual(['a', 'own', 'z'])
  expect(names(store.list('fork', { limit: 9 }))).toEqual(['a', 'later', 'own'])
  expect(store.size('fork')).toBe(3)
  expect(store.lineage('grandchild')?.parent).toBe('fork')
})

test('a change of an object of the past reaches its version', () => {
  const { store } = setup()
  const first = store.put({ Bucket: 'b', Key: 'a' }, newObject())
  store.put({ Bucket: 'b', Key: 'a' }, newObject())
  const tags = [{ Key: 'x', Value: 'y' }]

  store.asOf('b', BigInt(first.versionId)).update({ Bucket: 'b', Key: 'a' }, { tags })

  expect(store.get({ Bucket: 'b', Key: 'a', VersionId: first.versionId }).tags).toEqual(tags)
  expect(store.get({ Bucket: 'b', Key: 'a' }).tags).toEqual([])
})

test('what was merged is not merged again, and a rebase is no change of the fork', () => {
  const { store } = setup()
  const put = (Bucket: string, Key: string) => store.put({ Bucket, Key }, newObject())
  put('b', 'a')
  store.forkBucket(fork, 'b')
  put('fork', 'of the fork')
  put('b', 'of the parent')

  store.mergeFork('fork')
  store.rebaseFork('fork')
  const versions = () => store.listVersions('b', { limit: 99 }).entries.length
  const before = versions()
  store.mergeFork('fork')

  expect(versions()).toBe(before)
  expect(names(store.list('fork', { limit: 9 }))).toEqual(['a', 'of the fork', 'of the parent'])
})
