import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { allow, deniedBy, refusalOf, setup } from './object-setup.js'

const Bucket = 'images'
const Key = 'a.txt'
const body = 'hello world'
const etag = '"5eb63bbbe01eeed093cb22bb8f5acdc3"'
const scene = { buckets: { images: { objects: { 'a.txt': { body, contentType: 'text/plain' }, empty: '' } } } }

const get = (input: Partial<GetObjectCommandInput> = {}) => new GetObjectCommand({ Bucket, Key, ...input })

test('gives the bytes and what is known of them', async () => {
  const { mock, s3 } = setup(scene)
  mock.clock.freeze('2026-05-01T12:00:00.400Z')
  mock.bucket(Bucket).put(Key, { body, contentType: 'text/plain' })

  const answer = await s3.send(get())

  expect(await answer.Body?.transformToString()).toBe(body)
  expect(answer).toMatchObject({
    ETag: etag,
    ContentLength: 11,
    ContentType: 'text/plain',
    AcceptRanges: 'bytes',
    LastModified: new Date('2026-05-01T12:00:00Z'),
    Metadata: {},
  })
  expect([answer.VersionId, answer.StorageClass, answer.ContentRange, answer.TagCount]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('gives a large body piece by piece', async () => {
  const { s3 } = setup(scene)
  const large = Buffer.alloc(3 * 1024 ** 2, 'abc')
  await s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body: large }))

  const whole = await s3.send(get({ Key: 'large' }))
  const middle = await s3.send(get({ Key: 'large', Range: 'bytes=1048570-2097160' }))

  expect(Buffer.compare(Buffer.from(await whole.Body!.transformToByteArray()), large)).toBe(0)
  expect(Buffer.compare(Buffer.from(await middle.Body!.transformToByteArray()), large.subarray(1048570, 2097161))).toBe(
    0,
  )
})

test('gives an empty object', async () => {
  const { s3 } = setup(scene)

  const answer = await s3.send(get({ Key: 'empty' }))

  expect([await answer.Body?.transformToString(), answer.ContentLength]).toEqual(['', 0])
})

test.each([
  ['bytes=0-4', 'hello', 'bytes 0-4/11'],
  ['bytes=6-', 'world', 'bytes 6-10/11'],
  ['bytes=-3', 'rld', 'bytes 8-10/11'],
  ['bytes=-50', body, 'bytes 0-10/11'],
])('answers %s with 206', async (Range, text, range) => {
  const { s3 } = setup(scene)

  const answer = await s3.send(get({ Range }))

  expect([answer.$metadata.httpStatusCode, await answer.Body?.transformToString(), answer.ContentRange]).toEqual([
    206,
    text,
    range,
  ])
  expect(answer.ContentLength).toBe(text.length)
})

test('answers several ranges with the whole object', async () => {
  const { s3 } = setup(scene)

  const answer = await s3.send(get({ Range: 'bytes=0-1,4-5' }))

  expect([answer.$metadata.httpStatusCode, await answer.Body?.transformToString()]).toEqual([200, body])
})

test.each([
  ['a range behind the end', { Range: 'bytes=11-' }, { status: 416, code: 'InvalidRange' }],
  ['any range of an empty object', { Key: 'empty', Range: 'bytes=0-0' }, { status: 416, code: 'InvalidRange' }],
  ['a part that is not there', { PartNumber: 2 }, { status: 416, code: 'InvalidPartNumber' }],
  ['a range and a part together', { PartNumber: 1, Range: 'bytes=0-1' }, { status: 400, code: 'InvalidRequest' }],
  ['an empty version', { VersionId: '' }, { status: 400, code: 'InvalidArgument' }],
  ['a key of the customer', { SSECustomerAlgorithm: 'AES256' }, { status: 501, code: 'NotImplemented' }],
  [
    'a header that HTTP cannot hold',
    { ResponseContentDisposition: 'attachment; filename="a\r\nSet-Cookie: b"' },
    { status: 400, code: 'InvalidArgument' },
  ],
])('refuses %s', async (_, input, refusal) => {
  const { s3 } = setup(scene)

  expect(await refusalOf(s3.send(get(input)))).toMatchObject(refusal)
})

