import { CreateBucketCommand, ListBucketsCommand, paginateListBuckets } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const three = { buckets: { 'logs-b': {}, images: {}, 'logs-a': {} } }

test('lists the buckets by name, with the time of making and the owner', async () => {
  const { mock, s3 } = setup(three)
  await s3.send(new CreateBucketCommand({ Bucket: 'newest' }))

  const { Buckets, Owner } = await s3.send(new ListBucketsCommand({}))

  expect(Buckets?.map(bucket => bucket.Name)).toEqual(['images', 'logs-a', 'logs-b', 'newest'])
  expect(Buckets?.at(-1)?.CreationDate?.getTime()).toBe(mock.world().store.bucket('newest')?.created)
  expect(Owner?.ID).toBe(mock.dialect.identity.account)
})

test('a prefix narrows the list and comes back', async () => {
  const { s3 } = setup(three)

  const { Buckets, Prefix } = await s3.send(new ListBucketsCommand({ Prefix: 'logs-' }))

  expect(Buckets?.map(bucket => bucket.Name)).toEqual(['logs-a', 'logs-b'])
  expect(Prefix).toBe('logs-')
})

test('a region narrows the list, and is told to requests with parameters only', async () => {
  const { s3 } = setup({ ...three, dialect: 'aws' })

  const all = await s3.send(new ListBucketsCommand({}))
  const here = await s3.send(new ListBucketsCommand({ BucketRegion: 'us-east-1' }))
  const elsewhere = await s3.send(new ListBucketsCommand({ BucketRegion: 'eu-west-1' }))

  expect(all.Buckets?.[0]?.BucketRegion).toBeUndefined()
  expect(here.Buckets?.map(bucket => bucket.BucketRegion)).toEqual(['us-east-1', 'us-east-1', 'us-east-1'])
  expect(elsewhere.Buckets ?? []).toEqual([])
})

test.each([1, 2, 3, 4])('pages of %i hold all buckets once', async pageSize => {
  const { s3 } = setup(three)
  const names: (string | undefined)[] = []

  for await (const page of paginateListBuckets({ client: s3, pageSize }, {})) {
    expect(page.Buckets!.length).toBeLessThanOrEqual(pageSize)
    names.push(...page.Buckets!.map(bucket => bucket.Name))
  }

  expect(names).toEqual(['images', 'logs-a', 'logs-b'])
})

test('shows only buckets of the caller’s account', async () => {
  const { mock, s3 } = setup(three)
  mock.world().store.updateBucket('images', { account: 'another' })

  const { Buckets } = await s3.send(new ListBucketsCommand({}))

  expect(Buckets?.map(bucket => bucket.Name)).toEqual(['logs-a', 'logs-b'])
})

test('a key without default rights may not list', async () => {
  const { mock, clientOf } = setup()

  expect(await refusalOf(clientOf(mock.as('nobody')).send(new ListBucketsCommand({})))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:ListAllMyBuckets', '*'])
})

test.each([
  ['a page of none', { MaxBuckets: 0 }],
  ['a page of too many', { MaxBuckets: 10_001 }],
  ['a token that is none', { ContinuationToken: 'nonsense' }],
])('refuses %s', async (_case, input) => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new ListBucketsCommand(input)))).toEqual([400, 'InvalidArgument'])
})
