import { expect, test } from 'vitest'
import { errorOf, newBucket, newObject, put, setup } from './setup.js'

test('an object is written with its key, time and the null version', () => {
  const { store } = setup()

  const written = put(store, 'a', { metadata: { team: 'red' } })

  expect(written).toMatchObject({ key: 'a', versionId: 'null', deleteMarker: false, metadata: { team: 'red' } })
  expect(written.modified).toBeGreaterThan(0)
  expect(store.get({ Bucket: 'b', Key: 'a' })).toBe(written)
  expect(store.object('b', 'a')).toBe(written)
})

test('a second write replaces the first', () => {
  const { store } = setup()
  put(store, 'a', { etag: '1' })
  put(store, 'a', { etag: '2' })

  expect(store.get({ Bucket: 'b', Key: 'a' }).etag).toBe('2')
  expect(store.listVersions('b', { limit: 9 }).entries).toHaveLength(1)
})

test('keys are kept as they are sent', () => {
  const { store } = setup()
  const keys = ['/a', 'a', 'a/', 'a/../b', 'a//b', '%2F', 'ä', 'a\u0308', '\u{1F600}', '__proto__', ' ']
  for (const key of keys) put(store, key, { etag: key })

  expect(keys.map(key => store.get({ Bucket: 'b', Key: key }).etag)).toEqual(keys)
  expect(store.size('b')).toBe(keys.length)
})

test('what is absent throws with its names', () => {
  const { store } = setup()

  expect(errorOf(() => store.get({ Bucket: 'c', Key: 'a' }))).toMatchObject({
    code: 'NoSuchBucket',
    details: { BucketName: 'c' },
  })
  expect(errorOf(() => store.get({ Bucket: 'b', Key: 'a' }))).toMatchObject({
    code: 'NoSuchKey',
    details: { Bucket: 'b', Key: 'a' },
  })
  expect(errorOf(() => store.get({ Bucket: 'b', Key: 'a', VersionId: 'v' }))).toMatchObject({
    code: 'NoSuchVersion',
    details: { Bucket: 'b', Key: 'a', VersionId: 'v' },
  })
  expect(errorOf(() => store.update({ Bucket: 'b', Key: 'a' }, { tags: [] })).code).toBe('NoSuchKey')
})

test('a view finds nothing where a store would throw', () => {
  const { store } = setup()

  expect(store.bucket('c')).toBeUndefined()
  expect(store.object('c', 'a')).toBeUndefined()
  expect(store.object('b', 'a')).toBeUndefined()
  expect(store.upload('c', 'a', 'u')).toBeUndefined()
  expect(store.upload('b', 'a', 'u')).toBeUndefined()
})

test('an update keeps what it does not name, the time too', () => {
  const { store } = setup()
  const before = put(store, 'a', { metadata: { team: 'red' } })

  const after = store.update({ Bucket: 'b', Key: 'a' }, { tags: [{ Key: 'k', Value: 'v' }] })

  expect(after).toEqual({ ...before, tags: [{ Key: 'k', Value: 'v' }] })
  expect(store.get({ Bucket: 'b', Key: 'a' })).toBe(after)
  expect(before.tags).toEqual([])
})

test('deleting succeeds, whether the key is there or not', () => {
  const { store } = setup()
  put(store, 'a')

  expect(store.remove({ Bucket: 'b', Key: 'a' })).toEqual({ deleteMarker: false })
  expect(store.remove({ Bucket: 'b', Key: 'a' })).toEqual({ deleteMarker: false })
  expect(store.size('b')).toBe(0)
})

test('a bucket is made once', () => {
  const { store } = setup()

  expect(errorOf(() => store.createBucket(newBucket('b')))).toMatchObject({
    code: 'BucketAlreadyOwnedByYou',
    details: { BucketName: 'b' },
  })
  expect(errorOf(() => store.createBucket(newBucket('b', { account: 'alt' }))).code).toBe('BucketAlreadyExists')
})

test('buckets are listed by name', () => {
  const { store } = setup()
  store.createBucket(newBucket('c'))
  store.createBucket(newBucket('a'))

  expect([...store.buckets()].map(bucket => bucket.name)).toEqual(['a', 'b', 'c'])
})

test('a bucket takes new settings and keeps its objects', () => {
  const { store } = setup()
  put(store, 'a')

  store.updateBucket('b', { public: true })

  expect(store.requireBucket('b')).toMatchObject({ name: 'b', public: true, region: 'auto' })
  expect(store.size('b')).toBe(1)
  expect(errorOf(() => store.updateBucket('c', {})).code).toBe('NoSuchBucket')
})

test('a bucket with objects is deleted by force only', () => {
  const { store } = setup()
  put(store, 'a')

  expect(errorOf(() => store.deleteBucket('b'))).toMatchObject({ code: 'BucketNotEmpty' })
  store.deleteBucket('b', { force: true })

  expect(store.bucket('b')).toBeUndefined()
  expect(errorOf(() => store.deleteBucket('b')).code).toBe('NoSuchBucket')
})

test('a checkpoint keeps what is written over and deleted later', () => {
  const { store, world, at } = setup()
  put(store, 'a', { etag: 'before' })
  const checkpoint = world.checkpoint()

  put(store, 'a', { etag: 'after' })
  put(store, 'new')
  store.deleteBucket('b', { force: true })
  const restored = at(checkpoint)

  expect(restored.get({ Bucket: 'b', Key: 'a' }).etag).toBe('before')
  expect(restored.size('b')).toBe(1)
})

test('a world that starts from a checkpoint writes apart from its origin', () => {
  const { store, world, at } = setup()
  for (let index = 0; index < 500; index++) put(store, `k${index}`)
  const other = at(world.checkpoint())

  other.remove({ Bucket: 'b', Key: 'k7' })
  other.put({ Bucket: 'b', Key: 'k8' }, newObject({ etag: 'other' }))
  put(store, 'only here')

  expect([store.size('b'), other.size('b')]).toEqual([501, 499])
  expect(store.get({ Bucket: 'b', Key: 'k8' }).etag).not.toBe('other')
  expect(store.object('b', 'k7')).toBeDefined()
})
