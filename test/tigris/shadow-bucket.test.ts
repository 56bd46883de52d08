import { get, head, isMigrated, list, migrate, put, setBucketMigration } from '@tigrisdata/storage'
import { expect, onTestFinished, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'
import { dataOf, errorOf, startMock } from './setup.js'

const endpoint = 'https://s3.us-east-1.amazonaws.com'

const old = { body: 'from before', contentType: 'text/plain', metadata: { team: 'red' } }

/** A bucket of another service, and a bucket of Tigris that shadows it. */
const setup = async (writeThrough = false) => {
  const source = createTigrisMock({
    dialect: 'aws',
    buckets: { old: { objects: { 'd/a b.txt': old, 'other.txt': 'other' } } },
    newBuckets: 'before-2023',
  })
  await source.start()
  onTestFinished(() => source.stop())
  const { host } = new URL(endpoint)
  const mock = await startMock({ buckets: { files: {} }, keys: { stranger: {} }, shadows: { hosts: [host] } })
  const { accessKeyId: accessKey, secretAccessKey: secretKey } = source.admin().credentials
  const dataMigration = {
    enabled: true,
    endpoint,
    region: 'us-east-1',
    name: 'old',
    accessKey,
    secretKey,
    writeThrough,
  }
  await dataOf(setBucketMigration('files', { dataMigration }))
  return { source, mock }
}

test('a read that misses is served from the source, and stands in the bucket from then on', async () => {
  const { source, mock } = await setup()

  expect(await dataOf(get('d/a b.txt', 'string'))).toBe('from before')

  expect(mock.bucket('files').keys()).toEqual(['d/a b.txt'])
  source.bucket('old').put('d/a b.txt', 'changed since')
  expect(await dataOf(get('d/a b.txt', 'string'))).toBe('from before')
  const about = await dataOf(head('d/a b.txt'))
  expect(about).toMatchObject({ contentType: 'text/plain', metadata: { team: 'red' } })
})

test('a look says that the object is still in the source, until it is migrated', async () => {
  const { mock } = await setup()

  expect((await dataOf(head('other.txt')))?.size).toBe(5)
  expect(await dataOf(isMigrated('other.txt'))).toBe(false)
  expect(mock.bucket('files').keys()).toEqual([])

  await dataOf(migrate('other.txt'))
  expect(await dataOf(isMigrated('other.txt'))).toBe(true)
  expect((await dataOf(list())).items.map(({ name }) => name)).toEqual(['other.txt'])
})

test('what neither has is missing, and who may not read learns nothing of the source', async () => {
  const { source, mock } = await setup()

  expect(await errorOf(get('none', 'string'))).toMatch(/does not exist|not found/i)
  const before = [...source.log].length
  expect((await mock.as('stranger').fetch('/files/other.txt')).status).toBe(403)
  expect([...source.log].length).toBe(before)
})

test('writes are passed on where the bucket is set to', async () => {
  const { source } = await setup(true)
  await dataOf(put('new.txt', 'both'))
  expect((await source.bucket('old').get('new.txt'))?.text).toBe('both')
})

test('no host is asked that the scene does not list', async () => {
  const { mock } = await setup()
  const shadow = { endpoint: 'https://s3.example.com', name: 'old', region: 'x', access_key: 'a', secret_key: 'b' }
  await mock.admin().fetch('/files', { method: 'PATCH', body: JSON.stringify({ shadow_bucket: shadow }) })

  const response = await mock.admin().fetch('/files/a')

  expect(response.status).toBe(501)
  expect(await response.text()).toContain('shadows: { hosts: [&apos;s3.example.com&apos;] }'.replaceAll('&apos;', "'"))
})

test('a bucket that shadows itself has what it has, and asks itself once', async () => {
  const own = 'https://t3.storage.dev'
  const mock = await startMock({ buckets: { files: {} }, shadows: { hosts: [new URL(own).host] } })
  const { accessKeyId: accessKey, secretAccessKey: secretKey } = mock.admin().credentials
  const itself = {
    enabled: true,
    endpoint: own,
    region: 'auto',
    name: 'files',
    accessKey,
    secretKey,
    writeThrough: true,
  }
  await dataOf(setBucketMigration('files', { dataMigration: itself }))

  expect(await errorOf(get('missing.txt', 'string'))).toBe('File not found in Tigris Storage')
  await dataOf(put('a.txt', 'text'))
  expect(mock.bucket('files').keys()).toEqual(['a.txt'])
})
