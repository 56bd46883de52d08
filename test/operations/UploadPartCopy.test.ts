import { createHash } from 'node:crypto'
import { GetObjectCommand, PutObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { checksumOf } from '../../src/protocol/checksums.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'
import { beginUpload } from './upload-setup.js'

const quotedMd5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`
const CopySource = 'samples/sample.txt'

test('copies an object as a part', async () => {
  const { s3 } = setup()
  const { upload, complete } = await beginUpload(s3)

  const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource }))
  await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }])

  expect(CopyPartResult?.ETag).toBe(quotedMd5('sample'))
  expect(CopyPartResult?.LastModified).toBeInstanceOf(Date)
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'samples', Key: 'made.txt' }))
  expect(await Body?.transformToString()).toBe('sample')
})

test('copies a range, and joins it with other parts', async () => {
  const { s3 } = setup()
  const { upload, parts, complete } = await beginUpload(s3, ['<'])
  const range = { CopySource, CopySourceRange: 'bytes=1-3' }

  const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 2, ...range }))
  await complete([...parts, { PartNumber: 2, ETag: CopyPartResult?.ETag }])

  expect(CopyPartResult?.ETag).toBe(quotedMd5('amp'))
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'samples', Key: 'made.txt', Range: 'bytes=0-2' }))
  expect(await Body?.transformToString()).toBe('<am')
})

test('a range of a large object reads what it names', async () => {
  const { s3 } = setup()
  const bytes = Buffer.alloc(3 * 1024 * 1024, 'abcdefghijklm')
  await s3.send(new PutObjectCommand({ Bucket: 'samples', Key: 'large', Body: bytes }))
  const { upload, complete } = await beginUpload(s3)
  const part = { PartNumber: 1, CopySource: 'samples/large', CopySourceRange: 'bytes=1000-2500999' }

  const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({ ...upload, ...part }))
  await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }])

  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'samples', Key: 'made.txt' }))
  const made = Buffer.from((await Body?.transformToByteArray())!)
  expect(made.equals(bytes.subarray(1000, 2_501_000))).toBe(true)
  expect(CopyPartResult?.ETag).toBe(`"${createHash('md5').update(made).digest('hex')}"`)
})

test('the copied part has the checksum that its upload asks for', async () => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3, [], { ChecksumAlgorithm: 'CRC32C' })
  const part = { PartNumber: 1, CopySource, CopySourceRange: 'bytes=0-2' }

  const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({ ...upload, ...part }))

  expect(CopyPartResult?.ChecksumCRC32C).toBe(await checksumOf('CRC32C', Buffer.from('sam')))
})

test.each([
  [{ CopySourceIfMatch: '"other"' }, [412, 'PreconditionFailed']],
  [{ CopySourceIfNoneMatch: quotedMd5('sample') }, [412, 'PreconditionFailed']],
  [{ CopySourceRange: 'bytes=0-6' }, [400, 'InvalidArgument']],
  [{ CopySourceRange: 'bytes=3-' }, [400, 'InvalidArgument']],
  [{ CopySource: 'samples' }, [400, 'InvalidArgument']],
  [{ CopySource: 'samples/missing' }, [404, 'NoSuchKey']],
  [{ CopySource: 'missing/sample.txt' }, [404, 'NoSuchBucket']],
  [{ UploadId: 'unknown' }, [404, 'NoSuchUpload']],
] as const)('refuses %j', async (change, expected) => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3)

  const call = s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource, ...change }))

  expect(await refusalOf(call)).toEqual(expected)
})

test('conditions that hold let the copy pass', async () => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3)
  const conditions = { CopySourceIfMatch: quotedMd5('sample'), CopySourceIfModifiedSince: new Date(0) }

  const { CopyPartResult } = await s3.send(
    new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource, ...conditions }),
  )

  expect(CopyPartResult?.ETag).toBe(quotedMd5('sample'))
})

test.each([
  ['s3:PutObject', 's3:GetObject', 'arn:aws:s3:::samples/sample.txt'],
  ['s3:GetObject', 's3:PutObject', 'arn:aws:s3:::samples/made.txt'],
])('a key with %s alone lacks %s', async (held, lacking, resource) => {
  const Statement = { Effect: 'Allow', Action: held, Resource: '*' } as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const { mock, s3, clientOf } = setup({
    buckets: { samples: { objects: { 'sample.txt': 'sample' } } },
    keys: { half: { policies } },
  })
  const { upload } = await beginUpload(s3)

  const call = clientOf(mock.as('half')).send(new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource }))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual([lacking, resource])
})
