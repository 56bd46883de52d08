import { ListPartsCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'
import { beginUpload } from './upload-setup.js'

test('lists the parts sent, with who began the upload and how', async () => {
  const { mock, s3 } = setup()
  const { upload, parts } = await beginUpload(s3, ['one', 'three'], {
    StorageClass: 'GLACIER',
    ChecksumAlgorithm: 'CRC32',
  })

  const listed = await s3.send(new ListPartsCommand(upload))

  const { account } = mock.dialect.identity
  expect(listed).toMatchObject({
    ...upload,
    IsTruncated: false,
    MaxParts: 1000,
    StorageClass: 'GLACIER',
    ChecksumType: 'COMPOSITE',
  })
  expect([listed.Owner?.ID, listed.Initiator?.ID]).toEqual([account, mock.log.last?.principal?.arn])
  expect(
    listed.Parts?.map(({ PartNumber, ETag, Size, ChecksumCRC32 }) => [PartNumber, ETag, Size, ChecksumCRC32]),
  ).toEqual([
    [1, parts[0]?.ETag, 3, parts[0]?.ChecksumCRC32],
    [2, parts[1]?.ETag, 5, parts[1]?.ChecksumCRC32],
  ])
})

test.each([1, 2, 3])('pages of %i hold each part once', async MaxParts => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3, ['a', 'b', 'c'])
  const listFrom = async (PartNumberMarker?: string): Promise<(number | undefined)[]> => {
    const page = await s3.send(new ListPartsCommand({ ...upload, MaxParts, PartNumberMarker }))
    const numbers = page.Parts?.map(part => part.PartNumber) ?? []
    return page.IsTruncated ? [...numbers, ...(await listFrom(page.NextPartNumberMarker))] : numbers
  }

  expect(await listFrom()).toEqual([1, 2, 3])
})

test('an upload without parts has an empty list', async () => {
  const { s3 } = setup()
  const { upload } = await beginUpload(s3)

  const listed = await s3.send(new ListPartsCommand(upload))

  expect([listed.Parts, listed.IsTruncated, listed.NextPartNumberMarker]).toEqual([undefined, false, '0'])
})

test('writes the elements in S3’s order', async () => {
  const { mock, s3 } = setup()
  const { upload } = await beginUpload(s3, ['a'], { ChecksumAlgorithm: 'CRC32' })

  const text = await (await mock.admin().fetch(`/samples/made.txt?uploadId=${upload.UploadId}`)).text()

  expect([...text.matchAll(/<([A-Za-z]\w*)/g)].map(match => match[1]).join(' ')).toBe(
    'ListPartsResult Bucket Key UploadId Initiator ID Owner ID StorageClass PartNumberMarker NextPartNumberMarker MaxParts IsTruncated ChecksumAlgorithm ChecksumType Part PartNumber LastModified ETag Size ChecksumCRC32',
  )
})

test('an unknown upload is NoSuchUpload', async () => {
  const { s3 } = setup()

  const call = s3.send(new ListPartsCommand({ Bucket: 'samples', Key: 'made.txt', UploadId: 'unknown' }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchUpload'])
})

test('needs its own right, asked before the upload is looked for', async () => {
  const { mock, clientOf } = setup()

  const input = { Bucket: 'samples', Key: 'made.txt', UploadId: 'unknown' }
  const call = clientOf(mock.as('nobody')).send(new ListPartsCommand(input))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:ListMultipartUploadParts', 'arn:aws:s3:::samples/made.txt'])
})

test.each(['max-parts=-1', 'part-number-marker=x'])('refuses %s', async query => {
  const { mock, s3 } = setup()
  const { upload } = await beginUpload(s3)

  const response = await mock.admin().fetch(`/samples/made.txt?uploadId=${upload.UploadId}&${query}`)

  expect(await answerOf(response)).toEqual([400, 'InvalidArgument'])
})
