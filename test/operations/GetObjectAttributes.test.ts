import {
  GetObjectAttributesCommand,
  type GetObjectAttributesCommandInput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'
import { refusalIn } from './setting-setup.js'
import { beginUpload } from './upload-setup.js'

const all = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const
const sample = { Bucket: 'samples', Key: 'sample.txt' }
const inAws = () =>
  setup({ dialect: 'aws', buckets: { samples: { objects: { 'sample.txt': 'sample' } } }, keys: { nobody: {} } })

const get = async (s3: S3Client, change: Partial<GetObjectAttributesCommandInput> = {}) => {
  const input = { ...sample, ObjectAttributes: [...all], ...change }
  const { $metadata: _, ...told } = await s3.send(new GetObjectAttributesCommand(input))
  return told
}

test('tells what was asked for', async () => {
  const { s3 } = inAws()

  expect(await get(s3)).toEqual({
    ETag: '5e8ff9bf55ba3508199d22e984129be6',
    StorageClass: 'STANDARD',
    ObjectSize: 6,
    LastModified: expect.any(Date),
  })
  expect(await get(s3, { ObjectAttributes: ['ObjectSize'] })).toEqual({
    ObjectSize: 6,
    LastModified: expect.any(Date),
  })
})

test('tells the checksum of an object that has one', async () => {
  const { s3 } = inAws()
  await s3.send(new PutObjectCommand({ ...sample, Body: 'sample', ChecksumAlgorithm: 'CRC32' }))

  const { Checksum } = await get(s3)

  expect(Checksum).toEqual({ ChecksumCRC32: expect.stringMatching(/^.{6}==$/), ChecksumType: 'FULL_OBJECT' })
})

test('tells parts that have checksums, in pages', async () => {
  const { s3 } = inAws()
  const big = 'x'.repeat(5 * 1024 ** 2)
  const { complete } = await beginUpload(s3, [big, big, 'end'], { ChecksumAlgorithm: 'SHA256' })
  await complete()
  const page = async (PartNumberMarker?: string) =>
    (await get(s3, { Key: 'made.txt', MaxParts: 2, ...(PartNumberMarker && { PartNumberMarker }) })).ObjectParts

  expect(await page()).toMatchObject({
    TotalPartsCount: 3,
    MaxParts: 2,
    IsTruncated: true,
    NextPartNumberMarker: '2',
    Parts: [{ PartNumber: 1, Size: big.length, ChecksumSHA256: expect.stringMatching(/=$/) }, { PartNumber: 2 }],
  })
  expect(await page('2')).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3, Size: 3 }] })
})

test('tells only the number of parts without checksums', async () => {
  const { mock, s3 } = inAws()
  const part = { number: 1, size: 6, etag: 'e' }
  mock.world().store.update(sample, { parts: [part] })

  expect((await get(s3)).ObjectParts).toEqual({ TotalPartsCount: 1 })
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = inAws()

  expect(await refusalOf(get(s3, { Key: 'missing' }))).toEqual([404, 'NoSuchKey'])
})

test.each(['Colour', 'ETag,', ''])('refuses the attributes %j', async asked => {
  const { mock } = inAws()
  const headers = { 'x-amz-object-attributes': asked }

  const response = await mock.admin().fetch('/samples/sample.txt?attributes', { headers })

  expect(await answerOf(response)).toEqual([400, 'InvalidArgument'])
})

test.each([
  ['s3:GetObject', 's3:GetObjectAttributes'],
  ['s3:GetObjectAttributes', 's3:GetObject'],
])('%s alone is not enough', async (Action, missing) => {
  const Statement = { Effect: 'Allow', Action, Resource: '*' } as const
  const { mock, clientOf } = setup({
    dialect: 'aws',
    buckets: { samples: { objects: { 'sample.txt': 'sample' } } },
    keys: { reader: { policies: [{ Version: '2012-10-17', Statement }] } },
  })

  expect(await refusalOf(get(clientOf(mock.as('reader'))))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual([missing, 'arn:aws:s3:::samples/sample.txt'])
})

test.each(['tigris', 'yandex'] as const)('%s refuses it by name', async dialect => {
  expect(await refusalIn(dialect, 'GetObjectAttributes')).toEqual([501, 'NotImplemented'])
})

test('a request that does not say which attributes it wants is this call all the same', async () => {
  const { mock } = inAws()

  const answer = await mock.admin().fetch('/samples/sample.txt?attributes')

  expect(await answerOf(answer)).toEqual([400, 'InvalidRequest'])
  expect(mock.log.last?.operation).toBe('GetObjectAttributes')
})
