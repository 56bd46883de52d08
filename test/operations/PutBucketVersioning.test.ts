import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const Bucket = 'samples'
const Key = 'sample.txt'
const put = (Status: 'Enabled' | 'Suspended') =>
  new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } })

const textOf = async (s3: S3Client, VersionId?: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...(VersionId !== undefined && { VersionId }) }))
  return Body?.transformToString()
}

const write = async (s3: S3Client, Body: string) =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId

test('each write makes a version, and what was there before is the version null', async () => {
  const { s3 } = accounts()
  await s3.send(put('Enabled'))

  const first = await write(s3, 'first')
  const second = await write(s3, 'second')

  expect(new Set([first, second, 'null']).size).toBe(3)
  expect(await Promise.all([textOf(s3), textOf(s3, first), textOf(s3, second), textOf(s3, 'null')])).toEqual([
    'second',
    'first',
    'second',
    'sample',
  ])
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
  expect(Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [second, true],
    [first, false],
    ['null', false],
  ])
})

test('a deletion hides the key behind a marker, and taking the marker away brings it back', async () => {
  const { s3 } = accounts()
  await s3.send(put('Enabled'))

  const { DeleteMarker, VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key }))

  expect(DeleteMarker).toBe(true)
  expect(await refusalOf(s3.send(new HeadObjectCommand({ Bucket, Key })))).toEqual([404, 'NotFound'])
  expect(await textOf(s3, 'null')).toBe('sample')
  const removed = await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
  expect([removed.DeleteMarker, removed.VersionId]).toEqual([true, VersionId])
  expect(await textOf(s3)).toBe('sample')
})

test('several keys and versions are deleted at once, markers told', async () => {
  const { s3 } = accounts()
  await s3.send(put('Enabled'))
  const first = await write(s3, 'first')
  const Objects = [{ Key }, { Key, VersionId: first }, { Key: 'absent' }]

  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))

  expect(Deleted?.map(each => [each.Key, each.VersionId, each.DeleteMarker])).toEqual([
    [Key, undefined, true],
    [Key, first, undefined],
    ['absent', undefined, true],
  ])
  const { DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
  expect(DeleteMarkers?.map(marker => marker.VersionId)).toEqual([
    Deleted?.[2]?.DeleteMarkerVersionId,
    Deleted?.[0]?.DeleteMarkerVersionId,
  ])
})

test('an older version is copied over the current one', async () => {
  const { s3 } = accounts()
  await s3.send(put('Enabled'))
  const first = await write(s3, 'first')
  await write(s3, 'second')

  const CopySource = `${Bucket}/${Key}?versionId=${first}`
  const copy = await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource }))

  expect(copy.CopySourceVersionId).toBe(first)
  expect(await Promise.all([textOf(s3), textOf(s3, copy.VersionId)])).toEqual(['first', 'first'])
})

test('an upload in parts makes a version too', async () => {
  const { s3 } = accounts()
  await s3.send(put('Enabled'))
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const part = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'parts' }))
  const Parts = [{ PartNumber: 1, ETag: part.ETag }]

  const done = await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))

  expect(await textOf(s3, done.VersionId)).toBe('parts')
})

test('while it is suspended, writes and deletions take the version null, and the others stay', async () => {
  const { s3 } = accounts()
  await s3.send(put('Enabled'))
  const first = await write(s3, 'first')
  await s3.send(put('Suspended'))

  expect(await write(s3, 'overwritten')).toBeUndefined()
  expect(await write(s3, 'last')).toBeUndefined()
  const read = await s3.send(new HeadObjectCommand({ Bucket, Key }))
  expect(read.VersionId).toBe('null')
  expect(await Promise.all([textOf(s3), textOf(s3, 'null'), textOf(s3, first)])).toEqual(['last', 'last', 'first'])

  const { DeleteMarker, VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  expect([DeleteMarker, VersionId]).toEqual([true, 'null'])
  const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
  expect([Versions?.map(each => each.VersionId), DeleteMarkers?.map(each => each.VersionId)]).toEqual([
    [first],
    ['null'],
  ])
})

test.each([
  ['<VersioningConfiguration/>', 'IllegalVersioningConfigurationException', 400],
  ['<VersioningConfiguration><Status>enabled</Status></VersioningConfiguration>', 'MalformedXML', 400],
  ['', 'MalformedXML', 400],
  [
    '<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>',
    'NotImplemented',
    501,
  ],
])('answers %s with %s', async (body, code, status) => {
  const { mock } = accounts()

  const response = await mock.admin().fetch('/samples?versioning', { method: 'PUT', body })

  expect(await answerOf(response)).toEqual([status, code])
})

test('a bucket that locks objects keeps its versions', async () => {
  const { s3 } = accounts()
  await s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }))
  const change = (Status: 'Enabled' | 'Suspended') =>
    s3.send(new PutBucketVersioningCommand({ Bucket: 'locked', VersioningConfiguration: { Status } }))

  expect(await refusalOf(change('Suspended'))).toEqual([409, 'InvalidBucketState'])
  await change('Enabled')
})

test('Tigris has no versioning', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(put('Enabled')))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  const VersioningConfiguration = { Status: 'Enabled' } as const
  const call = s3.send(new PutBucketVersioningCommand({ Bucket: 'missing', VersioningConfiguration }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(put('Enabled')))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketVersioning', 'arn:aws:s3:::samples'])
})
