import { createHash } from 'node:crypto'
import { UploadPartCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf } from './s3-setup.js'
import { takingKeys } from './setting-setup.js'
import { beginUpload } from './upload-setup.js'

const bytes = Buffer.alloc(32, 1)
const key = {
  SSECustomerAlgorithm: 'AES256',
  SSECustomerKey: bytes.toString('base64'),
  SSECustomerKeyMD5: createHash('md5').update(bytes).digest('base64'),
}

test('an upload with a checksum needs its key for completing, too', async () => {
  const { s3 } = await takingKeys()
  const { upload, complete } = await beginUpload(s3, [], { ...key, ChecksumAlgorithm: 'SHA256' })
  const part = new UploadPartCommand({ ...upload, ...key, PartNumber: 1, Body: 'a', ChecksumAlgorithm: 'SHA256' })
  const { ETag, ChecksumSHA256 } = await s3.send(part)
  const list = [{ PartNumber: 1, ETag, ChecksumSHA256 }]

  expect(await refusalOf(complete(list))).toEqual([400, 'InvalidRequest'])
  expect((await complete(list, key)).ChecksumType).toBe('COMPOSITE')
})

test('an upload in parts under a key gets no checksum that it did not ask for', async () => {
  const { s3 } = await takingKeys()
  const { upload, complete } = await beginUpload(s3, [], { ...key, ChecksumAlgorithm: undefined })
  const { ETag } = await s3.send(new UploadPartCommand({ ...upload, ...key, PartNumber: 1, Body: 'a' }))

  expect((await complete([{ PartNumber: 1, ETag }])).ChecksumType).toBeUndefined()
})
