import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ListVersionsPage, Store } from '../../src/store/types.js'
import { errorOf, put, setup } from './setup.js'

const address = { Bucket: 'b', Key: 'a' }

const shown = (page: ListVersionsPage): string[] =>
  page.entries.map(entry => {
    if ('prefix' in entry) return `${entry.prefix}…`
    const { key, etag, deleteMarker } = entry.object
    return `${key} ${deleteMarker ? 'deleted' : etag}${entry.latest ? ' latest' : ''}`
  })

const history = (store: Store): string[] => shown(store.listVersions('b', { limit: 100 }))

test('every write of a versioned bucket is kept under an id of its own', () => {
  const { store } = setup({ versioning: 'Enabled' })
  const first = put(store, 'a', { etag: '1' })
  const second = put(store, 'a', { etag: '2' })

  expect(first.versionId).not.toBe(second.versionId)
  expect(first.versionId).toHaveLength(32)
  expect(store.get({ ...address, VersionId: first.versionId })).toBe(first)
  expect(store.get(address)).toBe(second)
  expect(history(store)).toEqual(['a 2 latest', 'a 1'])
})

test('deleting without a version hides the key behind a marker', () => {
  const { store } = setup({ versioning: 'Enabled' })
  const first = put(store, 'a', { etag: '1' })

  const { deleteMarker, versionId } = store.remove(address)

  expect(deleteMarker).toBe(true)
  expect(errorOf(() => store.get(address))).toEqual(
    expect.objectContaining({
      code: 'NoSuchKey',
      details: { Bucket: 'b', Key: 'a', VersionId: versionId, DeleteMarker: 'true' },
    }),
  )
  expect(errorOf(() => store.get({ ...address, VersionId: versionId }))).toMatchObject({
    code: 'MethodNotAllowed',
    details: { VersionId: versionId, DeleteMarker: 'true' },
  })
  expect(store.object('b', 'a')).toBeUndefined()
  expect(store.object('b', 'a', versionId)).toMatchObject({ deleteMarker: true, owner: 'owner-1' })
  expect(store.get({ ...address, VersionId: first.versionId })).toBe(first)
  expect(history(store)).toEqual(['a deleted latest', 'a 1'])
})

test('a marker belongs to whom the caller names, or to the account of the bucket', () => {
  const { store } = setup({ versioning: 'Enabled' })
  const named = store.remove(address, 'owner-2')
  const unnamed = store.remove({ Bucket: 'b', Key: 'never there' })

  expect(store.object('b', 'a', named.versionId)?.owner).toBe('owner-2')
  expect(store.object('b', 'never there', unnamed.versionId)?.owner).toBe('main')
})

test('deleting the marker brings the object back', () => {
  const { store } = setup({ versioning: 'Enabled' })
  put(store, 'a', { etag: '1' })
  const { versionId } = store.remove(address)

  expect(store.remove({ ...address, VersionId: versionId })).toEqual({ deleteMarker: true, versionId })
  expect(store.get(address).etag).toBe('1')
})

test('deleting a version takes it away for good, and the last one takes the key', () => {
  const { store } = setup({ versioning: 'Enabled' })
  const first = put(store, 'a', { etag: '1' })
  const second = put(store, 'a', { etag: '2' })

  expect(store.remove({ ...address, VersionId: second.versionId })).toEqual({
    deleteMarker: false,
    versionId: second.versionId,
  })
  expect(store.get(address)).toBe(first)
  store.remove({ ...address, VersionId: first.versionId })
  expect(store.size('b')).toBe(0)
})

test('deleting a version that is not there succeeds and changes nothing', () => {
  const { store } = setup({ versioning: 'Enabled' })
  put(store, 'a', { etag: '1' })

  expect(store.remove({ ...address, VersionId: 'unknown' })).toEqual({ deleteMarker: false, versionId: 'unknown' })
  expect(store.remove({ Bucket: 'b', Key: 'z', VersionId: 'unknown' }).deleteMarker).toBe(false)
  expect(history(store)).toEqual(['a 1 latest'])
})

test('objects from before versioning keep the null version', () => {
  const { store } = setup()
  put(store, 'a', { etag: 'old' })
  store.updateBucket('b', { versioning: 'Enabled' })
  put(store, 'a', { etag: 'new' })

  expect(store.get({ ...address, VersionId: 'null' }).etag).toBe('old')
  expect(history(store)).toEqual(['a new latest', 'a old'])
})

