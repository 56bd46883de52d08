import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { expectRefusals, inAws } from './setting-setup.js'

const Bucket = 'samples'
const ownKeys = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
}

const blocked = { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }

test.each([
  [setup, ownKeys],
  [inAws, { Rules: [{ ...ownKeys.Rules[0], ...blocked }] }],
])("a bucket that says nothing is encrypted with the service's own keys", async (make, expected) => {
  const { s3 } = make()

  const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }))

  expect(answer.ServerSideEncryptionConfiguration).toEqual(expected)
})

test('in yandex it is not encrypted', async () => {
  const { s3 } = setup({ dialect: 'yandex', buckets: { samples: {} } })

  expect(await refusalOf(s3.send(new GetBucketEncryptionCommand({ Bucket })))).toEqual([
    404,
    'ServerSideEncryptionConfigurationNotFoundError',
  ])
})

test('needs its bucket and its right', () => expectRefusals('GetBucketEncryption'))
