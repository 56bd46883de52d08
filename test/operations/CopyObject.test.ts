import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { allow, deniedBy, refusalOf, setup } from './object-setup.js'

const body = 'hello world'
const etag = '"5eb63bbbe01eeed093cb22bb8f5acdc3"'
const source = {
  body,
  contentType: 'text/plain',
  metadata: { a: 'b' },
  tags: { team: 'red' },
  storageClass: 'STANDARD_IA',
}
const scene = { buckets: { images: { objects: { 'a b.txt': source, plain: body } }, backup: {} } }

const copy = (input: Partial<CopyObjectCommandInput> = {}) =>
  new CopyObjectCommand({ Bucket: 'backup', Key: 'k', CopySource: 'images/a%20b.txt', ...input })
const head = new HeadObjectCommand({ Bucket: 'backup', Key: 'k' })

test('copies bytes, type, metadata and tags to another bucket, but not the storage class', async () => {
  const { mock, s3 } = setup(scene)

  const answer = await s3.send(copy())

  expect(answer.CopyObjectResult).toMatchObject({ ETag: etag, LastModified: expect.any(Date) })
  expect([answer.VersionId, answer.CopySourceVersionId]).toEqual([undefined, undefined])
  expect(await mock.bucket('backup').get('k')).toMatchObject({
    text: body,
    contentType: 'text/plain',
    metadata: { a: 'b' },
    tags: { team: 'red' },
  })
  expect((await s3.send(head)).StorageClass).toBeUndefined()
})

test('takes a source with a leading slash, and shares its bytes', async () => {
  const { mock, s3 } = setup(scene)

  await s3.send(copy({ CopySource: '/images/a%20b.txt' }))

  const { store } = mock.world()
  expect(store.get({ Bucket: 'backup', Key: 'k' }).blob).toBe(store.get({ Bucket: 'images', Key: 'a b.txt' }).blob)
})

test('ignores metadata of its own unless it is to replace', async () => {
  const { s3 } = setup(scene)
  const own = { Metadata: { c: 'd' }, ContentType: 'image/png', CacheControl: 'no-store' }

  await s3.send(copy(own))
  expect(await s3.send(head)).toMatchObject({ Metadata: { a: 'b' }, ContentType: 'text/plain' })

  await s3.send(copy({ ...own, MetadataDirective: 'REPLACE' }))
  expect(await s3.send(head)).toMatchObject({ ...own, Metadata: { c: 'd' } })
})

test('replaces tags only when it is to', async () => {
  const { mock, s3 } = setup(scene)

  await s3.send(copy({ Tagging: 'x=y' }))
  expect((await mock.bucket('backup').get('k'))?.tags).toEqual({ team: 'red' })

  await s3.send(copy({ Tagging: 'x=y', TaggingDirective: 'REPLACE' }))
  expect((await mock.bucket('backup').get('k'))?.tags).toEqual({ x: 'y' })

  await s3.send(copy({ TaggingDirective: 'REPLACE' }))
  expect((await mock.bucket('backup').get('k'))?.tags).toEqual({})
})

test('onto itself it must change something', async () => {
  const { s3 } = setup(scene)
  const itself = (input: Partial<CopyObjectCommandInput> = {}) =>
    s3.send(copy({ Bucket: 'images', Key: 'a b.txt', ...input }))

  expect(await refusalOf(itself())).toMatchObject({ status: 400, code: 'InvalidRequest' })
  expect(await refusalOf(itself({ TaggingDirective: 'REPLACE', Tagging: 'x=y' }))).toMatchObject({
    code: 'InvalidRequest',
  })

  await itself({ MetadataDirective: 'REPLACE', Metadata: { c: 'd' } })
  await itself({ ServerSideEncryption: 'AES256' })
  await itself({ WebsiteRedirectLocation: '/other' })
  await itself({ StorageClass: 'GLACIER_IR' })
  const changed = await s3.send(new HeadObjectCommand({ Bucket: 'images', Key: 'a b.txt' }))
  expect([changed.Metadata, changed.StorageClass]).toEqual([{ c: 'd' }, 'GLACIER_IR'])
})

test.each([
  ['CopySourceIfMatch', { CopySourceIfMatch: '"other"' }],
  ['CopySourceIfNoneMatch', { CopySourceIfNoneMatch: etag }],
  ['CopySourceIfUnmodifiedSince', { CopySourceIfUnmodifiedSince: new Date(0) }],
])('a condition on the source that does not hold is 412: %s', async (_, condition) => {
  const { mock, s3 } = setup(scene)

  expect(await refusalOf(s3.send(copy(condition)))).toMatchObject({ status: 412, code: 'PreconditionFailed' })
  expect(mock.bucket('backup').keys()).toEqual([])
})

