import {
  CopyObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { checksumOf } from '../../src/protocol/checksums.js'
import { setup } from './s3-setup.js'
import { beginUpload } from './upload-setup.js'

const target = { Bucket: 'samples', Key: 'a.txt' }
const part = 'x'.repeat(5 * 1024 ** 2)

/** A client that sends checksums only where it must. */
const quiet = () => {
  const { mock, clientOf } = setup({ dialect: 'aws', buckets: { samples: { objects: { 'old.txt': 'old' } } } })
  return clientOf(mock.admin(), { requestChecksumCalculation: 'WHEN_REQUIRED' })
}

const crc64 = (text: string) => checksumOf('CRC64NVME', Buffer.from(text))

test('an object whose writer sends no checksum gets a CRC64NVME', async () => {
  const s3 = quiet()

  const put = await s3.send(new PutObjectCommand({ ...target, Body: 'body' }))
  const head = await s3.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }))

  const expected = { ChecksumCRC64NVME: await crc64('body'), ChecksumType: 'FULL_OBJECT' }
  expect(put).toMatchObject(expected)
  expect(head).toMatchObject(expected)
})

test('the checksum that a writer sends is kept alone', async () => {
  const s3 = quiet()

  const put = await s3.send(new PutObjectCommand({ ...target, Body: 'body', ChecksumAlgorithm: 'SHA1' }))

  expect(put.ChecksumSHA1).toBe(await checksumOf('SHA1', Buffer.from('body')))
  expect(put.ChecksumCRC64NVME).toBeUndefined()
})

test('an upload in parts without an algorithm is joined to one CRC64NVME, whatever its parts declare', async () => {
  const s3 = quiet()
  const { upload, parts, complete } = await beginUpload(s3, [part])
  const CopySource = 'samples/old.txt'
  const copied = await s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 2, CopySource }))

  const made = await complete([...parts, { PartNumber: 2, ETag: copied.CopyPartResult?.ETag }])

  expect(made).toMatchObject({ ChecksumCRC64NVME: await crc64(`${part}old`), ChecksumType: 'FULL_OBJECT' })
  const { ObjectParts } = await s3.send(
    new GetObjectAttributesCommand({ Bucket: 'samples', Key: 'made.txt', ObjectAttributes: ['ObjectParts'] }),
  )
  expect(ObjectParts).toEqual({ TotalPartsCount: 2 })
})

test('a part that is read alone has its own checksum, of the type of the whole', async () => {
  const s3 = quiet()
  const { complete } = await beginUpload(s3, [part, 'end'], { ChecksumAlgorithm: 'SHA256' })
  await complete()

  const read = await s3.send(
    new GetObjectCommand({ Bucket: 'samples', Key: 'made.txt', PartNumber: 2, ChecksumMode: 'ENABLED' }),
  )

  const ChecksumSHA256 = await checksumOf('SHA256', Buffer.from('end'))
  expect(read).toMatchObject({ ChecksumSHA256, ChecksumType: 'COMPOSITE' })
})

test('a copy of an object without checksum gets one', async () => {
  const s3 = quiet()

  const { CopyObjectResult } = await s3.send(new CopyObjectCommand({ ...target, CopySource: 'samples/old.txt' }))

  expect(CopyObjectResult).toMatchObject({ ChecksumCRC64NVME: await crc64('old'), ChecksumType: 'FULL_OBJECT' })
})

test('tigris adds no checksum of its own', async () => {
  const { mock, clientOf } = setup()
  const s3 = clientOf(mock.admin(), { requestChecksumCalculation: 'WHEN_REQUIRED' })

  expect((await s3.send(new PutObjectCommand({ ...target, Body: 'body' }))).ChecksumType).toBeUndefined()
})
