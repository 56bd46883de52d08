import {
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { policyActions, policyText, putPolicy } from './policy-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const Bucket = 'samples'
const put = (Policy: string) => new PutBucketPolicyCommand({ Bucket, Policy })
const read = new GetObjectCommand({ Bucket, Key: 'sample.txt' })

test('a policy gives rights to a user of the account and to another account', async () => {
  const { s3, nobody, bob, eve } = accounts()
  const Principal = { AWS: ['arn:aws:iam::123456789012:user/nobody', 'arn:aws:iam::210987654321:root'] }

  const { $metadata } = await s3.send(put(policyText({ Principal })))

  expect($metadata.httpStatusCode).toBe(204)
  expect(await (await nobody.send(read)).Body?.transformToString()).toBe('sample')
  expect(await (await bob.send(read)).Body?.transformToString()).toBe('sample')
  expect(await refusalOf(eve.send(read))).toEqual([403, 'AccessDenied'])
})

test('a Deny beats what identity policies allow', async () => {
  const { mock, s3, writer } = accounts()
  await putPolicy(s3, { Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::123456789012:user/writer' } })

  await expect(writer.send(read)).rejects.toThrow(/with an explicit deny in a resource-based policy$/)
  expect(mock.log.last?.denied).toMatchObject({ decision: 'explicitDeny', at: 'bucket' })
})

test('everyone may read where a public policy says so', async () => {
  const { s3, anyone } = accounts()
  await putPolicy(s3, {})

  expect(await (await anyone.send(read)).Body?.transformToString()).toBe('sample')
  expect(await refusalOf(anyone.send(new ListObjectsV2Command({ Bucket })))).toEqual([403, 'AccessDenied'])
})

const statement = JSON.parse(policyText({})).Statement[0] as Record<string, unknown>
const without = (name: string) => policyText({ [name]: undefined })

test.each([
  ['text that is no JSON', 'policy', "Policies must be valid JSON and the first byte must be '{'"],
  ['no text', '', "Policies must be valid JSON and the first byte must be '{'"],
  ['white space in front', ` ${policyText({})}`, "Policies must be valid JSON and the first byte must be '{'"],
  ['JSON that breaks off', '{"Version":', 'This policy contains invalid Json'],
  ['no statement', '{}', 'Missing required field Statement'],
  [
    'an empty list of statements',
    '{"Version":"2012-10-17","Statement":[]}',
    'Could not parse the policy: Statement is empty!',
  ],
  [
    'another version',
    policyText({}).replace('2012-10-17', '2012-10-18'),
    'The policy must contain a valid version string',
  ],
  ['no principal', without('Principal'), 'Missing required field Principal'],
  ['no action', without('Action'), 'Missing required field Action'],
  ['an effect that is none', policyText({ Effect: 'Maybe' }), 'Invalid effect: Maybe'],
  ['a principal that is none', policyText({ Principal: { AWS: 'someone' } }), 'Invalid principal in policy'],
  [
    'a user that the account does not have',
    policyText({ Principal: { AWS: 'arn:aws:iam::123456789012:user/ghost' } }),
    'Invalid principal in policy',
  ],
  ['an action that is none', policyText({ Action: 's3:ReadObject' }), 'Policy has invalid action'],
  ['another bucket', policyText({ Resource: 'arn:aws:s3:::other/*' }), 'Policy has invalid resource'],
  [
    'an action on objects for the bucket alone',
    policyText({ Resource: 'arn:aws:s3:::samples' }),
    'Action does not apply to any resource(s) in statement',
  ],
  [
    'a condition key that S3 does not have',
    policyText({ Condition: { StringEquals: { 's3:colour': 'red' } } }),
    'Policy has an invalid condition key',
  ],
  [
    'more than 20 kB',
    JSON.stringify({ Version: '2012-10-17', Id: 'x'.repeat(20_480), Statement: [statement] }),
    'Policy exceeds the maximum allowed document size.',
  ],
])('refuses %s', async (_case, Policy, message) => {
  const { s3 } = accounts()

  const call = s3.send(put(Policy))

  await expect(call).rejects.toThrow(message)
  expect(await refusalOf(call)).toEqual([400, 'MalformedPolicy'])
})

test('a policy that is refused changes nothing', async () => {
  const { s3 } = accounts()
  const Policy = await putPolicy(s3, {})

  await refusalOf(s3.send(put('{}')))

  expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy)
})

test('the root may confirm that a policy shuts out everyone else, and can still put another', async () => {
  const { s3, writer } = accounts()
  const Policy = policyText({ Effect: 'Deny', Action: policyActions, Resource: 'arn:aws:s3:::samples' })

  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy, ConfirmRemoveSelfBucketAccess: true }))

  expect(await refusalOf(writer.send(put(Policy)))).toEqual([403, 'AccessDenied'])
  await s3.send(put(Policy))
})

test('another account cannot set it, whatever it allows', async () => {
  const { s3, bob } = accounts()
  await putPolicy(s3, { Principal: { AWS: '210987654321' }, Action: policyActions, Resource: 'arn:aws:s3:::samples' })

  expect(await refusalOf(bob.send(put(policyText({}))))).toEqual([405, 'MethodNotAllowed'])
})

test('on Yandex a policy is a list of all that is allowed', async () => {
  const scene = { dialect: 'yandex', buckets: { samples: { objects: { 'sample.txt': 'sample' } } } } as const
  const { mock, s3, clientOf } = setup({ ...scene, keys: { reader: { roles: { samples: 'storage.viewer' } } } })
  const reader = clientOf(mock.as('reader'))
  await reader.send(read)

  await s3.send(put(policyText({ Resource: 'arn:aws:s3:::samples/other' })))

  expect(await refusalOf(reader.send(read))).toEqual([403, 'AccessDenied'])
})

test('Tigris has no bucket policies', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(put(policyText({}))))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  const call = s3.send(new PutBucketPolicyCommand({ Bucket: 'missing', Policy: policyText({}) }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchBucket'])
})

test('needs its right, before the text is looked at', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(put('{}')))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketPolicy', 'arn:aws:s3:::samples'])
})
