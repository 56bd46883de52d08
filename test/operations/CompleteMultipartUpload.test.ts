import { createHash } from 'node:crypto'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { expect, test } from 'vitest'
import { checksumOf } from '../../src/protocol/checksums.js'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'
import { beginUpload } from './upload-setup.js'

const target = { Bucket: 'samples', Key: 'made.txt' }
const md5 = (bytes: Uint8Array | string) => createHash('md5').update(bytes).digest()
const joined = (...bodies: readonly string[]) =>
  `"${md5(Buffer.concat(bodies.map(md5))).toString('hex')}-${bodies.length}"`

test('joins the parts and answers where the object is', async () => {
  const { s3 } = setup()
  const { complete } = await beginUpload(s3, ['one ', 'two ', 'three'])

  const made = await complete()

  expect(made).toMatchObject({ ...target, ETag: joined('one ', 'two ', 'three') })
  expect(made.Location).toBe('https://samples.t3.storage.dev/made.txt')
  const { Body, ETag } = await s3.send(new GetObjectCommand(target))
  expect([await Body?.transformToString(), ETag]).toEqual(['one two three', made.ETag])
})

test('parts that the list leaves out are dropped', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one', 'two', 'three'])

  const made = await complete([parts[0]!, parts[2]!])

  expect(made.ETag).toBe(joined('one', 'three'))
  const { Body } = await s3.send(new GetObjectCommand(target))
  expect(await Body?.transformToString()).toBe('onethree')
})

test('lib-storage uploads a stream of several parts', async () => {
  const { s3 } = setup()
  const Body = Buffer.alloc(11 * 1024 * 1024, 'abc')

  await new Upload({ client: s3, params: { ...target, Body }, partSize: 5 * 1024 * 1024 }).done()

  const head = await s3.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }))
  expect(head).toMatchObject({
    ContentLength: Body.length,
    ETag: expect.stringMatching(/-3"$/),
    ChecksumType: 'COMPOSITE',
  })
  const { Body: back } = await s3.send(new GetObjectCommand(target))
  expect(md5((await back?.transformToByteArray())!)).toEqual(md5(Body))
})

test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
  'a COMPOSITE %s is that of the parts’ checksums',
  async algorithm => {
    const { s3 } = setup()
    const { complete } = await beginUpload(s3, ['one', 'two'], {
      ChecksumAlgorithm: algorithm,
      ChecksumType: 'COMPOSITE',
    })

    const made = await complete()

    const parts = await Promise.all(['one', 'two'].map(body => checksumOf(algorithm, Buffer.from(body))))
    const value = await checksumOf(algorithm, ...parts.map(part => Buffer.from(part, 'base64')))
    expect(made).toMatchObject({ [`Checksum${algorithm}`]: `${value}-2`, ChecksumType: 'COMPOSITE' })
  },
)

test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)(
  'a FULL_OBJECT %s is that of the joined bytes',
  async algorithm => {
    const { s3 } = setup()
    const { complete } = await beginUpload(s3, ['one', 'two'], {
      ChecksumAlgorithm: algorithm,
      ChecksumType: 'FULL_OBJECT',
    })

    const made = await complete()

    const value = await checksumOf(algorithm, Buffer.from('onetwo'))
    expect(made).toMatchObject({ [`Checksum${algorithm}`]: value, ChecksumType: 'FULL_OBJECT' })
  },
)

test('in aws the same request completes again, and answers as before; another list does not', async () => {
  const { s3 } = setup({ dialect: 'aws', buckets: { samples: { versioning: 'Enabled' } } })
  const { parts, complete } = await beginUpload(s3, ['body'])
  const first = await complete()

  const second = await complete()

  expect([second.ETag, second.VersionId, second.ChecksumCRC64NVME]).toEqual([
    first.ETag,
    first.VersionId,
    first.ChecksumCRC64NVME,
  ])
  expect(await refusalOf(complete([{ ...parts[0], PartNumber: 2 }]))).toEqual([404, 'NoSuchUpload'])
})

test('an upload completes once', async () => {
  const { s3 } = setup()
  const { complete } = await beginUpload(s3, ['body'])
  await complete()

  expect(await refusalOf(complete())).toEqual([404, 'NoSuchUpload'])
})

test('parts must be listed in ascending order', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one', 'two'])

  expect(await refusalOf(complete([parts[1]!, parts[0]!]))).toEqual([400, 'InvalidPartOrder'])
  expect(await refusalOf(complete([parts[0]!, parts[0]!]))).toEqual([400, 'InvalidPartOrder'])
})

test('a listed part must have been sent, with that ETag and checksum', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one'])
  const [part] = parts

  expect(await refusalOf(complete([{ ...part, PartNumber: 2 }]))).toEqual([400, 'InvalidPart'])
  expect(await refusalOf(complete([{ ...part, ETag: '"0123456789abcdef0123456789abcdef"' }]))).toEqual([
    400,
    'InvalidPart',
  ])
  expect(await refusalOf(complete([{ ...part, ChecksumCRC32: 'AAAAAA==' }]))).toEqual([400, 'BadDigest'])
})

test('a refused list leaves the upload as it was', async () => {
  const { s3 } = setup()
  const { complete } = await beginUpload(s3, ['one'])

  await refusalOf(complete([{ PartNumber: 7, ETag: '"x"' }]))

  expect((await complete()).ETag).toBe(joined('one'))
})