test('a source that was not written since the time of its last write is 412; a time to come counts as absent', async () => {
  const { mock, s3 } = setup(scene)
  const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket: 'images', Key: 'a b.txt' }))

  const call = s3.send(copy({ CopySourceIfModifiedSince: LastModified }))
  expect(await refusalOf(call)).toMatchObject({ status: 412, code: 'PreconditionFailed' })
  expect(mock.bucket('backup').keys()).toEqual([])
  await s3.send(copy({ CopySourceIfModifiedSince: new Date('2200-01-01T00:00:00Z') }))
})

test('conditions on source and target that hold change nothing', async () => {
  const { mock, s3 } = setup(scene)

  await s3.send(copy({ CopySourceIfMatch: etag, CopySourceIfModifiedSince: new Date(0), IfNoneMatch: '*' }))

  expect(mock.bucket('backup').keys()).toEqual(['k'])
  expect(await refusalOf(s3.send(copy({ IfNoneMatch: '*' })))).toMatchObject({
    status: 412,
    error: { Condition: 'If-None-Match' },
  })
})

test('a missing source is NoSuchKey for those who may list its bucket, AccessDenied for others', async () => {
  const { mock, s3, clientOf } = setup({
    ...scene,
    keys: {
      copier: {
        policies: [allow(['s3:GetObject', 's3:PutObject'], '*'), allow(['s3:ListBucket'], 'backup')],
      },
    },
  })

  const told = await refusalOf(s3.send(copy({ CopySource: 'images/absent' })))
  const hidden = await refusalOf(clientOf(mock.as('copier')).send(copy({ CopySource: 'images/absent' })))

  expect(told).toMatchObject({ status: 404, code: 'NoSuchKey', error: { Key: 'absent' } })
  expect([hidden.status, hidden.code]).toEqual([403, 'AccessDenied'])
  expect(deniedBy(mock)).toEqual(['s3:ListBucket', 'arn:aws:s3:::images', 'implicitDeny'])
})

test.each([
  ['the target', { Bucket: 'absent' }],
  ['the source', { CopySource: 'absent/k' }],
])('a missing bucket is NoSuchBucket: %s', async (_, input) => {
  const { s3 } = setup(scene)

  expect(await refusalOf(s3.send(copy(input)))).toMatchObject({ status: 404, code: 'NoSuchBucket' })
})

test.each([
  [['s3:PutObject'], {}, 's3:GetObject', 'images/plain'],
  [['s3:GetObject'], {}, 's3:PutObject', 'backup/k'],
  [['s3:GetObject', 's3:PutObject'], { CopySource: 'images/a%20b.txt' }, 's3:GetObjectTagging', 'images/a b.txt'],
  [
    ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging'],
    { CopySource: 'images/a%20b.txt' },
    's3:PutObjectTagging',
    'backup/k',
  ],
  [
    ['s3:GetObject', 's3:PutObject'],
    { TaggingDirective: 'REPLACE', Tagging: 'x=y' },
    's3:PutObjectTagging',
    'backup/k',
  ],
  [['s3:GetObject', 's3:PutObject'], { ACL: 'private' }, 's3:PutObjectAcl', 'backup/k'],
] as const)('with %j and %j it lacks %s on %s', async (actions, input, action, resource) => {
  const { mock, clientOf } = setup({
    ...scene,
    keys: { copier: { policies: [allow(actions, 'images/*', 'backup/*')] } },
  })
  mock.world().store.updateBucket('backup', { settings: { objectAcls: true } })

  const refused = await refusalOf(clientOf(mock.as('copier')).send(copy({ CopySource: 'images/plain', ...input })))

  expect([refused.status, refused.code]).toEqual([403, 'AccessDenied'])
  expect(deniedBy(mock)).toEqual([action, `arn:aws:s3:::${resource}`, 'implicitDeny'])
  expect(mock.bucket('backup').keys()).toEqual([])
})

test('source and target are judged with condition keys of their own', async () => {
  const { mock, s3 } = setup(scene)

  await s3.send(copy({ CopySource: '/images/a%20b.txt', MetadataDirective: 'REPLACE', StorageClass: 'GLACIER' }))

  const own = (mock.log.last?.decisions ?? []).map(({ verdict }) => [
    verdict.action,
    Object.fromEntries(
      Object.entries(verdict.context).filter(([name]) => /^s3:(x-amz-(?!content)|Existing)/.test(name)),
    ),
  ])
  const target = {
    's3:x-amz-copy-source': 'images/a b.txt',
    's3:x-amz-metadata-directive': 'REPLACE',
    's3:x-amz-storage-class': 'GLACIER',
  }
  expect(own).toEqual([
    ['s3:GetObject', { 's3:ExistingObjectTag/team': 'red' }],
    ['s3:GetObjectTagging', { 's3:ExistingObjectTag/team': 'red' }],
    ['s3:PutObject', target],
    ['s3:PutObjectTagging', target],
  ])
})

