import { DeleteBucketEncryptionCommand, PutBucketEncryptionCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setup } from './s3-setup.js'
import { expectRefusals, inAws } from './setting-setup.js'

const Bucket = 'samples'

test('objects are encrypted as without a configuration again', async () => {
  const { s3 } = inAws()
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }]
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))

  const { $metadata } = await s3.send(new DeleteBucketEncryptionCommand({ Bucket }))

  expect($metadata.httpStatusCode).toBe(204)
  const { ServerSideEncryption } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }))
  expect(ServerSideEncryption).toBe('AES256')
})

test('Tigris takes it without effect', async () => {
  const { s3 } = setup()

  expect((await s3.send(new DeleteBucketEncryptionCommand({ Bucket }))).$metadata.httpStatusCode).toBe(204)
})

test('needs its bucket and its right', () => expectRefusals('DeleteBucketEncryption'))
