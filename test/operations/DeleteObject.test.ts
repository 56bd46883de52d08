import {
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { allow, deniedBy, refusalOf, setup } from './object-setup.js'

const Bucket = 'images'
const Key = 'a.txt'
const etag = '"5eb63bbbe01eeed093cb22bb8f5acdc3"'
const images = { objects: { 'a.txt': 'hello world', b: 'b' } }
const scene = { buckets: { images } }
const versioned = { dialect: 'aws', buckets: { images: { versioning: 'Enabled', ...images } } } as const

const remove = (input: Partial<DeleteObjectCommandInput> = {}) => new DeleteObjectCommand({ Bucket, Key, ...input })

test('removes an object, and a missing one is no error', async () => {
  const { mock, s3 } = setup(scene)

  const first = await s3.send(remove())
  const second = await s3.send(remove())

  expect([first.$metadata.httpStatusCode, second.$metadata.httpStatusCode]).toEqual([204, 204])
  expect([first.VersionId, first.DeleteMarker]).toEqual([undefined, undefined])
  expect(mock.bucket(Bucket).keys()).toEqual(['b'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup(scene)

  expect(await refusalOf(s3.send(remove({ Bucket: 'absent' })))).toMatchObject({ status: 404, code: 'NoSuchBucket' })
})

test.each(['a.txt', 'absent'])('needs s3:DeleteObject whether the key is there or not: %s', async name => {
  const { mock, clientOf } = setup({ ...scene, keys: { reader: { policies: [allow(['s3:GetObject'], 'images/*')] } } })

  const refused = await refusalOf(clientOf(mock.as('reader')).send(remove({ Key: name })))

  expect([refused.status, refused.code]).toEqual([403, 'AccessDenied'])
  expect(deniedBy(mock)).toEqual(['s3:DeleteObject', `arn:aws:s3:::images/${name}`, 'implicitDeny'])
  expect(mock.bucket(Bucket).keys()).toEqual(['a.txt', 'b'])
})

test('removes only the object that is named by its ETag, its size or its time', async () => {
  const { mock, s3 } = setup(scene)

  expect(await refusalOf(s3.send(remove({ IfMatch: '"other"' })))).toMatchObject({
    status: 412,
    code: 'PreconditionFailed',
    error: { Condition: 'If-Match' },
  })
  expect((await refusalOf(s3.send(remove({ Key: 'absent', IfMatch: etag })))).status).toBe(412)
  expect((await refusalOf(s3.send(remove({ IfMatchSize: 3 })))).status).toBe(412)
  expect((await refusalOf(s3.send(remove({ IfMatchLastModifiedTime: new Date(0) })))).status).toBe(412)
  expect(mock.bucket(Bucket).keys()).toEqual(['a.txt', 'b'])

  const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket, Key }))
  await s3.send(remove({ IfMatch: etag, IfMatchSize: 11, IfMatchLastModifiedTime: LastModified! }))
  expect(mock.bucket(Bucket).keys()).toEqual(['b'])
})

test('writes a delete marker in a bucket with versioning, and takes it away by its version', async () => {
  const { s3 } = setup(versioned)

  const marked = await s3.send(remove())
  expect([marked.DeleteMarker, typeof marked.VersionId]).toEqual([true, 'string'])
  expect((await refusalOf(s3.send(new GetObjectCommand({ Bucket, Key })))).code).toBe('NoSuchKey')

  const unmarked = await s3.send(remove({ VersionId: marked.VersionId }))
  expect([unmarked.DeleteMarker, unmarked.VersionId]).toEqual([true, marked.VersionId])
  expect((await s3.send(new GetObjectCommand({ Bucket, Key }))).ContentLength).toBe(11)
})

test('takes one version away for good, and needs s3:DeleteObjectVersion for it', async () => {
  const { mock, s3, clientOf } = setup({
    ...versioned,
    keys: { cleaner: { policies: [allow(['s3:DeleteObject'], 'images/*')] } },
  })
  const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket, Key }))

  await refusalOf(clientOf(mock.as('cleaner')).send(remove({ VersionId })))
  expect(deniedBy(mock)).toEqual(['s3:DeleteObjectVersion', 'arn:aws:s3:::images/a.txt', 'implicitDeny'])
  expect(mock.log.last?.denied?.context).toMatchObject({ 's3:VersionId': VersionId })

  const gone = await s3.send(remove({ VersionId }))
  expect([gone.DeleteMarker, gone.VersionId]).toEqual([undefined, VersionId])
  expect((await refusalOf(s3.send(new GetObjectCommand({ Bucket, Key, VersionId })))).code).toBe('NoSuchVersion')
})

test.each([
  ['an empty version', { VersionId: '' }, 400, 'InvalidArgument'],
  ['a second factor', { MFA: 'serial 123456' }, 501, 'NotImplemented'],
  ['passing by a lock', { BypassGovernanceRetention: true }, 501, 'NotImplemented'],
])('refuses %s', async (_, input, status, code) => {
  const { mock, s3 } = setup(scene)

  const refused = await refusalOf(s3.send(remove(input)))

  expect([refused.status, refused.code]).toEqual([status, code])
  expect(mock.bucket(Bucket).keys()).toEqual(['a.txt', 'b'])
})

test('a condition that cannot be read is refused, not left out', async () => {
  const { mock } = setup(scene)

  for (const name of ['x-amz-if-match-last-modified-time', 'x-amz-if-match-size']) {
    const answer = await mock.admin().fetch(`/${Bucket}/${Key}`, { method: 'DELETE', headers: { [name]: 'soon' } })
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('<Code>InvalidArgument</Code>')])
  }
  expect(mock.bucket(Bucket).keys()).toEqual(['a.txt', 'b'])
})
