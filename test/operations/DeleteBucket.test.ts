import { DeleteBucketCommand, DeleteObjectCommand, HeadBucketCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

test('deletes an empty bucket', async () => {
  const { s3 } = setup()
  await s3.send(new DeleteObjectCommand({ Bucket: 'samples', Key: 'sample.txt' }))

  const { $metadata } = await s3.send(new DeleteBucketCommand({ Bucket: 'samples' }))

  expect($metadata.httpStatusCode).toBe(204)
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'samples' }))).rejects.toMatchObject({ name: 'NotFound' })
})

test('a bucket with objects stays', async () => {
  const { mock, s3 } = setup()

  expect(await refusalOf(s3.send(new DeleteBucketCommand({ Bucket: 'samples' })))).toEqual([409, 'BucketNotEmpty'])
  expect(mock.world().store.bucket('samples')).toBeDefined()
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new DeleteBucketCommand({ Bucket: 'missing' })))).toEqual([404, 'NoSuchBucket'])
})

test('needs the right to delete it', async () => {
  const { mock, clientOf } = setup()

  const call = clientOf(mock.as('nobody')).send(new DeleteBucketCommand({ Bucket: 'samples' }))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:DeleteBucket', 'arn:aws:s3:::samples'])
})

test('a bucket with versions is told that they must all go', async () => {
  const { s3 } = setup({ dialect: 'aws', buckets: { samples: { versioning: 'Enabled', objects: { a: 'x' } } } })
  await s3.send(new DeleteObjectCommand({ Bucket: 'samples', Key: 'a' }))

  await expect(s3.send(new DeleteBucketCommand({ Bucket: 'samples' }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
  })
})
