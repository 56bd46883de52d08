import {
  createBucket,
  disableSnapshot,
  enableSnapshot,
  getBucketInfo,
  getStats,
  head,
  listBuckets,
  put,
  removeBucket,
  restoreBucket,
  setBucketCors,
  setBucketLifecycle,
  setBucketMigration,
  setBucketNotifications,
  setBucketTtl,
  setBucketType,
  shareBucket,
  updateBucket,
} from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const scene = {
  buckets: { files: { objects: { a: 'one', b: 'three' } }, open: { public: true } },
  keys: { editor: { roles: { files: 'Editor' } }, reader: { roles: { files: 'ReadOnly' } }, stranger: {} },
} as const

const settings = async (bucket = 'files') => (await dataOf(getBucketInfo(bucket))).settings

test('makes a bucket with locations, a tier, listing and ACLs of objects', async () => {
  await startMock(scene)

  await dataOf(
    createBucket('made', {
      access: 'public',
      allowObjectAcl: true,
      enableDirectoryListing: true,
      defaultTier: 'GLACIER_IR',
      locations: { type: 'dual', values: ['fra', 'iad'] },
    }),
  )

  const info = await dataOf(getBucketInfo('made'))
  expect(info).toMatchObject({
    regions: ['fra', 'iad'],
    locations: { type: 'dual' },
    isSnapshotEnabled: false,
    settings: { allowObjectAcl: true, defaultTier: 'GLACIER_IR' },
  })
  await dataOf(put('x', 'y', { config: { bucket: 'made' } }))
  expect((await fetch('https://made.t3.tigrisfiles.io/?list-type=2')).status).toBe(200)
  expect((await fetch('https://open.t3.tigrisfiles.io/?list-type=2')).status).toBe(403)
})

test('an object has the default tier of its bucket', async () => {
  const mock = await startMock(scene)
  await dataOf(createBucket('cold', { defaultTier: 'STANDARD_IA' }))

  await dataOf(put('x', 'y', { config: { bucket: 'cold' } }))

  expect(mock.world().store.get({ Bucket: 'cold', Key: 'x' }).storageClass).toBe('STANDARD_IA')
})

test('refuses a location that is none, naming the header', async () => {
  const mock = await startMock(scene)

  const { status } = await mock.admin().fetch('/new-one', { method: 'PUT', headers: { 'x-tigris-regions': 'moon' } })

  expect(status).toBe(400)
  expect(mock.log.last?.message).toBe('x-tigris-regions names no region of Tigris')
})

test('lists buckets with what is asked for, page by page', async () => {
  await startMock(scene)
  await dataOf(createBucket('past', { enableSnapshot: true }))

  const { buckets, owner } = await dataOf(listBuckets())

  expect(owner?.id).toMatch(/^flyio_/)
  expect(buckets.map(({ name, type, visibility, regions }) => [name, type, visibility, regions])).toEqual([
    ['files', 'Regular', 'private', ['global']],
    ['open', 'Regular', 'public', ['global']],
    ['past', 'Snapshot', 'private', ['global']],
  ])
  const first = await dataOf(listBuckets({ limit: 2 }))
  const { paginationToken = '' } = first
  expect((await dataOf(listBuckets({ limit: 2, paginationToken }))).buckets.map(({ name }) => name)).toEqual(['past'])
})

test('counts what stands in the buckets', async () => {
  await startMock(scene)

  const { stats, buckets } = await dataOf(getStats())

  expect(stats).toEqual({ activeBuckets: 2, totalObjects: 2, totalStorageBytes: 8, totalUniqueObjects: 2 })
  expect(buckets).toHaveLength(2)
  expect((await dataOf(getBucketInfo('files'))).sizeInfo).toEqual({
    numberOfObjects: 2,
    size: 8,
    numberOfObjectsAllVersions: 2,
  })
})

