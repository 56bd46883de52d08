import { ListObjectsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const bucketOf = (...keys: readonly string[]) =>
  setup({ buckets: { samples: { objects: Object.fromEntries(keys.map(key => [key, key])) } } })

test('lists keys with their owner', async () => {
  const { mock, s3 } = bucketOf('b')
  await s3.send(new PutObjectCommand({ Bucket: 'samples', Key: 'a', Body: 'x' }))

  const page = await s3.send(new ListObjectsCommand({ Bucket: 'samples' }))

  expect(page).toMatchObject({ Name: 'samples', Prefix: '', Marker: '', MaxKeys: 1000, IsTruncated: false })
  expect(page.Contents?.map(object => object.Key)).toEqual(['a', 'b'])
  expect(page.Contents?.[0]?.Owner?.ID).toBe(mock.dialect.identity.account)
})

test('without a delimiter the last key is the next marker, and none is told', async () => {
  const { s3 } = bucketOf('a', 'b', 'c')

  const first = await s3.send(new ListObjectsCommand({ Bucket: 'samples', MaxKeys: 2 }))
  const rest = await s3.send(new ListObjectsCommand({ Bucket: 'samples', Marker: first.Contents?.at(-1)?.Key }))

  expect([first.IsTruncated, first.NextMarker]).toEqual([true, undefined])
  expect(rest.Contents?.map(object => object.Key)).toEqual(['c'])
  expect(rest.Marker).toBe('b')
})

test('with a delimiter the next marker leads past a common prefix', async () => {
  const { s3 } = bucketOf('a', 'b/1', 'b/2', 'c')
  const input = { Bucket: 'samples', Delimiter: '/', MaxKeys: 2 }

  const first = await s3.send(new ListObjectsCommand(input))
  const rest = await s3.send(new ListObjectsCommand({ ...input, Marker: first.NextMarker }))

  expect([first.NextMarker, first.CommonPrefixes]).toEqual(['b/', [{ Prefix: 'b/' }]])
  expect([rest.Contents?.map(object => object.Key), rest.CommonPrefixes, rest.NextMarker]).toEqual([
    ['c'],
    undefined,
    undefined,
  ])
})

test('url encoding covers the markers too', async () => {
  const { mock } = bucketOf('a b/1', 'c d/1', 'e')

  const path = '/samples?encoding-type=url&delimiter=/&max-keys=1&marker=a%20'
  const text = await (await mock.admin().fetch(path)).text()

  expect(text).toContain('<Marker>a+</Marker><NextMarker>a+b/</NextMarker>')
})

test('writes the elements in S3’s order', async () => {
  const { mock } = bucketOf('a/1', 'b')

  const text = await (await mock.admin().fetch('/samples?delimiter=/&max-keys=1')).text()

  expect([...text.matchAll(/<([A-Za-z]+)/g)].map(match => match[1]).join(' ')).toBe(
    'ListBucketResult Name Prefix Marker NextMarker MaxKeys Delimiter IsTruncated CommonPrefixes Prefix',
  )
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new ListObjectsCommand({ Bucket: 'missing' })))).toEqual([404, 'NoSuchBucket'])
})

test('needs the right to list the bucket', async () => {
  const { mock, clientOf } = setup()

  const call = clientOf(mock.as('nobody')).send(new ListObjectsCommand({ Bucket: 'samples' }))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:ListBucket', 'arn:aws:s3:::samples'])
})

test.each(['max-keys=-1', 'max-keys=blah', 'encoding-type=xml'])('refuses %s', async query => {
  const { mock } = setup()

  expect(await answerOf(await mock.admin().fetch(`/samples?${query}`))).toEqual([400, 'InvalidArgument'])
})
