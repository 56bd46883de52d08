// Each question that the documents leave open: what is assumed, and that a scene can have it otherwise.
import { expect, test } from 'vitest'
import { bothWays, under } from './assumed-setup.js'

const plain = { buckets: { files: { objects: { a: 'x' } } }, keys: { stranger: {} } }
const past = { buckets: { past: { snapshots: true } } }

test('a missing bucket is told as the scene assumes', async () => {
  const shown = await bothWays(async assumed => (await under(assumed, plain).ask('stranger', '/none?location')).code, {
    missingBucket: 'NoSuchBucket',
  })

  expect(shown).toEqual(['AccessDenied', 'NoSuchBucket'])
})

test('the location of a bucket is what the scene assumes', async () => {
  const shown = await bothWays(
    async assumed =>
      /<LocationConstraint[^>]*>([^<]*)/.exec((await under(assumed, plain).ask('admin', '/files?location')).text)?.[1],
    { bucketLocation: 'empty' },
  )

  expect(shown).toEqual(['auto', ''])
})

test.each([
  ['reading a policy', 'getBucketPolicy', 'NoSuchBucketPolicy', '?policy', 'GET', [501, 404]],
  ['deleting a policy', 'deleteBucketPolicy', 'accepted', '?policy', 'DELETE', [501, 204]],
  ['reading the encryption', 'bucketEncryption', 'refused', '?encryption', 'GET', [200, 501]],
  ['reading notifications', 'bucketNotification', 'refused', '?notification', 'GET', [200, 501]],
])('%s', async (_, question, answer, query, method, expected) => {
  const shown = await bothWays(
    async assumed => (await under(assumed, plain).ask('admin', `/files${query}`, method)).status,
    { [question]: answer },
  )

  expect(shown).toEqual(expected)
})

test('a stranger lists the buckets that the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => (await under(assumed, plain).ask('stranger', '/')).text.includes('<Name>files</Name>'),
    { listedBuckets: 'readable' },
  )

  expect(shown).toEqual([true, false])
})

test('a new bucket is listed when the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => {
      const { mock, ask } = under(assumed)
      await ask('admin', '/made', 'PUT')
      const lists = async () => (await ask('admin', '/')).text.includes('made')
      const before = await lists()
      mock.clock.advance(10_000)
      return [before, await lists()]
    },
    { newBucketsListed: 'later' },
  )

  expect(shown).toEqual([
    [true, true],
    [false, true],
  ])
})

test('a bucket of which only the history is left goes, unless the scene assumes otherwise', async () => {
  const shown = await bothWays(
    async assumed => {
      const { ask } = under(assumed, past)
      await ask('admin', '/past/a', 'PUT', {}, 'x')
      await ask('admin', '/past/a', 'DELETE')
      return (await ask('admin', '/past', 'DELETE')).status
    },
    { historyOfBucket: 'keeps' },
  )

  expect(shown).toEqual([204, 409])
})

test('a bucket with soft delete that is deleted by force can be had back, unless the scene assumes otherwise', async () => {
  const shown = await bothWays(
    async assumed => {
      const { ask } = under(assumed)
      await ask('admin', '/soft', 'PUT', { 'x-tigris-soft-delete': 'true' })
      await ask('admin', '/soft', 'DELETE', { 'tigris-force-delete': 'true' })
      return (await ask('admin', '/soft?restore', 'POST')).status
    },
    { forcedDeletion: 'purged' },
  )

  expect(shown).toEqual([200, 404])
})

test('the name of a deleted bucket is free, unless the scene assumes otherwise', async () => {
  const shown = await bothWays(
    async assumed => {
      const { mock, ask } = under(assumed, past)
      await ask('admin', '/past', 'DELETE')
      const again = [(await ask('admin', '/past', 'PUT')).status]
      const restored = (await ask('admin', '/past?restore', 'POST')).status
      mock.clock.advance(300_000)
      return [
        ...again,
        restored,
        (await ask('admin', '/past', 'HEAD')).status,
        (await ask('admin', '/past', 'PUT')).status,
      ]
    },
    { deletedName: 'reserved' },
  )

  expect(shown).toEqual([
    [200, 404, 200, 409],
    [409, 404, 404, 200],
  ])
})

test('deleted objects are listed, unless the scene assumes otherwise', async () => {
  const shown = await bothWays(
    async assumed =>
      (await under(assumed, plain).ask('admin', '/files?list-type=2', 'GET', { 'x-tigris-soft-delete': 'true' }))
        .status,
    { deletedObjects: 'refused' },
  )

  expect(shown).toEqual([200, 501])
})

test('a bucket that keeps no versions has no forks, unless the scene assumes otherwise', async () => {
  const shown = await bothWays(
    async assumed => {
      const { ask } = under(assumed, plain)
      const { status } = await ask('admin', '/fork', 'PUT', { 'x-tigris-fork-source-bucket': 'files' })
      return [status, (await ask('admin', '/fork/a')).text === 'x']
    },
    { forkOfRegular: 'allowed' },
  )

  expect(shown).toEqual([
    [400, false],
    [200, true],
  ])
})
