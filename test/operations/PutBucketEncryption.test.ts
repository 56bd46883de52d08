import {
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { answerTo, expectRefusals, inAws } from './setting-setup.js'

const Bucket = 'samples'
const putOf = (byDefault: ServerSideEncryptionByDefault, more: object = {}) =>
  new PutBucketEncryptionCommand({
    Bucket,
    ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, ...more }] },
  })

test('gives its default to objects whose writers say nothing', async () => {
  const { s3 } = inAws()
  await s3.send(putOf({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'key-1' }, { BucketKeyEnabled: true }))

  const byDefault = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }))
  const asked = await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'b', ServerSideEncryption: 'AES256' }))

  expect(byDefault).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key-1', BucketKeyEnabled: true })
  expect([asked.ServerSideEncryption, asked.SSEKMSKeyId]).toEqual(['AES256', undefined])
})

test('is told as it was given', async () => {
  const { s3 } = inAws()
  const BlockedEncryptionTypes = { EncryptionType: ['SSE-C' as const] }
  await s3.send(putOf({ SSEAlgorithm: 'aws:kms:dsse' }, { BlockedEncryptionTypes }))

  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))

  expect(ServerSideEncryptionConfiguration?.Rules).toEqual([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse' }, BlockedEncryptionTypes },
  ])
})

test('Tigris takes it without effect', async () => {
  const { s3 } = setup()

  await s3.send(putOf({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'key-1' }))

  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
  expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
    SSEAlgorithm: 'AES256',
  })
  const { ServerSideEncryption } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }))
  expect(ServerSideEncryption).toBeUndefined()
})

test('refuses a key for an encryption that takes none', async () => {
  const { s3 } = inAws()

  const call = s3.send(putOf({ SSEAlgorithm: 'AES256', KMSMasterKeyID: 'key-1' }))

  expect(await refusalOf(call)).toEqual([400, 'InvalidArgument'])
})

test.each([
  '',
  '<ServerSideEncryptionConfiguration/>',
  '<ServerSideEncryptionConfiguration><Rule/><Rule/></ServerSideEncryptionConfiguration>',
  '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>ROT13</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
])('refuses the document %s', async body => {
  expect(await answerTo('encryption', body)).toEqual([400, 'MalformedXML'])
})

test('needs its bucket and its right', () => expectRefusals('PutBucketEncryption'))
