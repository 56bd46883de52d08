import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const versioned = () => setup({ dialect: 'aws', buckets: { samples: { versioning: 'Enabled' } } })

test('lists versions and delete markers, newest first', async () => {
  const { s3 } = versioned()
  const first = await s3.send(new PutObjectCommand({ Bucket: 'samples', Key: 'a', Body: '1' }))
  const marker = await s3.send(new DeleteObjectCommand({ Bucket: 'samples', Key: 'a' }))
  const second = await s3.send(new PutObjectCommand({ Bucket: 'samples', Key: 'a', Body: '22' }))

  const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'samples' }))

  expect(Versions?.map(({ VersionId, IsLatest, Size }) => [VersionId, IsLatest, Size])).toEqual([
    [second.VersionId, true, 2],
    [first.VersionId, false, 1],
  ])
  expect(DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([[marker.VersionId, false]])
})

test('writes versions and markers in one order', async () => {
  const { mock, s3 } = versioned()
  await s3.send(new PutObjectCommand({ Bucket: 'samples', Key: 'a', Body: '1' }))
  await s3.send(new DeleteObjectCommand({ Bucket: 'samples', Key: 'a' }))
  await s3.send(new PutObjectCommand({ Bucket: 'samples', Key: 'a', Body: '2' }))

  const text = await (await mock.admin().fetch('/samples?versions')).text()

  expect([...text.matchAll(/<(Version|DeleteMarker)>/g)].map(match => match[1])).toEqual([
    'Version',
    'DeleteMarker',
    'Version',
  ])
})

test('a bucket without versioning has null versions', async () => {
  const { s3 } = setup()

  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'samples' }))

  expect(Versions).toMatchObject([{ Key: 'sample.txt', VersionId: 'null', IsLatest: true }])
})

test.each([1, 2, 3, 7])('pages of %i hold each version once', async MaxKeys => {
  const { s3 } = versioned()
  for (const Key of ['a', 'a', 'b/1', 'b/2', 'c', 'c', 'c']) {
    await s3.send(new PutObjectCommand({ Bucket: 'samples', Key, Body: 'x' }))
  }
  const listFrom = async (input: ListObjectVersionsCommandInput): Promise<(string | undefined)[]> => {
    const page = await s3.send(new ListObjectVersionsCommand(input))
    const groups = (page.CommonPrefixes ?? []).map(group => group.Prefix)
    const found = [...(page.Versions ?? []).map(version => version.Key), ...groups]
    const next = { ...input, KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    return page.IsTruncated ? [...found, ...(await listFrom(next))] : found
  }

  const found = await listFrom({ Bucket: 'samples', MaxKeys, Delimiter: '/' })

  expect(found.sort()).toEqual(['a', 'a', 'b/', 'c', 'c', 'c'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new ListObjectVersionsCommand({ Bucket: 'missing' })))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right; on Tigris the one to list serves', async () => {
  const { mock, clientOf } = setup()
  const aws = setup({ dialect: 'aws', buckets: { samples: {} }, keys: { nobody: {} } })
  const command = new ListObjectVersionsCommand({ Bucket: 'samples' })

  expect(await refusalOf(clientOf(mock.as('nobody')).send(command))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:ListBucket', 'arn:aws:s3:::samples'])
  expect(await refusalOf(aws.clientOf(aws.mock.as('nobody')).send(command))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(aws.mock)).toEqual(['s3:ListBucketVersions', 'arn:aws:s3:::samples'])
})

test.each(['version-id-marker=x', 'key-marker=a&version-id-marker=', 'max-keys=-1'])('refuses %s', async query => {
  const { mock } = setup()

  expect(await answerOf(await mock.admin().fetch(`/samples?versions&${query}`))).toEqual([400, 'InvalidArgument'])
})
