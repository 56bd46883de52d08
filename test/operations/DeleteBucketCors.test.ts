import { DeleteBucketCorsCommand, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { expectRefusals } from './setting-setup.js'

const bucket = { Bucket: 'samples' }

test('takes the rules away, and nothing else of the bucket', async () => {
  const { mock, s3 } = setup({ buckets: { samples: { tags: { team: 'blue' } } } })
  const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }]
  await s3.send(new PutBucketCorsCommand({ ...bucket, CORSConfiguration: { CORSRules } }))

  const { $metadata } = await s3.send(new DeleteBucketCorsCommand(bucket))

  expect($metadata.httpStatusCode).toBe(204)
  expect(await refusalOf(s3.send(new GetBucketCorsCommand(bucket)))).toEqual([404, 'NoSuchCORSConfiguration'])
  expect(mock.world().store.requireBucket('samples').settings).toEqual({ tagging: [{ Key: 'team', Value: 'blue' }] })
})

test('succeeds where there is nothing to take away', async () => {
  const { s3 } = setup()

  expect((await s3.send(new DeleteBucketCorsCommand(bucket))).$metadata.httpStatusCode).toBe(204)
})

test('needs its bucket and its right', () => expectRefusals('DeleteBucketCors'))
