import {
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { answerOf, refusalOf, refusedRight } from './s3-setup.js'

const Bucket = 'samples'
const put = (PublicAccessBlockConfiguration: Record<string, boolean>) =>
  new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration })
const policy = (...statements: object[]) =>
  new PutBucketPolicyCommand({
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map(each => ({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::samples/*', ...each })),
    }),
  })
const forEveryone = policy({ Effect: 'Allow', Principal: '*' })
const read = (s3: S3Client) => s3.send(new GetObjectCommand({ Bucket, Key: 'sample.txt' }))

test('keeps what is said and takes the rest as off', async () => {
  const { s3 } = accounts()

  await s3.send(put({ BlockPublicPolicy: true, IgnorePublicAcls: false }))

  const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
  expect(PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: false,
    IgnorePublicAcls: false,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: false,
  })
})

test('BlockPublicPolicy refuses a public policy in its own words, and takes another', async () => {
  const { s3, writer } = accounts()
  await s3.send(put({ BlockPublicPolicy: true }))

  await expect(writer.send(forEveryone)).rejects.toThrow(
    'User: arn:aws:iam::123456789012:user/writer is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::samples" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
  )
  await writer.send(policy({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::210987654321:root' } }))
})

test('RestrictPublicBuckets keeps everyone out but the account of the bucket, while its policy is public', async () => {
  const { mock, s3, anyone, bob, nobody } = accounts()
  await s3.send(put({ RestrictPublicBuckets: true }))
  await s3.send(forEveryone)

  expect(await refusalOf(read(anyone))).toEqual([403, 'AccessDenied'])
  expect(mock.log.last?.denied?.because).toContain('RestrictPublicBuckets')
  expect(await refusalOf(read(bob))).toEqual([403, 'AccessDenied'])
  expect(await (await read(nobody)).Body?.transformToString()).toBe('sample')

  await s3.send(put({}))
  expect(await (await read(anyone)).Body?.transformToString()).toBe('sample')
  expect(await (await read(bob)).Body?.transformToString()).toBe('sample')
})

test('RestrictPublicBuckets leaves a policy that is not public alone', async () => {
  const { s3, bob } = accounts()
  await s3.send(put({ RestrictPublicBuckets: true }))
  await s3.send(policy({ Effect: 'Allow', Principal: { AWS: '210987654321' } }))

  expect(await (await read(bob)).Body?.transformToString()).toBe('sample')
})

test('a Deny of a restricted policy still counts', async () => {
  const { s3, nobody, writer } = accounts()
  await s3.send(put({ RestrictPublicBuckets: true }))
  const Principal = { AWS: 'arn:aws:iam::123456789012:user/writer' }
  await s3.send(policy({ Effect: 'Allow', Principal: '*' }, { Effect: 'Deny', Principal }))

  expect(await refusalOf(read(writer))).toEqual([403, 'AccessDenied'])
  expect(await (await read(nobody)).Body?.transformToString()).toBe('sample')
})

test.each([
  '<PublicAccessBlockConfiguration><BlockEverything>true</BlockEverything></PublicAccessBlockConfiguration>',
  '<PublicAccessBlockConfiguration><BlockPublicAcls>maybe</BlockPublicAcls></PublicAccessBlockConfiguration>',
  '',
])('refuses a document that is none: %s', async body => {
  const { mock } = accounts()

  const response = await mock.admin().fetch('/samples?publicAccessBlock', { method: 'PUT', body })

  expect(await answerOf(response)).toEqual([400, 'MalformedXML'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(put({})))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketPublicAccessBlock', 'arn:aws:s3:::samples'])
})
