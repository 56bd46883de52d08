import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { policyActions, putPolicy } from './policy-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const remove = (Bucket = 'samples') => new DeleteBucketPolicyCommand({ Bucket })

test('takes the policy and its rights away, and once more without an error', async () => {
  const { s3, anyone } = accounts()
  await putPolicy(s3, {})
  const read = new GetObjectCommand({ Bucket: 'samples', Key: 'sample.txt' })
  await anyone.send(read)

  await s3.send(remove())
  const { $metadata } = await s3.send(remove())

  expect($metadata.httpStatusCode).toBe(204)
  expect(await refusalOf(anyone.send(read))).toEqual([403, 'AccessDenied'])
  const get = new GetBucketPolicyCommand({ Bucket: 'samples' })
  expect(await refusalOf(s3.send(get))).toEqual([404, 'NoSuchBucketPolicy'])
})

test('the root of the account can delete a policy that locks everyone out', async () => {
  const { s3, writer } = accounts()
  await putPolicy(s3, { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::samples*' })
  expect(await refusalOf(writer.send(remove()))).toEqual([403, 'AccessDenied'])

  await s3.send(remove())

  await writer.send(remove())
})

test('another account cannot delete it, whatever it allows', async () => {
  const { s3, bob } = accounts()
  await putPolicy(s3, { Principal: { AWS: '210987654321' }, Action: policyActions, Resource: 'arn:aws:s3:::samples' })

  expect(await refusalOf(bob.send(remove()))).toEqual([405, 'MethodNotAllowed'])
})

test('Tigris has no bucket policies', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(remove()))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(remove('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(remove()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:DeleteBucketPolicy', 'arn:aws:s3:::samples'])
})
