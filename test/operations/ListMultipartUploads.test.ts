import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const begin = async (s3: S3Client, ...keys: readonly string[]): Promise<string[]> => {
  const ids: string[] = []
  for (const Key of keys) {
    const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'samples', Key }))
    ids.push(UploadId)
  }
  return ids
}

test('lists unfinished uploads by key, then by the time of beginning', async () => {
  const { mock, s3 } = setup()
  const [b, a1, a2] = await begin(s3, 'b', 'a', 'a')

  const listed = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'samples' }))

  expect(listed.Uploads?.map(upload => [upload.Key, upload.UploadId])).toEqual([
    ['a', a1],
    ['a', a2],
    ['b', b],
  ])
  expect(listed.Uploads?.[0]).toMatchObject({
    StorageClass: 'STANDARD',
    Owner: { ID: mock.dialect.identity.account },
    Initiator: { ID: mock.log.last?.principal?.arn },
  })
  expect(listed).toMatchObject({ Bucket: 'samples', MaxUploads: 1000, IsTruncated: false })
})

test('a prefix narrows the list and a delimiter groups it', async () => {
  const { s3 } = setup()
  await begin(s3, 'logs/1/a', 'logs/2/a', 'logs/b', 'other')

  const listed = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'samples', Prefix: 'logs/', Delimiter: '/' }))

  expect(listed.Uploads?.map(upload => upload.Key)).toEqual(['logs/b'])
  expect(listed.CommonPrefixes).toEqual([{ Prefix: 'logs/1/' }, { Prefix: 'logs/2/' }])
  expect(listed).toMatchObject({ Prefix: 'logs/', Delimiter: '/' })
})

const listFrom = async (s3: S3Client, input: ListMultipartUploadsCommandInput): Promise<(string | undefined)[]> => {
  const page = await s3.send(new ListMultipartUploadsCommand(input))
  const found = [
    ...(page.Uploads ?? []).map(({ UploadId }) => UploadId),
    ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
  ]
  const next = { ...input, KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  return page.IsTruncated ? [...found, ...(await listFrom(s3, next))] : found
}

test.each([1, 2, 3, 9])('pages of %i hold each upload once', async MaxUploads => {
  const { s3 } = setup()
  const [a1, a2, a3, , , c] = await begin(s3, 'a', 'a', 'a', 'b/1', 'b/2', 'c')

  const found = await listFrom(s3, { Bucket: 'samples', MaxUploads, Delimiter: '/' })

  expect(found.sort()).toEqual([a1, a2, a3, 'b/', c].sort())
})

test('a marker whose upload is gone loses none of the others', async () => {
  const { s3 } = setup()
  const [first, second] = await begin(s3, 'a', 'a')
  await s3.send(new AbortMultipartUploadCommand({ Bucket: 'samples', Key: 'a', UploadId: first }))

  const found = await listFrom(s3, { Bucket: 'samples', KeyMarker: 'a', UploadIdMarker: first })

  expect(found).toEqual([second])
})

test('an upload marker without a key marker means nothing', async () => {
  const { s3 } = setup()
  const ids = await begin(s3, 'a', 'b')

  expect(await listFrom(s3, { Bucket: 'samples', UploadIdMarker: ids[1] })).toEqual(ids)
})

test('url encoding covers keys and prefixes', async () => {
  const { mock, s3 } = setup()
  await begin(s3, 'a b/1', 'c+d')

  const text = await (await mock.admin().fetch('/samples?uploads&encoding-type=url&delimiter=/')).text()

  expect(text).toContain('<Key>c%2Bd</Key>')
  expect(text).toContain('<Prefix>a+b/</Prefix>')
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  const call = s3.send(new ListMultipartUploadsCommand({ Bucket: 'missing' }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchBucket'])
})

test('needs its right on the bucket', async () => {
  const { mock, clientOf } = setup()

  const call = clientOf(mock.as('nobody')).send(new ListMultipartUploadsCommand({ Bucket: 'samples' }))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:ListBucketMultipartUploads', 'arn:aws:s3:::samples'])
})

test.each(['max-uploads=-1', 'encoding-type=hex'])('refuses %s', async query => {
  const { mock } = setup()

  expect(await answerOf(await mock.admin().fetch(`/samples?uploads&${query}`))).toEqual([400, 'InvalidArgument'])
})
