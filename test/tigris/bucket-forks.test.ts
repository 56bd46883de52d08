import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import {
  createBucket,
  createBucketSnapshot,
  disableSnapshot,
  get,
  getBucketInfo,
  list,
  listForks,
  mergeFork,
  put,
  rebaseFork,
  remove,
  removeBucket,
} from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const at = (bucket: string) => ({ config: { bucket } })
const read = (key: string, bucket: string) => dataOf(get(key, 'string', at(bucket)))
const keysOf = async (bucket: string) => (await dataOf(list(at(bucket)))).items.map(({ name }) => name)

const withParent = async () => {
  const keys = { reader: { roles: { parent: 'ReadOnly' } }, stranger: {} }
  const mock = await startMock({ buckets: { parent: { snapshots: true } }, keys }, 'parent')
  await dataOf(put('a', 'one'))
  await dataOf(put('b', 'one'))
  return mock
}

const fork = (name: string, sourceBucketSnapshot?: string) =>
  dataOf(
    createBucket(name, {
      sourceBucketName: 'parent',
      ...(sourceBucketSnapshot !== undefined && { sourceBucketSnapshot }),
    }),
  )

test('a fork has the objects of its source, and neither sees what the other writes', async () => {
  await withParent()

  await fork('child')
  await dataOf(put('a', 'of the fork', at('child')))
  await dataOf(put('c', 'of the parent'))

  expect(await keysOf('child')).toEqual(['a', 'b'])
  expect(await read('a', 'child')).toBe('of the fork')
  expect(await read('a', 'parent')).toBe('one')
  expect(await keysOf('parent')).toEqual(['a', 'b', 'c'])
})

test('a fork of a snapshot has the state of then, and its own writes', async () => {
  await withParent()
  const { snapshotVersion } = await dataOf(createBucketSnapshot('parent'))
  await dataOf(put('a', 'two'))
  await dataOf(put('late', 'x'))

  await fork('child', snapshotVersion)
  await dataOf(put('own', 'y', at('child')))

  expect(await keysOf('child')).toEqual(['a', 'b', 'own'])
  expect(await read('a', 'child')).toBe('one')
  await dataOf(put('a', 'three', at('child')))
  expect(await read('a', 'child')).toBe('three')
  expect(await read('a', 'parent')).toBe('two')
})

test('tells the lineage in HeadBucket, in the metadata and in the list of forks', async () => {
  const mock = await withParent()
  const { snapshotVersion } = await dataOf(createBucketSnapshot('parent'))
  await fork('child', snapshotVersion)
  const headersOf = async (Bucket: string) => {
    const seen: Record<string, string> = {}
    const s3 = new S3Client(mock.admin().clientConfig)
    s3.middlewareStack.add(
      next => async args => {
        const result = await next(args)
        Object.assign(seen, (result.response as { headers: Record<string, string> }).headers)
        return result
      },
      { step: 'deserialize' },
    )
    await s3.send(new HeadBucketCommand({ Bucket }))
    return seen
  }

  expect(await headersOf('parent')).toMatchObject({
    'x-tigris-enable-snapshot': 'true',
    'x-tigris-is-fork-parent': 'true',
  })
  expect(await headersOf('child')).toMatchObject({
    'x-tigris-enable-snapshot': 'true',
    'x-tigris-fork-source-bucket': 'parent',
    'x-tigris-fork-source-bucket-snapshot': snapshotVersion,
  })
  expect(await headersOf('child')).not.toHaveProperty('x-tigris-is-fork-parent')
  expect((await dataOf(getBucketInfo('child'))).forkInfo?.parents[0]).toMatchObject({
    bucketName: 'parent',
    snapshot: snapshotVersion,
  })
  const { forks } = await dataOf(listForks('parent'))
  expect(forks.map(({ name, snapshot }) => [name, snapshot])).toEqual([['child', snapshotVersion]])
})

test('brings the changes of a fork to its parent', async () => {
  await withParent()
  await fork('child')
  await dataOf(put('a', 'of the fork', at('child')))
  await dataOf(remove('b', at('child')))
  await dataOf(put('c', 'of the parent'))

  const { snapshotVersion } = await dataOf(mergeFork('child', 'parent'))

  expect(snapshotVersion).toMatch(/^\d{19}$/)
  expect(await keysOf('parent')).toEqual(['a', 'c'])
  expect(await read('a', 'parent')).toBe('of the fork')
  expect(await keysOf('child')).toEqual(['a'])
})

test('brings the changes of the parent to a fork, which keeps its own', async () => {
  await withParent()
  await fork('child')
  await dataOf(put('a', 'of the fork', at('child')))
  await dataOf(put('a', 'of the parent'))
  await dataOf(put('c', 'of the parent'))
  await dataOf(remove('b'))

  await dataOf(rebaseFork('child'))

  expect(await keysOf('child')).toEqual(['a', 'c'])
  expect(await read('a', 'child')).toBe('of the fork')
  await dataOf(put('c', 'newer'))
  await dataOf(mergeFork('child', 'parent'))
  expect(await read('a', 'parent')).toBe('of the fork')
  expect(await read('c', 'parent')).toBe('newer')
})

test('refuses to merge what is no fork, and to rebase what has no parent', async () => {
  await withParent()
  await dataOf(createBucket('other', { enableSnapshot: true }))

  expect(await errorOf(mergeFork('other', 'parent'))).toBe('other is not a direct fork of parent')
  expect(await errorOf(rebaseFork('other'))).toBe('Bucket other is not a fork')
})

test('refuses to fork a bucket that keeps no versions, and one that is not there', async () => {
  await startMock({ buckets: { plain: {} } })

  expect(await errorOf(createBucket('child', { sourceBucketName: 'plain' }))).toMatch(/Snapshots are not enabled/)
  expect(await errorOf(createBucket('child', { sourceBucketName: 'none' }))).toMatch(/does not exist/)
})

test('a parent is neither deleted nor changed in type while it has forks', async () => {
  await withParent()
  await fork('child')

  expect(await errorOf(removeBucket('parent', { force: true }))).toMatch(/has forks/)
  expect(await errorOf(disableSnapshot('parent'))).toMatch(/dependent forks/)
  expect(await errorOf(disableSnapshot('child'))).toMatch(/is a fork or has forks/)
  await dataOf(removeBucket('child', { force: true }))
  await dataOf(removeBucket('parent', { force: true }))
})

test('forking reads the source: a reader may, a stranger may not', async () => {
  const mock = await withParent()
  actAs(mock.as('reader'))
  await fork('mine')

  actAs(mock.as('stranger'))
  expect(await errorOf(createBucket('theirs', { sourceBucketName: 'parent' }))).toMatch(/Access Denied/)
  expect(mock.log.last?.denied).toMatchObject({ action: 's3:ListBucket', resource: 'arn:aws:s3:::parent' })
})