test('part 1 of an object that was sent whole is all of it', async () => {
  const { s3 } = setup(scene)

  const answer = await s3.send(get({ PartNumber: 1 }))

  expect([answer.$metadata.httpStatusCode, answer.ContentRange, answer.PartsCount]).toEqual([
    206,
    'bytes 0-10/11',
    undefined,
  ])
})

test('gives one part of an object that was uploaded in parts, and a whole copy of it', async () => {
  const { s3 } = setup(scene)
  const target = { Bucket, Key: 'parts' }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'SHA256' }))
  const parts = ['hello ', 'world'].map(async (text, index) => {
    const PartNumber = index + 1
    const upload = { ...target, UploadId, PartNumber, Body: text, ChecksumAlgorithm: 'SHA256' } as const
    const { ETag, ChecksumSHA256 } = await s3.send(new UploadPartCommand(upload))
    return { PartNumber, ETag, ChecksumSHA256 }
  })
  const MultipartUpload = { Parts: await Promise.all(parts) }
  await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }))

  const second = await s3.send(get({ Key: 'parts', PartNumber: 2, ChecksumMode: 'ENABLED' }))
  const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'images/parts' }))

  expect([await second.Body?.transformToString(), second.ContentRange, second.PartsCount]).toEqual([
    'world',
    'bytes 6-10/11',
    2,
  ])
  expect(second.ChecksumSHA256).toBe(MultipartUpload.Parts[1]?.ChecksumSHA256)
  expect((await refusalOf(s3.send(get({ Key: 'parts', PartNumber: 3 })))).code).toBe('InvalidPartNumber')
  expect(copied.CopyObjectResult).toMatchObject({
    ETag: etag,
    ChecksumSHA256: 'uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=',
    ChecksumType: 'FULL_OBJECT',
  })
})

test.each([
  ['If-Match', { IfMatch: '"other"' }, 412],
  ['If-Unmodified-Since', { IfUnmodifiedSince: new Date(0) }, 412],
  ['If-None-Match', { IfNoneMatch: etag }, 304],
])('a condition that does not hold: %s', async (_, condition, status) => {
  const { s3 } = setup(scene)

  expect((await refusalOf(s3.send(get(condition)))).status).toBe(status)
})

test('If-Modified-Since with the time of the last write is 304, and counts as absent when it is still to come', async () => {
  const { s3 } = setup(scene)
  const { LastModified } = await s3.send(get())

  expect((await refusalOf(s3.send(get({ IfModifiedSince: LastModified })))).status).toBe(304)
  await s3.send(get({ IfModifiedSince: new Date('2200-01-01T00:00:00Z') }))
})

test('conditions that hold change nothing', async () => {
  const { s3 } = setup(scene)

  const answer = await s3.send(get({ IfMatch: etag, IfNoneMatch: '"other"', IfModifiedSince: new Date(0) }))

  expect(await answer.Body?.transformToString()).toBe(body)
})

test('304 has no body and no type, and an ETag only where the service sends one', async () => {
  const answers = (['tigris', 'aws'] as const).map(async dialect => {
    const { mock } = setup({ dialect, ...scene })
    const answer = await mock.admin().fetch(`/${Bucket}/${Key}`, { headers: { 'If-None-Match': etag } })
    const { headers } = answer
    return [
      answer.status,
      headers.get('etag'),
      headers.has('last-modified'),
      headers.get('content-type'),
      await answer.text(),
    ]
  })

  expect(await Promise.all(answers)).toEqual([
    [304, null, true, null, ''],
    [304, etag, true, null, ''],
  ])
})

