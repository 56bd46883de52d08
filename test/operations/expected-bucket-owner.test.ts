import {
  CopyObjectCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { refusalOf, setup } from './s3-setup.js'

const Bucket = 'samples'
const main = '123456789012'
const other = '210987654321'
const target = { Bucket, Key: 'sample.txt' }

test('a call goes on when the bucket has the owner that its sender expects', async () => {
  const { s3 } = accounts()

  await s3.send(new PutObjectCommand({ ...target, Body: 'x', ExpectedBucketOwner: main }))

  expect((await s3.send(new ListObjectsV2Command({ Bucket, ExpectedBucketOwner: main }))).KeyCount).toBe(1)
})

test.each([
  ['PutObject', new PutObjectCommand({ ...target, Body: 'x', ExpectedBucketOwner: other })],
  ['GetObject', new GetObjectCommand({ ...target, ExpectedBucketOwner: other })],
  ['ListObjectsV2', new ListObjectsV2Command({ Bucket, ExpectedBucketOwner: other })],
  ['DeleteBucket', new DeleteBucketCommand({ Bucket, ExpectedBucketOwner: other })],
])('%s is denied when it has another', async (_name, command) => {
  const { mock, s3 } = accounts()

  expect(await refusalOf(s3.send(command as GetObjectCommand))).toEqual([403, 'AccessDenied'])
  expect(mock.bucket(Bucket).toJSON()).toEqual({ 'sample.txt': 'sample' })
})

test('HEAD is denied without a body', async () => {
  const { s3 } = accounts()

  const call = s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: other }))
  expect((await refusalOf(call))[0]).toBe(403)
})

test('what can be no account is refused, where account ids have a form', async () => {
  const { s3 } = accounts()
  const tigris = setup()
  const list = new ListObjectsV2Command({ Bucket, ExpectedBucketOwner: 'someone' })

  expect(await refusalOf(s3.send(list))).toEqual([400, 'InvalidBucketOwnerAWSAccountID'])
  expect(await refusalOf(tigris.s3.send(list))).toEqual([403, 'AccessDenied'])
})

test('a missing bucket is told before its owner is compared', async () => {
  const { s3 } = accounts()

  const call = s3.send(new ListObjectsV2Command({ Bucket: 'missing', ExpectedBucketOwner: other }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchBucket'])
})

test('a copy can expect the owner of its source', async () => {
  const { s3 } = accounts()
  const copy = (ExpectedSourceBucketOwner: string) =>
    s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'samples/sample.txt', ExpectedSourceBucketOwner }))

  await copy(main)

  expect(await refusalOf(copy(other))).toEqual([403, 'AccessDenied'])
  expect(await refusalOf(copy('someone'))).toEqual([400, 'InvalidBucketOwnerAWSAccountID'])
})
