import { DeleteBucketTaggingCommand, GetBucketTaggingCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

test('takes the tag set away, as often as asked', async () => {
  const { s3 } = setup({ buckets: { samples: { tags: { team: 'blue' } } } })

  const { $metadata } = await s3.send(new DeleteBucketTaggingCommand({ Bucket: 'samples' }))
  await s3.send(new DeleteBucketTaggingCommand({ Bucket: 'samples' }))

  expect($metadata.httpStatusCode).toBe(204)
  expect(await refusalOf(s3.send(new GetBucketTaggingCommand({ Bucket: 'samples' })))).toEqual([404, 'NoSuchTagSet'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new DeleteBucketTaggingCommand({ Bucket: 'missing' })))).toEqual([404, 'NoSuchBucket'])
})

test('needs the right to set them', async () => {
  const { mock, clientOf } = setup()

  const call = clientOf(mock.as('nobody')).send(new DeleteBucketTaggingCommand({ Bucket: 'samples' }))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketTagging', 'arn:aws:s3:::samples'])
})