test('replaces headers of the answer where the caller is known', async () => {
  const { s3 } = setup(scene)

  const answer = await s3.send(
    get({
      ResponseContentType: 'text/html',
      ResponseCacheControl: 'no-store',
      ResponseContentDisposition: 'attachment',
      ResponseContentEncoding: 'br',
      ResponseContentLanguage: 'fr',
      ResponseExpires: new Date(0),
    }),
  )

  expect(answer).toMatchObject({
    ContentType: 'text/html',
    CacheControl: 'no-store',
    ContentDisposition: 'attachment',
    ContentEncoding: 'br',
    ContentLanguage: 'fr',
    ExpiresString: 'Thu, 01 Jan 1970 00:00:00 GMT',
  })
})

test('replaces no header for a caller without credentials', async () => {
  const { mock, clientOf } = setup({ buckets: { images: { public: true, objects: { 'a.txt': body } } } })
  const anybody = clientOf(mock.anonymous(), { endpoint: 'https://t3.tigrisfiles.io' })

  const plain = await anybody.send(get())
  const replaced = await refusalOf(anybody.send(get({ ResponseContentType: 'text/html' })))

  expect(await plain.Body?.transformToString()).toBe(body)
  expect(replaced).toMatchObject({ status: 400, code: 'InvalidRequest' })
})

test('gives the stored checksum when it is asked for, and not with a range', async () => {
  const { s3, mock } = setup(scene)
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: body }))
  const read = async (headers: Record<string, string>) => {
    const answer = await mock.admin().fetch(`/${Bucket}/${Key}`, { headers })
    return [answer.headers.get('x-amz-checksum-crc32'), answer.headers.get('x-amz-checksum-type')]
  }

  expect(await read({})).toEqual([null, null])
  expect(await read({ 'x-amz-checksum-mode': 'ENABLED' })).toEqual(['DUoRhQ==', 'FULL_OBJECT'])
  expect(await read({ 'x-amz-checksum-mode': 'ENABLED', range: 'bytes=0-1' })).toEqual([null, null])
})

test('counts tags only for those who may read them', async () => {
  const { mock, clientOf } = setup({
    buckets: { images: { objects: { 'a.txt': { body, tags: { team: 'red', stage: 'dev' } } } } },
    keys: {
      reader: { policies: [allow(['s3:GetObject'], 'images/*')] },
      tagger: { policies: [allow(['s3:GetObject', 's3:GetObjectTagging'], 'images/*')] },
    },
  })

  const plain = await clientOf(mock.as('reader')).send(get())
  expect(mock.log.last?.denied).toBeUndefined()
  const counted = await clientOf(mock.as('tagger')).send(get())

  expect([plain.TagCount, counted.TagCount]).toEqual([undefined, 2])
})

test('an archived object cannot be read', async () => {
  const { s3 } = setup({ buckets: { images: { objects: { 'a.txt': { body, storageClass: 'GLACIER' } } } } })

  expect(await refusalOf(s3.send(get()))).toMatchObject({
    status: 403,
    code: 'InvalidObjectState',
    error: { StorageClass: 'GLACIER' },
  })
})

test('an archived object is read while its restored copy lasts', async () => {
  const { mock } = setup({ buckets: { images: { objects: { 'a.txt': { body, storageClass: 'GLACIER' } } } } })
  mock.clock.freeze('2026-05-01T12:00:00Z')
  const readyAt = mock.clock.now().getTime() + 60_000
  mock.world().store.update({ Bucket, Key }, { restore: { readyAt, expires: readyAt + 86_400_000 } })
  const read = async (at: string) => {
    mock.clock.set(at)
    const answer = await mock.admin().fetch(`/${Bucket}/${Key}`)
    return [answer.status, answer.headers.get('x-amz-restore')]
  }

  expect(await read('2026-05-01T12:00:59Z')).toEqual([403, null])
  expect(await read('2026-05-01T12:01:00Z')).toEqual([
    200,
    'ongoing-request="false", expiry-date="Sat, 02 May 2026 12:01:00 GMT"',
  ])
  expect(await read('2026-05-02T12:01:00Z')).toEqual([403, null])
})

