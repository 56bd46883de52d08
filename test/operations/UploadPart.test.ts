import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { GetObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'
import { beginUpload } from './upload-setup.js'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

test('answers the MD5 of the part and its checksum', async () => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3, [], { ChecksumAlgorithm: 'SHA256' })

  const part = await s3.send(
    new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'body', ChecksumAlgorithm: 'SHA256' }),
  )

  expect(part.ETag).toBe(`"${md5('body')}"`)
  expect(part.ChecksumSHA256).toBe(createHash('sha256').update('body').digest('base64'))
})

test('a part sent again replaces the earlier one', async () => {
  const { s3 } = setup()
  const { upload, complete } = await beginUpload(s3, ['first'])

  const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'second' }))
  await complete([{ PartNumber: 1, ETag }])

  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'samples', Key: 'made.txt' }))
  expect(await Body?.transformToString()).toBe('second')
})

test('a part with a wrong MD5 is refused and not kept', async () => {
  const { mock, s3 } = setup()
  const { upload } = await beginUpload(s3)
  const ContentMD5 = Buffer.from(md5('other'), 'hex').toString('base64')

  const call = s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'body', ContentMD5 }))

  expect(await refusalOf(call)).toEqual([400, 'BadDigest'])
  expect(mock.world().store.upload('samples', 'made.txt', upload.UploadId!)?.parts.size).toBe(0)
})

test('a part may not use another algorithm than its upload', async () => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3, [], { ChecksumAlgorithm: 'SHA256' })

  const call = s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'body', ChecksumAlgorithm: 'CRC32' }))

  expect(await refusalOf(call)).toEqual([400, 'InvalidRequest'])
})

test.each(['0', '10001', '-1', 'one', ''])('refuses part number `%s`', async number => {
  const { mock, s3 } = setup()
  const { upload } = await beginUpload(s3)

  const path = `/samples/made.txt?partNumber=${number}&uploadId=${upload.UploadId}`
  const response = await mock.admin().fetch(path, { method: 'PUT', body: 'body' })

  expect(await answerOf(response)).toEqual([400, 'InvalidArgument'])
})

test('the largest part number is 10000', async () => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3)

  const part = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 10_000, Body: 'body' }))

  expect(part.ETag).toBe(`"${md5('body')}"`)
})

test('an unknown upload is NoSuchUpload', async () => {
  const { s3 } = setup()
  const input = { Bucket: 'samples', Key: 'made.txt', UploadId: 'unknown', PartNumber: 1, Body: 'body' }

  expect(await refusalOf(s3.send(new UploadPartCommand(input)))).toEqual([404, 'NoSuchUpload'])
})

test('an upload belongs to its key', async () => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3)

  const call = s3.send(new UploadPartCommand({ ...upload, Key: 'other.txt', PartNumber: 1, Body: 'body' }))

  expect(await refusalOf(call)).toEqual([404, 'NoSuchUpload'])
})

test('the right to put is asked before the upload is looked for', async () => {
  const { mock, clientOf } = setup()
  const input = { Bucket: 'samples', Key: 'made.txt', UploadId: 'unknown', PartNumber: 1, Body: 'body' }

  const call = clientOf(mock.as('nobody')).send(new UploadPartCommand(input))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObject', 'arn:aws:s3:::samples/made.txt'])
})

test('a presigned URL sends a part without credentials', async () => {
  const { mock, s3, clientOf } = setup()
  const { upload, complete } = await beginUpload(s3)
  const signer = clientOf(mock.admin(), { requestChecksumCalculation: 'WHEN_REQUIRED' })
  const url = await getSignedUrl(signer, new UploadPartCommand({ ...upload, PartNumber: 1 }))

  const response = await mock.anonymous().fetch(url, { method: 'PUT', body: 'body' })

  expect([response.status, response.headers.get('etag')]).toEqual([200, `"${md5('body')}"`])
  expect((await complete([{ PartNumber: 1, ETag: `"${md5('body')}"` }])).ETag).toMatch(/-1"$/)
})

// https://github.com/aws/aws-sdk-js-v3/issues/6994: the SDK signs the CRC32 of the empty body that it has by then
test('the checksum of no bytes that the SDK signs into a presigned URL is not held against the part', async () => {
  const { mock, s3 } = setup()
  const { upload } = await beginUpload(s3)
  const url = await getSignedUrl(s3, new UploadPartCommand({ ...upload, PartNumber: 1 }))

  const response = await mock.anonymous().fetch(url, { method: 'PUT', body: 'body' })

  expect(url).toContain('x-amz-checksum-crc32=AAAAAA')
  expect([response.status, response.headers.get('etag')]).toEqual([200, `"${md5('body')}"`])
})

test('a part of unknown length is MissingContentLength', async () => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3)
  s3.middlewareStack.add(
    next => args => {
      const { headers } = args.request as { headers: Record<string, string> }
      for (const name of ['content-length', 'x-amz-decoded-content-length']) delete headers[name]
      return next(args)
    },
    { step: 'build', priority: 'low' },
  )

  const Body = Readable.from([Buffer.from('body')])
  const call = s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body, ContentLength: 4 }))

  expect(await refusalOf(call)).toEqual([411, 'MissingContentLength'])
})