test('changes settings of a bucket, and leaves all others', async () => {
  await startMock(scene)

  await dataOf(updateBucket('files', { cacheControl: 'max-age=60', enableAdditionalHeaders: true }))
  await dataOf(updateBucket('files', { defaultTier: 'GLACIER_IR', customDomain: 'files.example.com' }))
  await dataOf(updateBucket('files', { softDelete: { enabled: true, retentionDays: 30 } }))
  await dataOf(updateBucket('files', { access: 'public', locations: { type: 'multi', values: 'eur' } }))

  expect(await settings()).toMatchObject({
    additionalHeaders: { 'X-Content-Type-Options': 'nosniff' },
    defaultTier: 'GLACIER_IR',
    customDomain: 'files.example.com',
    softDelete: { enabled: true, retentionDays: 30 },
  })
  expect((await dataOf(getBucketInfo('files'))).locations).toEqual({ type: 'multi', values: 'eur' })
  expect((await fetch('https://files.t3.tigrisfiles.io/a')).status).toBe(200)
  await dataOf(updateBucket('files', { enableAdditionalHeaders: false, softDelete: { enabled: false } }))
  expect(await settings()).toMatchObject({ additionalHeaders: null, softDelete: { enabled: false } })
})

test('sets CORS rules, which preflights see', async () => {
  await startMock(scene)
  const rule = { allowedOrigins: 'https://a.example', allowedMethods: ['GET'], exposeHeaders: 'ETag', maxAge: 60 }

  await dataOf(setBucketCors('files', { rules: [rule] }))
  await dataOf(
    setBucketCors('files', { rules: [{ ...rule, allowedOrigins: '*', allowedMethods: '*' }], override: false }),
  )

  expect((await settings()).corsRules.map(({ allowedOrigins }) => allowedOrigins)).toEqual([
    ['https://a.example'],
    ['*'],
  ])
  const asked = (origin: string, method: string) =>
    fetch('https://t3.storage.dev/files/a', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method },
    }).then(({ status, headers }) => [status, headers.get('access-control-allow-origin')])
  expect(await asked('https://a.example', 'GET')).toEqual([200, 'https://a.example'])
  expect(await asked('https://b.example', 'DELETE')).toEqual([200, '*'])
  await dataOf(setBucketCors('files', { rules: [] }))
  expect((await settings()).corsRules).toEqual([])
})

test('sets lifecycle rules and a time to live, which the clock carries out', async () => {
  const mock = await startMock(scene)

  await dataOf(setBucketTtl('files', { ttlConfig: { days: 3, enabled: true } }))
  await dataOf(
    setBucketLifecycle('files', { lifecycleRules: [{ storageClass: 'GLACIER', days: 1, filter: { prefix: 'a' } }] }),
  )

  expect((await settings()).lifecycleRules).toEqual([
    expect.objectContaining({ storageClass: 'GLACIER', days: 1, filter: { prefix: 'a' } }),
    expect.objectContaining({ enabled: true, expiration: { days: 3, date: undefined } }),
  ])
  mock.clock.advance(2 * 86_400_000)
  expect(mock.world().store.object('files', 'a')?.storageClass).toBe('GLACIER')
  mock.clock.advance(3 * 86_400_000)
  expect(await dataOf(head('a'))).toBeUndefined()
})

test('keeps notifications, migration and shares as they are sent', async () => {
  await startMock(scene)
  const source = { accessKey: 'k', secretKey: 's', region: 'auto', name: 'old', endpoint: 'https://s3.example' }

  await dataOf(
    setBucketNotifications('files', {
      notificationConfig: { url: 'https://hook.example', filter: 'WHERE `key` REGEXP "^a"', auth: { token: 't' } },
    }),
  )
  await dataOf(setBucketMigration('files', { dataMigration: { enabled: true, ...source } }))
  await dataOf(shareBucket('files', { organization: { role: 'ReadOnly' }, user: [{ userId: 'u', role: 'Editor' }] }))

  expect(await settings()).toMatchObject({
    notifications: { enabled: true, url: 'https://hook.example', auth: { token: 't' } },
    dataMigration: { ...source, writeThrough: false },
    shares: { organization: { role: 'ReadOnly' }, team: [], user: [{ userId: 'u', role: 'Editor' }] },
  })
  await dataOf(setBucketNotifications('files', { notificationConfig: {} }))
  await dataOf(setBucketMigration('files', { dataMigration: { enabled: false } }))
  const after = await settings()
  expect([after.notifications, after.dataMigration]).toEqual([undefined, undefined])
})

