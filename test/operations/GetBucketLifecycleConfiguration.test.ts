import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type PutBucketLifecycleConfigurationCommandInput,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { expectRefusals, inAws } from './setting-setup.js'

const Bucket = 'samples'

test('tells the rules as they were given', async () => {
  const { s3 } = inAws()
  const LifecycleConfiguration = {
    Rules: [
      {
        ID: 'all',
        Status: 'Enabled',
        Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'team', Value: 'blue' }], ObjectSizeGreaterThan: 1 } },
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 60, StorageClass: 'GLACIER' },
        ],
        Expiration: { Days: 90 },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER', NewerNoncurrentVersions: 2 }],
        NoncurrentVersionExpiration: { NoncurrentDays: 5, NewerNoncurrentVersions: 3 },
      },
      {
        ID: 'uploads',
        Status: 'Disabled',
        Filter: { Prefix: '' },
        Expiration: { ExpiredObjectDeleteMarker: true },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
      { ID: 'older form', Status: 'Enabled', Prefix: 'b/', Expiration: { Date: new Date('2026-05-01T00:00:00Z') } },
    ],
  } satisfies PutBucketLifecycleConfigurationCommandInput['LifecycleConfiguration']
  const written = await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))

  const read = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))

  expect(read.Rules).toEqual(LifecycleConfiguration.Rules)
  expect([written, read].map(each => each.TransitionDefaultMinimumObjectSize)).toEqual([
    'all_storage_classes_128K',
    'all_storage_classes_128K',
  ])
})

test('a bucket without rules has no configuration', async () => {
  const { s3 } = setup()

  const call = s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))

  expect(await refusalOf(call)).toEqual([404, 'NoSuchLifecycleConfiguration'])
})

test('needs its bucket and its right', () => expectRefusals('GetBucketLifecycleConfiguration'))