test('a missing key is NoSuchKey for those who may list, AccessDenied for others', async () => {
  const { mock, s3, clientOf } = setup({
    ...scene,
    keys: { reader: { policies: [allow(['s3:GetObject'], 'images/*')] } },
  })

  const told = await refusalOf(s3.send(get({ Key: 'absent' })))
  const hidden = await refusalOf(clientOf(mock.as('reader')).send(get({ Key: 'absent' })))

  expect(told).toMatchObject({ status: 404, code: 'NoSuchKey', error: { Key: 'absent' } })
  expect(told.error.Bucket).toBeUndefined()
  expect([hidden.status, hidden.code]).toEqual([403, 'AccessDenied'])
  expect(deniedBy(mock)).toEqual(['s3:ListBucket', 'arn:aws:s3:::images', 'implicitDeny'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup(scene)

  expect(await refusalOf(s3.send(get({ Bucket: 'absent' })))).toMatchObject({ status: 404, code: 'NoSuchBucket' })
})

test('needs s3:GetObject', async () => {
  const { mock, clientOf } = setup({ ...scene, keys: { writer: { policies: [allow(['s3:PutObject'], 'images/*')] } } })

  const refused = await refusalOf(clientOf(mock.as('writer')).send(get()))

  expect([refused.status, refused.code]).toEqual([403, 'AccessDenied'])
  expect(deniedBy(mock)).toEqual(['s3:GetObject', 'arn:aws:s3:::images/a.txt', 'implicitDeny'])
})

test('a version needs s3:GetObjectVersion, and tags are conditions', async () => {
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::images/*',
        Condition: { StringEquals: { 's3:ExistingObjectTag/team': 'red' } },
      },
    ],
  } as const
  const { mock, s3, clientOf } = setup({
    dialect: 'aws',
    buckets: { images: { versioning: 'Enabled', objects: { 'a.txt': { body, tags: { team: 'red' } }, b: 'b' } } },
    keys: { reader: { policies: [policy] } },
  })
  const reader = clientOf(mock.as('reader'))
  const { VersionId } = await s3.send(get())

  expect(await (await reader.send(get())).Body?.transformToString()).toBe(body)
  await refusalOf(reader.send(get({ Key: 'b' })))
  expect(deniedBy(mock)).toEqual(['s3:GetObject', 'arn:aws:s3:::images/b', 'implicitDeny'])
  await refusalOf(reader.send(get({ VersionId })))
  expect(deniedBy(mock)).toEqual(['s3:GetObjectVersion', 'arn:aws:s3:::images/a.txt', 'implicitDeny'])
  expect(mock.log.last?.denied?.context).toMatchObject({
    's3:VersionId': VersionId,
    's3:ExistingObjectTag/team': 'red',
  })
})

test('a delete marker is NoSuchKey, and MethodNotAllowed when its version is named', async () => {
  const { mock, s3 } = setup({
    dialect: 'aws',
    buckets: { images: { versioning: 'Enabled', objects: { 'a.txt': body } } },
  })
  const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  const read = (query: string) => mock.admin().fetch(`/${Bucket}/${Key}${query}`)

  const gone = await read('')
  const marker = await read(`?versionId=${VersionId}`)
  const absent = await refusalOf(s3.send(get({ VersionId: 'A'.repeat(32) })))

  expect([gone.status, gone.headers.get('x-amz-delete-marker'), gone.headers.get('x-amz-version-id')]).toEqual([
    404,
    'true',
    VersionId,
  ])
  expect(await gone.text()).toContain('<Code>NoSuchKey</Code>')
  expect([marker.status, marker.headers.get('x-amz-delete-marker'), marker.headers.get('allow')]).toEqual([
    405,
    'true',
    'DELETE',
  ])
  expect(marker.headers.has('last-modified')).toBe(true)
  expect(await marker.text()).toContain('<Code>MethodNotAllowed</Code>')
  expect([absent.status, absent.code]).toEqual([404, 'NoSuchVersion'])
})
