import {
  createBucket,
  createBucketSnapshot,
  deleteBucketSnapshot,
  get,
  getPresignedUrl,
  head,
  list,
  listBucketSnapshots,
  listBuckets,
  listVersions,
  put,
  remove,
  removeBucket,
} from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const scene = {
  buckets: { past: { snapshots: true } },
  keys: { reader: { roles: { past: 'ReadOnly' } }, stranger: {} },
} as const

const withPast = async () => {
  const mock = await startMock(scene, 'past')
  await dataOf(put('a.txt', 'one'))
  const { snapshotVersion } = await dataOf(createBucketSnapshot('past', { name: 'first light' }))
  await dataOf(put('a.txt', 'two'))
  await dataOf(put('b.txt', 'new'))
  return { mock, snapshotVersion }
}

test('a snapshot is named by the nanosecond in which it was taken', async () => {
  const { snapshotVersion } = await withPast()

  expect(snapshotVersion).toMatch(/^\d{19}$/)
  const later = await dataOf(createBucketSnapshot('past'))
  const { snapshots } = await dataOf(listBucketSnapshots('past'))
  expect(snapshots.map(({ name, version }) => [name, version])).toEqual([
    [undefined, later.snapshotVersion],
    ['first light', snapshotVersion],
  ])
  expect(snapshots[0]?.creationDate?.getTime()).toBe(Number(BigInt(later.snapshotVersion) / 1_000_000n))
})

test('reads and lists a bucket as it was', async () => {
  const { snapshotVersion } = await withPast()

  expect(await dataOf(get('a.txt', 'string', { snapshotVersion }))).toBe('one')
  expect(await dataOf(get('a.txt', 'string'))).toBe('two')
  expect(await errorOf(get('b.txt', 'string', { snapshotVersion }))).toBe('File not found in Tigris Storage')
  expect(await dataOf(head('b.txt', { snapshotVersion }))).toBeUndefined()
  expect((await dataOf(head('a.txt', { snapshotVersion })))?.size).toBe(3)
  expect((await dataOf(list({ snapshotVersion }))).items.map(({ name }) => name)).toEqual(['a.txt'])
})

test('any nanosecond names a state, not only those of snapshots', async () => {
  const { mock } = await withPast()
  mock.clock.advance(300_000)
  const between = `${BigInt(mock.clock.now().getTime()) * 1_000_000n}`
  mock.clock.advance(300_000)
  await dataOf(put('a.txt', 'three'))
  await dataOf(remove('b.txt'))

  expect(await dataOf(get('a.txt', 'string', { snapshotVersion: between }))).toBe('two')
  expect(await dataOf(get('b.txt', 'string', { snapshotVersion: between }))).toBe('new')
  expect(await dataOf(head('b.txt'))).toBeUndefined()
  expect((await dataOf(list({ snapshotVersion: '1' }))).items).toEqual([])
})

test('keeps every version of an object, and marks deletions', async () => {
  await withPast()
  await dataOf(remove('a.txt'))

  const { versions, deleteMarkers } = await dataOf(listVersions({ prefix: 'a' }))

  expect(versions.map(({ isLatest, size }) => [isLatest, size])).toEqual([
    [false, 3],
    [false, 3],
  ])
  expect(deleteMarkers.map(({ name, isLatest }) => [name, isLatest])).toEqual([['a.txt', true]])
  const oldest = versions.at(-1)?.versionId ?? ''
  expect(oldest).toMatch(/^\d{19}$/)
  expect(await dataOf(get('a.txt', 'string', { versionId: oldest }))).toBe('one')
})

test('a version that is deleted for good is gone from snapshots too', async () => {
  const { snapshotVersion } = await withPast()
  const { versions } = await dataOf(listVersions({ prefix: 'a' }))

  await dataOf(remove('a.txt', { versionId: versions.at(-1)?.versionId ?? '' }))

  expect(await errorOf(get('a.txt', 'string', { snapshotVersion }))).toBe('File not found in Tigris Storage')
})

test('presigns the version that a snapshot has', async () => {
  const { snapshotVersion } = await withPast()

  const { url } = await dataOf(getPresignedUrl('a.txt', { operation: 'get', snapshotVersion }))

  expect(await (await fetch(url)).text()).toBe('one')
})

test('deletes a snapshot, but none that there is not', async () => {
  const { snapshotVersion } = await withPast()

  expect(await errorOf(deleteBucketSnapshot('past', '1'))).toMatch(/The specified snapshot does not exist/)
  await dataOf(deleteBucketSnapshot('past', snapshotVersion))

  expect((await dataOf(listBucketSnapshots('past'))).snapshots).toEqual([])
  expect(await errorOf(deleteBucketSnapshot('none', snapshotVersion))).toMatch(/bucket does not exist/)
})

test('old versions and snapshots alone keep no bucket from being deleted', async () => {
  await startMock({}, 'past')
  await dataOf(createBucket('past', { enableSnapshot: true }))
  await dataOf(put('a', 'x'))
  await dataOf(createBucketSnapshot('past'))

  expect(await errorOf(removeBucket('past'))).toMatch(/not empty/)
  await dataOf(remove('a'))
  await dataOf(removeBucket('past'))
  expect((await dataOf(listBuckets())).buckets).toEqual([])
})

test('a bucket without snapshots has no past', async () => {
  await startMock({ buckets: { files: { objects: { a: 'x' } } } })

  expect(await errorOf(createBucketSnapshot('files'))).toMatch(/Snapshots are not enabled/)
  expect(await errorOf(get('a', 'string', { snapshotVersion: '1' }))).toMatch(/Snapshots are not enabled/)
})

test('who may read a bucket may take snapshots of it, and no one else', async () => {
  const { mock } = await withPast()
  actAs(mock.as('reader'))
  expect((await dataOf(createBucketSnapshot('past'))).snapshotVersion).toMatch(/^\d{19}$/)

  actAs(mock.as('stranger'))
  expect(await errorOf(createBucketSnapshot('past'))).toMatch(/Access Denied/)
  expect(mock.log.last).toMatchObject({
    operation: 'CreateBucketSnapshot',
    denied: { action: 's3:ListBucket', resource: 'arn:aws:s3:::past' },
  })
})