test('writes while versioning is suspended replace the null version only', () => {
  const { store } = setup()
  put(store, 'a', { etag: 'null-1' })
  store.updateBucket('b', { versioning: 'Enabled' })
  put(store, 'a', { etag: 'kept' })
  store.updateBucket('b', { versioning: 'Suspended' })

  expect(put(store, 'a', { etag: 'null-2' }).versionId).toBe('null')

  expect(history(store)).toEqual(['a null-2 latest', 'a kept'])
})

test('deleting while versioning is suspended replaces the null version by a marker', () => {
  const { store } = setup({ versioning: 'Enabled' })
  put(store, 'a', { etag: 'kept' })
  store.updateBucket('b', { versioning: 'Suspended' })
  put(store, 'a', { etag: 'null' })

  expect(store.remove(address)).toEqual({ deleteMarker: true, versionId: 'null' })

  expect(history(store)).toEqual(['a deleted latest', 'a kept'])
})

test('an update reaches the version that it names', () => {
  const { store } = setup({ versioning: 'Enabled' })
  const first = put(store, 'a', { etag: '1' })
  put(store, 'a', { etag: '2' })

  store.update({ ...address, VersionId: first.versionId }, { legalHold: true })

  expect(store.get({ ...address, VersionId: first.versionId }).legalHold).toBe(true)
  expect(store.get(address).legalHold).toBeUndefined()
  expect(history(store)).toEqual(['a 2 latest', 'a 1'])
})

test('a bucket that holds only a delete marker is not empty', () => {
  const { store } = setup({ versioning: 'Enabled' })
  store.remove(address)

  expect(errorOf(() => store.deleteBucket('b')).code).toBe('BucketNotEmpty')
})

test('pages of versions together are the full list', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'a/1', 'a/2', 'b', 'c/1', 'd'), remove: fc.boolean() })
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 25 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('', '/'),
      fc.constantFrom('', 'a'),
      (steps, limit, delimiter, prefix) => {
        const { store } = setup({ versioning: 'Enabled' })
        for (const { key, remove } of steps) {
          if (remove) store.remove({ Bucket: 'b', Key: key })
          else put(store, key)
        }
        const found: string[] = []
        let page: ListVersionsPage | undefined
        do {
          const marker = { keyMarker: page?.nextKey, versionIdMarker: page?.nextVersionId }
          page = store.listVersions('b', { limit, delimiter, prefix, ...marker })
          found.push(...shown(page))
        } while (page.truncated)

        const all = store.listVersions('b', { limit: 1000, delimiter, prefix })
        expect(found).toEqual(shown(all))
        const grouped = (key: string) => delimiter !== '' && key.slice(prefix.length).includes(delimiter)
        const plain = steps.filter(({ key }) => key.startsWith(prefix) && !grouped(key))
        expect(found.filter(each => !each.endsWith('…'))).toHaveLength(plain.length)
      },
    ),
    { numRuns: 300 },
  )
})

test('a page continues although its marker was deleted meanwhile', () => {
  const { store } = setup({ versioning: 'Enabled' })
  for (const etag of ['1', '2', '3']) put(store, 'a', { etag })
  put(store, 'b', { etag: 'b1' })
  const page = store.listVersions('b', { limit: 2 })
  for (const entry of page.entries) {
    if ('object' in entry) store.remove({ ...address, VersionId: entry.object.versionId })
  }

  const rest = store.listVersions('b', { limit: 9, keyMarker: page.nextKey, versionIdMarker: page.nextVersionId })

  expect(shown(rest)).toEqual(['a 1 latest', 'b b1 latest'])
})

test('a key marker alone skips all versions of its key', () => {
  const { store } = setup({ versioning: 'Enabled' })
  for (const key of ['a', 'a', 'b']) put(store, key, { etag: key })

  expect(shown(store.listVersions('b', { limit: 9, keyMarker: 'a' }))).toEqual(['b b latest'])
})

test('a version marker needs a key marker', () => {
  const { store } = setup({ versioning: 'Enabled' })

  expect(errorOf(() => store.listVersions('b', { limit: 9, versionIdMarker: 'x' })).code).toBe('InvalidArgument')
})
