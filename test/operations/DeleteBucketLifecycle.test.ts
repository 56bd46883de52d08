import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  HeadObjectCommand,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { expectRefusals } from './setting-setup.js'

const Bucket = 'samples'

test('objects stay when their rule is gone before it acts', async () => {
  const { mock, s3 } = setup()
  const Rules = [{ Status: 'Enabled' as const, Filter: {}, Expiration: { Days: 1 } }]
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))

  const { $metadata } = await s3.send(new DeleteBucketLifecycleCommand({ Bucket }))
  mock.clock.advance(10 * 86_400_000)

  expect($metadata.httpStatusCode).toBe(204)
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'sample.txt' }))).Expiration).toBeUndefined()
  const call = s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchLifecycleConfiguration'])
})

test('succeeds where there is nothing to take away', async () => {
  const { s3 } = setup()

  expect((await s3.send(new DeleteBucketLifecycleCommand({ Bucket }))).$metadata.httpStatusCode).toBe(204)
})

test('needs its bucket and its right', () => expectRefusals('DeleteBucketLifecycle'))
