import { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { allow, deniedBy, refusalOf, setup } from './object-setup.js'

const Bucket = 'images'
const scene = { buckets: { images: { objects: { 'old.png': 'old' } } } }
const oldTag = '"149603e6c03516362a8da23f624db945"'

test('stores a body and answers its ETag, without a version in a bucket without versioning', async () => {
  const { mock, s3 } = setup(scene)

  const answer = await s3.send(new PutObjectCommand({ Bucket, Key: 'a b+ä/../c', Body: 'text' }))

  expect(answer.ETag).toBe('"1cb251ec0d568de6a929b520c4aed8d1"')
  expect(answer.VersionId).toBeUndefined()
  expect((await mock.bucket(Bucket).get('a b+ä/../c'))?.text).toBe('text')
})

test('keeps the checksum that the SDK declares, and answers it', async () => {
  const { s3 } = setup(scene)

  const answer = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'text' }))
  const sha = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'text', ChecksumAlgorithm: 'SHA256' }))

  expect([answer.ChecksumCRC32, answer.ChecksumType]).toEqual(['O4unxw==', 'FULL_OBJECT'])
  expect(sha.ChecksumSHA256).toBe('mC2ePrmW9VnmM/TRlN7zdh2Qn1o7ZH0ahR/q1nwyydE=')
})

test('keeps a stream of known length that the SDK sends in chunks with a trailer', async () => {
  const { mock, s3 } = setup(scene)

  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'k',
      Body: Readable.from([Buffer.from('te'), Buffer.from('xt')]),
      ContentLength: 4,
    }),
  )

  expect((await mock.bucket(Bucket).get('k'))?.text).toBe('text')
})

test('round-trips system metadata, user metadata, storage class and tags', async () => {
  const { s3 } = setup(scene)
  const sent = {
    ContentType: 'text/plain; charset=utf-8',
    CacheControl: 'max-age=60',
    ContentDisposition: 'attachment; filename="a.txt"',
    ContentEncoding: 'gzip',
    ContentLanguage: 'de',
    WebsiteRedirectLocation: '/other',
    StorageClass: 'STANDARD_IA' as const,
    ServerSideEncryption: 'AES256' as const,
    Metadata: { 'camera-model': 'X 100' },
  }

  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'k',
      Body: 'x',
      ...sent,
      Expires: new Date(0),
      Tagging: 'team=red&note=a%20b',
    }),
  )
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))

  expect(head).toMatchObject(sent)
  expect([head.ExpiresString, head.TagCount]).toEqual(['Thu, 01 Jan 1970 00:00:00 GMT', 2])
  expect(put.ServerSideEncryption).toBe('AES256')
})

test('keeps the UTF-8 bytes of user metadata, as HTTP hands them on', async () => {
  const { mock } = setup(scene)
  const asBytes = Buffer.from('größe').toString('latin1')

  await mock.admin().fetch(`/${Bucket}/k`, { method: 'PUT', body: 'x', headers: { 'x-amz-meta-note': asBytes } })
  const answer = await mock.admin().fetch(`/${Bucket}/k`)

  expect((await mock.bucket(Bucket).get('k'))?.metadata).toEqual({ note: 'größe' })
  expect(answer.headers.get('x-amz-meta-note')).toBe(asBytes)
})

test('an object that was sent without a type is binary', async () => {
  const { mock, s3 } = setup(scene)

  await mock.admin().fetch(`/${Bucket}/k`, { method: 'PUT', body: new Uint8Array([1]) })

  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).ContentType).toBe('binary/octet-stream')
})

test('stores a Content-Encoding of aws-chunked as it was sent, as Tigris does', async () => {
  const { s3 } = setup(scene)

  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ContentEncoding: 'gzip,aws-chunked' }))

  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).ContentEncoding).toBe('gzip,aws-chunked')
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup(scene)

  expect(await refusalOf(s3.send(new PutObjectCommand({ Bucket: 'absent', Key: 'k', Body: 'x' })))).toMatchObject({
    status: 404,
    code: 'NoSuchBucket',
  })
})

