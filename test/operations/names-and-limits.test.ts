import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, setup } from './s3-setup.js'

const inAws = () =>
  setup({ dialect: 'aws', buckets: { samples: { versioning: 'Enabled', objects: { 'a.txt': 'sample' } } } })

test.each([
  ['GET', ''],
  ['HEAD', ''],
  ['DELETE', ''],
  ['GET', '&tagging'],
  ['GET', '&acl'],
])('text that is no version id is refused by %s of aws%s', async (method, subResource) => {
  const { mock } = inAws()

  const answer = await mock.admin().fetch(`/samples/a.txt?versionId=garbage${subResource}`, { method })
  const text = await answer.text()

  expect(answer.status).toBe(400)
  expect(text).toContain(
    method === 'HEAD' ? '' : '<Message>Invalid version id specified</Message><ArgumentName>versionId</ArgumentName>',
  )
  expect(mock.bucket('samples').keys()).toEqual(['a.txt'])
})

test('text that is no version id is refused in copies and listings, and told for each key of a deletion', async () => {
  const { s3 } = inAws()
  const Bucket = 'samples'

  const copy = new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'samples/a.txt?versionId=garbage' })
  const list = new ListObjectVersionsCommand({ Bucket, KeyMarker: 'a.txt', VersionIdMarker: 'garbage' })
  const Objects = [{ Key: 'a.txt', VersionId: 'garbage' }]
  const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))

  expect(await refusalOf(s3.send(copy))).toEqual([400, 'InvalidArgument'])
  expect(await refusalOf(s3.send(list))).toEqual([400, 'InvalidArgument'])
  expect(Errors).toMatchObject([{ Key: 'a.txt', VersionId: 'garbage', Code: 'NoSuchVersion' }])
})

test('in tigris any text is asked for as a version', async () => {
  const { mock } = setup()

  const answer = await mock.admin().fetch('/samples/sample.txt?versionId=garbage')

  expect(await answerOf(answer)).toEqual([404, 'NoSuchVersion'])
})

test.each(['GET', 'PUT', 'DELETE'])('a %s of a key of 1,025 bytes is told the size', async method => {
  const { mock } = setup()
  const key = `${'k'.repeat(1023)}%C3%A4`

  const answer = await mock.admin().fetch(`/samples/${key}`, { method, ...(method === 'PUT' && { body: 'x' }) })
  const text = await answer.text()

  expect(answer.status).toBe(400)
  expect(text).toContain('<Code>KeyTooLongError</Code>')
  expect(text).toContain('<Size>1025</Size><MaxSizeAllowed>1024</MaxSizeAllowed>')
})

test('aws takes headers of 8 KB in all, and tigris does not say', async () => {
  const put = (mock: ReturnType<typeof setup>['mock']) =>
    mock.admin().fetch('/samples/b', { method: 'PUT', body: 'x', headers: { 'cache-control': 'x'.repeat(8192) } })

  const answer = await put(inAws().mock)

  expect(answer.status).toBe(400)
  const text = await answer.text()
  expect(text).toContain('<Code>RequestHeaderSectionTooLarge</Code>')
  expect(text).toContain('<MaxSizeAllowed>8192</MaxSizeAllowed>')
  expect((await put(setup().mock)).status).toBe(200)
})

test('a part without its number stores no object', async () => {
  const { mock } = setup()

  const answer = await mock.admin().fetch('/samples/part?uploadId=abc', { method: 'PUT', body: 'x' })

  expect(await answerOf(answer)).toEqual([501, 'NotImplemented'])
  expect(mock.bucket('samples').keys()).toEqual(['sample.txt'])
})

test.each([
  ['aws', 'amzn-s3-demo-a', false],
  ['aws', 'sthree-a', false],
  ['aws', 'a--ol-s3', false],
  ['tigris', 'a-s3alias', false],
  ['tigris', 'sthree-a', true],
  ['yandex', 'a-s3alias', true],
] as const)('in %s a bucket may be called %s: %s', async (dialect, Bucket, taken) => {
  const { s3 } = setup({ dialect })
  const made = s3.send(new CreateBucketCommand({ Bucket }))

  if (taken) expect((await made).Location).toBe(`/${Bucket}`)
  else expect(await refusalOf(made)).toEqual([400, 'InvalidBucketName'])
})

test.each([
  ['us-east-1', [400, 'InvalidLocationConstraint']],
  ['mars-north-1x', [400, 'InvalidLocationConstraint']],
  ['ap-southeast-7', [200, undefined]],
  ['us-gov-west-1', [200, undefined]],
  ['EU', [200, undefined]],
])('a bucket of aws in %s is answered %j', async (region, expected) => {
  const { mock } = setup({ dialect: 'aws' })
  const body = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`

  expect(await answerOf(await mock.admin().fetch('/placed', { method: 'PUT', body }))).toEqual(expected)
})

test.each([
  ['aws:x', 'v'],
  ['a?', 'v'],
  ['a', 'v,w'],
])('the tag %s=%s is refused', async (Key, Value) => {
  const { mock, s3 } = setup()
  const Tagging = new URLSearchParams([[Key, Value]]).toString()

  const put = s3.send(new PutObjectCommand({ Bucket: 'samples', Key: 'b', Body: 'x', Tagging }))

  expect(await refusalOf(put)).toEqual([400, 'InvalidTag'])
  expect(mock.bucket('samples').keys()).toEqual(['sample.txt'])
})