test('changes the type of a bucket, unless its settings forbid it', async () => {
  await startMock(scene)
  await dataOf(enableSnapshot('files'))
  expect((await dataOf(getBucketInfo('files'))).isSnapshotEnabled).toBe(true)
  expect(await errorOf(setBucketTtl('files', { ttlConfig: { days: 3 } }))).toMatch(/not supported for buckets with/)
  await dataOf(disableSnapshot('files'))

  await dataOf(setBucketTtl('files', { ttlConfig: { days: 3 } }))

  expect(await errorOf(setBucketType('files', 1))).toMatch(/lifecycle rules cannot have snapshots enabled/)
})

test('a deleted bucket with soft delete can be had back with its objects', async () => {
  const mock = await startMock(scene)
  await dataOf(updateBucket('files', { softDelete: { enabled: true, retentionDays: 7 } }))

  expect(await errorOf(removeBucket('files'))).toMatch(/not empty/)
  await dataOf(removeBucket('files', { force: true }))

  expect((await dataOf(listBuckets())).buckets.map(({ name }) => name)).toEqual(['open'])
  expect((await dataOf(listBuckets({ deleted: true }))).buckets).toMatchObject([
    { name: 'files', softDeleteInfo: { enabled: true, retentionDays: 7 } },
  ])
  expect(await errorOf(createBucket('files'))).toMatch(/not available/)
  await dataOf(restoreBucket('files'))
  expect((await dataOf(head('a')))?.size).toBe(3)
  await dataOf(removeBucket('files', { force: true }))
  mock.clock.advance(8 * 86_400_000)
  expect(await errorOf(restoreBucket('files'))).toBe('The specified bucket does not exist')
  await dataOf(createBucket('files'))
})

test('a protected bucket is not deleted', async () => {
  await startMock(scene)
  await dataOf(updateBucket('open', { enableDeleteProtection: true }))

  expect(await errorOf(removeBucket('open', { force: true }))).toMatch(/protected/)
})

test('each setting takes the right of its own call', async () => {
  const mock = await startMock(scene)
  actAs(mock.as('editor'))
  await dataOf(setBucketCors('files', { rules: [{ allowedOrigins: '*' }] }))
  await dataOf(updateBucket('files', { cacheControl: 'no-store' }))

  expect(await errorOf(updateBucket('files', { access: 'public' }))).toBe('Access Denied.')
  expect(mock.log.last?.denied).toMatchObject({ action: 's3:PutBucketAcl', resource: 'arn:aws:s3:::files' })
  actAs(mock.as('reader'))
  expect((await settings()).defaultTier).toBe('STANDARD')
  expect(await errorOf(setBucketTtl('files', { ttlConfig: { days: 3 } }))).toBe('Access Denied.')
  actAs(mock.as('stranger'))
  expect(await errorOf(getBucketInfo('files'))).toBe('Access Denied.')
})

test('refuses a setting that it does not know, by name', async () => {
  const mock = await startMock(scene)
  const body = JSON.stringify({ colour: 'red' })

  const response = await mock.admin().fetch('/files', { method: 'PATCH', body })

  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ Code: 'InvalidArgument', Message: 'colour is not known' })
})

test('reads tell how long an object may be cached, when it does not say so itself', async () => {
  const mock = await startMock({
    buckets: {
      open: { public: true, objects: { 'a.png': { body: 'x', contentType: 'image/png' }, b: 'y' } },
      files: { objects: { 'a.png': { body: 'x', contentType: 'image/png' } } },
    },
  })
  await dataOf(put('own.png', 'x', { contentType: 'image/png', cacheControl: 'no-store', config: { bucket: 'open' } }))
  const told = async (path: string) => {
    const { headers } = await mock.admin().fetch(path)
    return [headers.get('cache-control'), headers.get('x-content-type-options')]
  }

  expect(await told('/open/a.png')).toEqual(['public, max-age=3600', null])
  expect(await told('/open/b')).toEqual([null, null])
  expect(await told('/open/own.png')).toEqual(['no-store', null])
  expect(await told('/files/a.png')).toEqual([null, null])
  await dataOf(updateBucket('files', { cacheControl: 'max-age=5', enableAdditionalHeaders: true }))
  expect(await told('/files/a.png')).toEqual(['max-age=5', 'nosniff'])
})
