import { DeleteObjectsCommand, HeadObjectCommand, type ObjectIdentifier } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { allow, refusalOf, setup } from './object-setup.js'

const Bucket = 'images'
const images = { objects: { a: 'a', b: 'b', 'c/d': 'd' } }
const scene = { buckets: { images } }

const remove = (Objects: ObjectIdentifier[], Quiet?: boolean) =>
  new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet } })

test('removes many, and tells of missing keys as removed', async () => {
  const { mock, s3 } = setup(scene)

  const answer = await s3.send(remove([{ Key: 'a' }, { Key: 'absent' }, { Key: 'c/d' }]))

  expect(answer.Deleted).toEqual([{ Key: 'a' }, { Key: 'absent' }, { Key: 'c/d' }])
  expect(answer.Errors).toBeUndefined()
  expect(mock.bucket(Bucket).keys()).toEqual(['b'])
})

test('tells of errors alone when it is asked to be quiet', async () => {
  const { mock, clientOf } = setup({
    ...scene,
    keys: { cleaner: { policies: [allow(['s3:DeleteObject'], 'images/a')] } },
  })

  const answer = await clientOf(mock.as('cleaner')).send(remove([{ Key: 'a' }, { Key: 'b' }], true))

  expect(answer.Deleted).toBeUndefined()
  expect(answer.Errors).toEqual([{ Key: 'b', Code: 'AccessDenied', Message: 'Access Denied' }])
})

test('judges each key by itself, and goes on after a refusal', async () => {
  const { mock, clientOf } = setup({
    ...scene,
    keys: { cleaner: { policies: [allow(['s3:DeleteObject'], 'images/a', 'images/c/*')] } },
  })

  const answer = await clientOf(mock.as('cleaner')).send(remove([{ Key: 'a' }, { Key: 'b' }, { Key: 'c/d' }]))

  expect(answer.$metadata.httpStatusCode).toBe(200)
  expect(answer.Deleted).toEqual([{ Key: 'a' }, { Key: 'c/d' }])
  expect(answer.Errors).toEqual([{ Key: 'b', Code: 'AccessDenied', Message: 'Access Denied' }])
  expect(mock.bucket(Bucket).keys()).toEqual(['b'])
  const decisions = mock.log.last?.decisions.map(({ kind, verdict }) => [
    kind,
    verdict.action,
    verdict.resource,
    verdict.decision,
  ])
  expect(decisions).toEqual([
    ['perKey', 's3:DeleteObject', 'arn:aws:s3:::images/a', 'allowed'],
    ['perKey', 's3:DeleteObject', 'arn:aws:s3:::images/b', 'implicitDeny'],
    ['perKey', 's3:DeleteObject', 'arn:aws:s3:::images/c/d', 'allowed'],
  ])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup(scene)

  const call = s3.send(new DeleteObjectsCommand({ Bucket: 'absent', Delete: { Objects: [{ Key: 'a' }] } }))

  expect(await refusalOf(call)).toMatchObject({ status: 404, code: 'NoSuchBucket' })
})

test('removes only what its conditions name', async () => {
  const { mock, s3 } = setup(scene)
  const { ETag, LastModified } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }))

  const answer = await s3.send(
    remove([
      { Key: 'a', ETag: '"other"' },
      { Key: 'b', ETag, Size: 1, LastModifiedTime: LastModified },
      { Key: 'c/d', Size: 2 },
    ]),
  )

  expect(answer.Deleted).toEqual([{ Key: 'b' }])
  expect(answer.Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
    ['a', 'PreconditionFailed'],
    ['c/d', 'PreconditionFailed'],
  ])
  expect(mock.bucket(Bucket).keys()).toEqual(['a', 'c/d'])
})

test('tells of delete markers and versions in a bucket with versioning', async () => {
  const { mock, s3, clientOf } = setup({
    dialect: 'aws',
    buckets: { images: { versioning: 'Enabled', ...images } },
    keys: { cleaner: { policies: [allow(['s3:DeleteObject'], 'images/*')] } },
  })
  const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }))

  const denied = await clientOf(mock.as('cleaner')).send(remove([{ Key: 'b', VersionId }]))
  const [marked, gone] = (await s3.send(remove([{ Key: 'a' }, { Key: 'b', VersionId }]))).Deleted ?? []
  const [unmarked] = (await s3.send(remove([{ Key: 'a', VersionId: marked?.DeleteMarkerVersionId }]))).Deleted ?? []

  expect(denied.Errors).toEqual([{ Key: 'b', VersionId, Code: 'AccessDenied', Message: 'Access Denied' }])
  expect(marked).toEqual({ Key: 'a', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) })
  expect(gone).toEqual({ Key: 'b', VersionId })
  expect(unmarked).toEqual({
    Key: 'a',
    VersionId: marked?.DeleteMarkerVersionId,
    DeleteMarker: true,
    DeleteMarkerVersionId: marked?.DeleteMarkerVersionId,
  })
  expect(mock.bucket(Bucket).keys()).toEqual(['a', 'c/d'])
})

test('takes 1,000 keys, and refuses more', async () => {
  const { mock, s3 } = setup(scene)
  const keys = Array.from({ length: 1001 }, (_, index) => ({ Key: `k${index}` }))

  expect((await s3.send(remove(keys.slice(1)))).Deleted).toHaveLength(1000)
  expect((await refusalOf(s3.send(remove([{ Key: 'a' }, ...keys.slice(1)])))).code).toBe('MalformedXML')
  expect(mock.bucket(Bucket).keys()).toContain('a')
})

test.each([
  ['no keys', '<Delete></Delete>'],
  ['no XML', 'a'],
  ['another root', '<Remove><Object><Key>a</Key></Object></Remove>'],
  ['an object without a key', '<Delete><Object/></Delete>'],
  ['an unknown element', '<Delete><Object><Key>a</Key><Name>a</Name></Object></Delete>'],
  ['a time that is none', '<Delete><Object><Key>a</Key><LastModifiedTime>soon</LastModifiedTime></Object></Delete>'],
])('refuses a document with %s', async (_, body) => {
  const { mock } = setup(scene)

  const answer = await mock.admin().fetch(`/${Bucket}?delete`, { method: 'POST', body })

  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('<Code>MalformedXML</Code>')])
  expect(mock.bucket(Bucket).keys()).toEqual(['a', 'b', 'c/d'])
})

test('an empty key is an error of its own', async () => {
  const { s3 } = setup(scene)

  const answer = await s3.send(remove([{ Key: '' }, { Key: 'a' }]))

  expect(answer.Errors?.map(({ Code }) => Code)).toEqual(['UserKeyMustBeSpecified'])
  expect(answer.Deleted).toEqual([{ Key: 'a' }])
})