test('copies a version, tells both versions, and needs s3:GetObjectVersion', async () => {
  const { mock, s3, clientOf } = setup({
    dialect: 'aws',
    buckets: {
      images: { versioning: 'Enabled', objects: { k: 'one' } },
      backup: { versioning: 'Enabled' },
    },
    keys: { copier: { policies: [allow(['s3:GetObject', 's3:PutObject'], '*')] } },
  })
  const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket: 'images', Key: 'k' }))
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'k', Body: 'two' }))
  const CopySource = `images/k?versionId=${VersionId}`

  const answer = await s3.send(copy({ CopySource }))
  expect([answer.CopySourceVersionId, typeof answer.VersionId]).toEqual([VersionId, 'string'])
  expect((await mock.bucket('backup').get('k'))?.text).toBe('one')

  await s3.send(copy({ Bucket: 'images', CopySource }))
  expect((await mock.bucket('images').get('k'))?.text).toBe('one')

  await refusalOf(clientOf(mock.as('copier')).send(copy({ CopySource })))
  expect(deniedBy(mock)).toEqual(['s3:GetObjectVersion', 'arn:aws:s3:::images/k', 'implicitDeny'])
})

test('a delete marker cannot be copied', async () => {
  const { s3 } = setup({
    dialect: 'aws',
    buckets: { images: { versioning: 'Enabled', objects: { k: 'one' } }, backup: {} },
  })
  const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket: 'images', Key: 'k' }))

  expect((await refusalOf(s3.send(copy({ CopySource: 'images/k' })))).code).toBe('NoSuchKey')
  expect((await refusalOf(s3.send(copy({ CopySource: `images/k?versionId=${VersionId}` })))).code).toBe(
    'InvalidRequest',
  )
})

test('keeps the checksum of its source, and computes another when it is asked for', async () => {
  const { s3 } = setup(scene)
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'sent', Body: body }))

  const kept = await s3.send(copy({ CopySource: 'images/sent' }))
  const computed = await s3.send(copy({ CopySource: 'images/sent', ChecksumAlgorithm: 'SHA1' }))
  const read = await s3.send(new GetObjectCommand({ Bucket: 'backup', Key: 'k', ChecksumMode: 'ENABLED' }))

  expect(kept.CopyObjectResult).toMatchObject({ ChecksumCRC32: 'DUoRhQ==', ChecksumType: 'FULL_OBJECT' })
  expect(computed.CopyObjectResult).toMatchObject({ ChecksumSHA1: 'Kq5sNclPz7QV2+lfQIuc6R7oRu0=' })
  expect([read.ChecksumSHA1, await read.Body?.transformToString()]).toEqual(['Kq5sNclPz7QV2+lfQIuc6R7oRu0=', body])
})

test('an archived source cannot be copied', async () => {
  const { s3 } = setup({ buckets: { images: { objects: { k: { body, storageClass: 'GLACIER' } } }, backup: {} } })

  expect(await refusalOf(s3.send(copy({ CopySource: 'images/k' })))).toMatchObject({
    status: 403,
    code: 'InvalidObjectState',
  })
})

test.each([
  ['a source without a key', { CopySource: 'images' }, 400, 'InvalidArgument'],
  ['an unknown directive', { MetadataDirective: 'MERGE' as 'COPY' }, 400, 'InvalidArgument'],
  ['an unknown tagging directive', { TaggingDirective: 'MERGE' as 'COPY' }, 400, 'InvalidArgument'],
  ['an unknown checksum', { ChecksumAlgorithm: 'MD4' as 'SHA1' }, 400, 'InvalidRequest'],
  ['an unknown storage class', { StorageClass: 'OUTPOSTS' as const }, 400, 'InvalidStorageClass'],
  ['a key over 1,024 bytes', { Key: 'k'.repeat(1025) }, 400, 'KeyTooLongError'],
  ['another owner of the source than expected', { ExpectedSourceBucketOwner: '123456789012' }, 403, 'AccessDenied'],
  ['a key of the customer for the source', { CopySourceSSECustomerAlgorithm: 'AES256' }, 501, 'NotImplemented'],
])('refuses %s and copies nothing', async (_, input, status, code) => {
  const { mock, s3 } = setup(scene)

  const refused = await refusalOf(s3.send(copy(input)))

  expect([refused.status, refused.code]).toEqual([status, code])
  expect(mock.bucket('backup').keys()).toEqual([])
})
