import { GetBucketTaggingCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

test('tells the tags of the scene', async () => {
  const { s3 } = setup({ buckets: { samples: { tags: { team: 'blue' } } } })

  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: 'samples' }))

  expect(TagSet).toEqual([{ Key: 'team', Value: 'blue' }])
})

test('a bucket without tags has no tag set', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new GetBucketTaggingCommand({ Bucket: 'samples' })))).toEqual([404, 'NoSuchTagSet'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new GetBucketTaggingCommand({ Bucket: 'missing' })))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, clientOf } = setup()

  const call = clientOf(mock.as('nobody')).send(new GetBucketTaggingCommand({ Bucket: 'samples' }))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetBucketTagging', 'arn:aws:s3:::samples'])
})