test('ETags may stand without quotes', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one'])

  expect((await complete([{ PartNumber: 1, ETag: parts[0]!.ETag!.replaceAll('"', '') }])).ETag).toBe(joined('one'))
})

test.each(['<CompleteMultipartUpload/>', ''])('a completion without parts is InvalidRequest: %s', async body => {
  const { mock, s3 } = setup()
  const { upload } = await beginUpload(s3, ['one'])

  const path = `/samples/made.txt?uploadId=${upload.UploadId}`
  const response = await mock.admin().fetch(path, { method: 'POST', body })

  expect(await answerOf(response)).toEqual([400, 'InvalidRequest'])
})

test.each([
  ['a part without number', '<CompleteMultipartUpload><Part><ETag>x</ETag></Part></CompleteMultipartUpload>'],
  ['a part without ETag', '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>'],
  ['another root', '<Parts/>'],
  ['an unknown element', '<CompleteMultipartUpload><Piece/></CompleteMultipartUpload>'],
])('a list with %s is MalformedXML', async (_case, body) => {
  const { mock, s3 } = setup()
  const { upload } = await beginUpload(s3, ['one'])

  const path = `/samples/made.txt?uploadId=${upload.UploadId}`
  const response = await mock.admin().fetch(path, { method: 'POST', body })

  expect(await answerOf(response)).toEqual([400, 'MalformedXML'])
})

test.each([
  ['tigris', false],
  ['aws', true],
] as const)('in %s a small part before the last is refused: %s', async (dialect, refused) => {
  const { s3 } = setup({ dialect, buckets: { samples: {} } })
  const { complete } = await beginUpload(s3, ['one', 'two'])

  if (refused) expect(await refusalOf(complete())).toEqual([400, 'EntityTooSmall'])
  else expect((await complete()).ETag).toBe(joined('one', 'two'))
})

test('the size that the request gives must be that of the parts', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one', 'two'])

  expect(await refusalOf(complete(parts, { MpuObjectSize: 7 }))).toEqual([400, 'InvalidRequest'])
  expect((await complete(parts, { MpuObjectSize: 6 })).ETag).toBe(joined('one', 'two'))
})

test('the checksum type that the request gives must be that of the upload', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one'], {
    ChecksumAlgorithm: 'CRC32',
    ChecksumType: 'FULL_OBJECT',
  })

  expect(await refusalOf(complete(parts, { ChecksumType: 'COMPOSITE' }))).toEqual([400, 'InvalidRequest'])
})

test('the checksum that the request gives must be that of the object', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one', 'two'], {
    ChecksumAlgorithm: 'CRC32',
    ChecksumType: 'FULL_OBJECT',
  })
  const ChecksumCRC32 = await checksumOf('CRC32', Buffer.from('onetwo'))

  expect(await refusalOf(complete(parts, { ChecksumCRC32: 'AAAAAA==', ChecksumType: 'FULL_OBJECT' }))).toEqual([
    400,
    'BadDigest',
  ])
  expect(await refusalOf(complete(parts, { ChecksumSHA1: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }))).toEqual([
    400,
    'InvalidRequest',
  ])
  expect(await refusalOf(complete(parts, { ChecksumCRC32 }))).toEqual([400, 'BadDigest'])
  expect((await complete(parts, { ChecksumCRC32, ChecksumType: 'FULL_OBJECT' })).ChecksumCRC32).toBe(ChecksumCRC32)
})

test('If-None-Match: * completes only where no object is', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one'])
  await s3.send(new PutObjectCommand({ ...target, Body: 'there' }))

  expect(await refusalOf(complete(parts, { IfNoneMatch: '*' }))).toEqual([412, 'PreconditionFailed'])
})

test('If-Match completes only over the object with that ETag', async () => {
  const { s3 } = setup()
  const { parts, complete } = await beginUpload(s3, ['one'])
  const { ETag } = await s3.send(new PutObjectCommand({ ...target, Body: 'there' }))

  expect(await refusalOf(complete(parts, { IfMatch: '"other"' }))).toEqual([412, 'PreconditionFailed'])
  expect((await complete(parts, { IfMatch: ETag })).ETag).toBe(joined('one'))
})

test('an unknown upload is NoSuchUpload, but for those who may not put', async () => {
  const { mock } = setup()
  const path = '/samples/made.txt?uploadId=unknown'
  const body =
    '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>'

  const unknown = await mock.admin().fetch(path, { method: 'POST', body })
  const denied = await mock.as('nobody').fetch(path, { method: 'POST', body })

  expect(await answerOf(unknown)).toEqual([404, 'NoSuchUpload'])
  expect(await answerOf(denied)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObject', 'arn:aws:s3:::samples/made.txt'])
})

test('a list of more than 10,000 parts is malformed, whatever it names', async () => {
  const { s3 } = setup()
  const { complete } = await beginUpload(s3, ['one'])
  const parts = Array.from({ length: 10_001 }, (_, index) => ({ PartNumber: index + 1, ETag: '"a"' }))

  expect(await refusalOf(complete(parts))).toEqual([400, 'MalformedXML'])
  expect(await refusalOf(complete(parts.slice(1)))).toEqual([400, 'InvalidPart'])
})