test('needs s3:PutObject, and keeps nothing without it', async () => {
  const { mock, clientOf } = setup({ ...scene, keys: { reader: { policies: [allow(['s3:GetObject'], 'images/*')] } } })

  const refused = await refusalOf(
    clientOf(mock.as('reader')).send(new PutObjectCommand({ Bucket, Key: 'new', Body: 'x' })),
  )

  expect([refused.status, refused.code]).toEqual([403, 'AccessDenied'])
  expect(deniedBy(mock)).toEqual(['s3:PutObject', 'arn:aws:s3:::images/new', 'implicitDeny'])
  expect(mock.bucket(Bucket).keys()).toEqual(['old.png'])
})

test.each([
  ['s3:PutObjectAcl', { ACL: 'public-read' }],
  ['s3:PutObjectTagging', { Tagging: 'team=red' }],
] as const)('needs %s beside s3:PutObject for %j', async (action, member) => {
  const { mock, clientOf } = setup({
    ...scene,
    keys: {
      writer: { policies: [allow(['s3:PutObject'], 'images/*')] },
      both: { policies: [allow(['s3:PutObject', action], 'images/*')] },
    },
  })
  mock.world().store.updateBucket(Bucket, { settings: { objectAcls: true } })
  const command = () => new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ...member })

  await refusalOf(clientOf(mock.as('writer')).send(command()))
  expect(deniedBy(mock)).toEqual([action, 'arn:aws:s3:::images/k', 'implicitDeny'])

  await clientOf(mock.as('both')).send(command())
  expect(mock.bucket(Bucket).keys()).toContain('k')
})

test('supplies the condition keys of what it sends, and only those', async () => {
  const { mock, s3 } = setup(scene)
  const contextOf = () => {
    const context = mock.log.last?.decisions[0]?.verdict.context ?? {}
    return Object.fromEntries(
      Object.entries(context).filter(([name]) => /^s3:(x-amz-(?!content)|if-|Request)/.test(name)),
    )
  }

  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
  expect(contextOf()).toEqual({})

  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'new',
      Body: 'x',
      ACL: 'private',
      StorageClass: 'GLACIER',
      ServerSideEncryption: 'AES256',
      WebsiteRedirectLocation: '/x',
      Tagging: 'team=red&stage=',
      IfNoneMatch: '*',
    }),
  )
  expect(contextOf()).toEqual({
    's3:x-amz-acl': 'private',
    's3:x-amz-storage-class': 'GLACIER',
    's3:x-amz-server-side-encryption': 'AES256',
    's3:x-amz-website-redirect-location': '/x',
    's3:RequestObjectTag/team': 'red',
    's3:RequestObjectTag/stage': '',
    's3:RequestObjectTagKeys': ['team', 'stage'],
    's3:if-none-match': '*',
  })
})

test('creates only, and replaces only what is named', async () => {
  const { mock, s3 } = setup(scene)
  const put = (Key: string, conditions: object) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...conditions }))

  expect(await refusalOf(put('old.png', { IfNoneMatch: '*' }))).toMatchObject({
    status: 412,
    code: 'PreconditionFailed',
    error: { Condition: 'If-None-Match' },
  })
  expect(await refusalOf(put('old.png', { IfMatch: '"other"' }))).toMatchObject({ error: { Condition: 'If-Match' } })
  expect(await refusalOf(put('absent', { IfMatch: oldTag }))).toMatchObject({ status: 412 })
  expect((await mock.bucket(Bucket).get('old.png'))?.text).toBe('old')

  await put('old.png', { IfMatch: oldTag })
  await put('new.png', { IfNoneMatch: '*' })
  expect((await mock.bucket(Bucket).get('old.png'))?.text).toBe('x')
})

