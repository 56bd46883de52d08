import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { policyActions, policyText, putPolicy } from './policy-setup.js'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const get = (Bucket = 'samples') => new GetBucketPolicyCommand({ Bucket })

test('gives the text as it was put, byte for byte', async () => {
  const { mock, s3 } = accounts()
  const Policy = `{\n\t"Version": "2012-10-17",  "Id": "Zürich",\n  "Statement": ${JSON.stringify(JSON.parse(policyText({ Principal: { AWS: '210987654321' } })).Statement)} }\n`
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'samples', Policy }))

  expect((await s3.send(get())).Policy).toBe(Policy)
  const response = await mock.admin().fetch('/samples?policy')
  expect([response.headers.get('content-type'), await response.text()]).toEqual(['application/json', Policy])
})

test('a bucket without a policy is NoSuchBucketPolicy', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get()))).toEqual([404, 'NoSuchBucketPolicy'])
})

test('another account is told that this is not for it, even where the policy allows it', async () => {
  const { mock, s3, bob, alt } = accounts()
  const Resource = 'arn:aws:s3:::samples'
  await putPolicy(s3, { Principal: { AWS: '210987654321' }, Action: policyActions, Resource })

  expect(await refusalOf(bob.send(get()))).toEqual([405, 'MethodNotAllowed'])
  expect(mock.log.last?.denied).toBeUndefined()
  expect(await refusalOf(alt.send(get()))).toEqual([405, 'MethodNotAllowed'])
})

test('another account that nothing allows it is denied', async () => {
  const { mock, bob } = accounts()

  expect(await refusalOf(bob.send(get()))).toEqual([403, 'AccessDenied'])
  expect(mock.log.last?.denied).toMatchObject({ action: 's3:GetBucketPolicy', at: 'bucket' })
})

test('the root of the account may manage a policy that denies everything', async () => {
  const { s3, writer } = accounts()
  const Resource = ['arn:aws:s3:::samples', 'arn:aws:s3:::samples/*']
  const Policy = await putPolicy(s3, { Effect: 'Deny', Action: 's3:*', Resource })

  expect((await s3.send(get())).Policy).toBe(Policy)
  expect(await refusalOf(writer.send(get()))).toEqual([403, 'AccessDenied'])
})

test('Tigris has no bucket policies', async () => {
  const { mock } = setup()

  expect(await answerOf(await mock.admin().fetch('/samples?policy'))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(get()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetBucketPolicy', 'arn:aws:s3:::samples'])
})
