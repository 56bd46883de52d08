import {
  createBucket,
  get,
  list,
  listVersions,
  purgeDeletedObject,
  put,
  remove,
  restoreDeletedObject,
  updateBucket,
} from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const start = async () => {
  const mock = await startMock({
    buckets: { files: { objects: { a: 'one', kept: 'x' } } },
    keys: { reader: { roles: { files: 'ReadOnly' } } },
  })
  await dataOf(updateBucket('files', { softDelete: { enabled: true, retentionDays: 7 } }))
  return mock
}

const deleted = async () => (await dataOf(listVersions({ deleted: true }))).versions

test('a deleted object is hidden, listed among the deleted, and can be had back', async () => {
  await start()

  await dataOf(remove('a'))

  expect((await dataOf(list())).items.map(({ name }) => name)).toEqual(['kept'])
  expect((await dataOf(list({ deleted: true }))).items.map(({ name }) => name)).toEqual(['a'])
  const [version] = await deleted()
  expect(version).toMatchObject({ name: 'a', isLatest: true, size: 3, versionId: expect.stringMatching(/^\d{19}$/) })
  await dataOf(restoreDeletedObject('a', version?.versionId ?? ''))
  expect(await dataOf(get('a', 'string'))).toBe('one')
  expect(await deleted()).toEqual([])
})

test('every deletion keeps a version of its own', async () => {
  await start()
  await dataOf(remove('a'))
  await dataOf(put('a', 'two'))
  await dataOf(remove('a'))

  const [newer, older] = await deleted()
  await dataOf(restoreDeletedObject('a', older?.versionId ?? ''))

  expect(await dataOf(get('a', 'string'))).toBe('one')
  expect((await deleted()).map(({ versionId }) => versionId)).toEqual([newer?.versionId])
})

test('purges a deleted version before its time', async () => {
  await start()
  await dataOf(remove('a'))
  const [version] = await deleted()

  await dataOf(purgeDeletedObject('a', version?.versionId ?? ''))

  expect(await deleted()).toEqual([])
  expect(await errorOf(purgeDeletedObject('a', version?.versionId ?? ''))).toMatch(/version does not exist/)
})

test('after its time a deleted object is gone for good', async () => {
  const mock = await start()
  await dataOf(remove('a'))
  const [version] = await deleted()

  mock.clock.advance(8 * 86_400_000)

  expect(await deleted()).toEqual([])
  expect(await errorOf(restoreDeletedObject('a', version?.versionId ?? ''))).toMatch(/version does not exist/)
})

test('on a bucket with snapshots the deletion of a version is soft, and a plain one writes a marker', async () => {
  const mock = await start()
  const headers = { 'x-tigris-enable-snapshot': 'true', 'x-tigris-soft-delete': 'true' }
  await mock.admin().fetch('/past', { method: 'PUT', headers })
  const at = { config: { bucket: 'past' } }
  await dataOf(put('b', 'v1', at))
  await dataOf(put('b', 'v2', at))
  const { versions } = await dataOf(listVersions(at))
  const old = versions.at(-1)?.versionId ?? ''

  await dataOf(remove('b', { versionId: old, ...at }))
  await dataOf(remove('b', at))

  const view = await dataOf(listVersions({ deleted: true, ...at }))
  expect(view.versions.map(({ versionId }) => versionId)).toEqual([old])
  await dataOf(restoreDeletedObject('b', old, at))
  const after = await dataOf(listVersions(at))
  expect(after.versions.map(({ versionId }) => versionId)).toEqual([versions[0]?.versionId, old])
  expect(after.deleteMarkers).toHaveLength(1)
})

test('bringing back takes the right of RestoreObject, purging that of DeleteObject', async () => {
  const mock = await start()
  await dataOf(remove('a'))
  const [version] = await deleted()
  actAs(mock.as('reader'))

  await errorOf(purgeDeletedObject('a', version?.versionId ?? ''))

  expect(mock.log.last?.denied).toMatchObject({ action: 's3:DeleteObject', resource: 'arn:aws:s3:::files/a' })
  await dataOf(restoreDeletedObject('a', version?.versionId ?? ''))
})

test.each(['6', '91', 'perhaps'])('refuses to keep deleted things for %s days', async value => {
  const mock = await start()
  const headers = { 'x-tigris-soft-delete': value }

  expect((await mock.admin().fetch('/new-one', { method: 'PUT', headers })).status).toBe(400)
})

test('makes a bucket whose deletions are soft by a header', async () => {
  const mock = await start()
  await dataOf(createBucket('plain'))
  await mock.admin().fetch('/soft', { method: 'PUT', headers: { 'x-tigris-soft-delete': '8' } })

  expect(mock.world().store.bucket('soft')?.settings.softDelete).toEqual({ days: 8 })
  expect(mock.world().store.bucket('plain')?.settings.softDelete).toBeUndefined()
})