test('of two creations at the same time one wins', async () => {
  const { s3 } = setup(scene)
  const create = () => s3.send(new PutObjectCommand({ Bucket, Key: 'lock', Body: 'x', IfNoneMatch: '*' }))

  const outcomes = await Promise.allSettled([create(), create(), create()])

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('judges dates on a write too', async () => {
  const { mock } = setup(scene)

  const answer = await mock.admin().fetch(`/${Bucket}/old.png`, {
    method: 'PUT',
    body: 'x',
    headers: { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
  })

  expect(answer.status).toBe(412)
})

test('answers a version in a bucket with versioning', async () => {
  const { s3 } = setup({ dialect: 'aws', buckets: { images: { versioning: 'Enabled' } } })

  const one = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }))
  const two = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two' }))
  const first = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: one.VersionId }))

  expect(one.VersionId).not.toBe(two.VersionId)
  expect([await first.Body?.transformToString(), first.VersionId]).toEqual(['one', one.VersionId])
})

test.each([
  ['a wrong Content-MD5', { ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' }, 400, 'BadDigest'],
  ['a Content-MD5 that is none', { ContentMD5: 'bad' }, 400, 'InvalidDigest'],
  ['a wrong checksum', { ChecksumCRC32: 'AAAAAA==' }, 400, 'BadDigest'],
  ['a key over 1,024 bytes', { Key: 'ä'.repeat(513) }, 400, 'KeyTooLongError'],
  ['metadata over 2 KB', { Metadata: { a: 'x'.repeat(2048) } }, 400, 'MetadataTooLarge'],
  ['an unknown storage class', { StorageClass: 'REDUCED_REDUNDANCY' as const }, 400, 'InvalidStorageClass'],
  ['an unknown canned ACL', { ACL: 'authenticated-read' as const }, 400, 'InvalidArgument'],
  ['tags with one key twice', { Tagging: 'a=1&a=2' }, 400, 'InvalidArgument'],
  ['malformed tags', { Tagging: 'a=%zz' }, 400, 'InvalidArgument'],
  ['too many tags', { Tagging: Array.from({ length: 11 }, (_, n) => `k${n}=v`).join('&') }, 400, 'InvalidTag'],
  ['a redirect to nowhere', { WebsiteRedirectLocation: 'other' }, 400, 'InvalidArgument'],
  ['encryption with a key service', { ServerSideEncryption: 'aws:kms' as const }, 501, 'NotImplemented'],
  ['a lock', { ObjectLockLegalHoldStatus: 'ON' as const }, 501, 'NotImplemented'],
  ['a grant', { GrantRead: 'id="x"' }, 501, 'NotImplemented'],
  ['an append', { WriteOffsetBytes: 3 }, 501, 'NotImplemented'],
])('refuses %s and keeps nothing', async (_, member, status, code) => {
  const { mock, s3 } = setup(scene)

  const refused = await refusalOf(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'text', ...member })))

  expect([refused.status, refused.code]).toEqual([status, code])
  expect(mock.bucket(Bucket).keys()).toEqual(['old.png'])
})

test('a body of unknown length is MissingContentLength', async () => {
  const { mock, s3 } = setup(scene)
  s3.middlewareStack.add(
    next => args => {
      const request = args.request as { headers: Record<string, string> }
      for (const name of ['content-length', 'x-amz-decoded-content-length']) delete request.headers[name]
      return next(args)
    },
    { step: 'build', priority: 'low' },
  )

  const refused = await refusalOf(
    s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: Readable.from([Buffer.from('text')]), ContentLength: 4 })),
  )

  expect([refused.status, refused.code]).toEqual([411, 'MissingContentLength'])
  expect(mock.bucket(Bucket).keys()).toEqual(['old.png'])
})

test('takes tags from a presigned or signed header with plus signs for spaces', async () => {
  const { s3, mock } = setup(scene)

  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'a+b=c%2Bd&flag' }))

  expect((await mock.bucket(Bucket).get('k'))?.tags).toEqual({ 'a b': 'c+d', flag: '' })
})
