import { GetBucketPolicyStatusCommand, PutBucketAclCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { putPolicy } from './policy-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const get = (Bucket = 'samples') => new GetBucketPolicyStatusCommand({ Bucket })

const when = (operator: string, key: string, ...values: string[]) => ({ Condition: { [operator]: { [key]: values } } })

test.each([
  ['everyone', {}, true],
  ['everyone of AWS', { Principal: { AWS: '*' } }, true],
  ['all but one', { Principal: undefined, NotPrincipal: { AWS: '210987654321' } }, true],
  ['one account', { Principal: { AWS: '210987654321' } }, false],
  ['nobody, by a Deny', { Effect: 'Deny' }, false],
  ['a narrow network', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24', '2001:db8::/32'), false],
  ['half of all addresses', when('IpAddress', 'aws:SourceIp', '0.0.0.0/1'), true],
  ['all addresses but some', when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'), true],
  ['one VPC endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-1234'), false],
  ['endpoints of a pattern', when('StringLike', 'aws:SourceVpce', 'vpce-*'), true],
  ['an organization', when('StringEquals', 'aws:PrincipalOrgID', 'o-1234567890'), false],
  ['whoever sends a referer', when('StringEquals', 'aws:Referer', 'https://example.com/'), true],
])('a policy for %s', async (_case, statement, isPublic) => {
  const { s3 } = accounts()
  await putPolicy(s3, statement)

  const { PolicyStatus } = await s3.send(get())

  expect(PolicyStatus).toEqual({ IsPublic: isPublic })
})

test('one public statement among others makes the policy public', async () => {
  const { s3 } = accounts()
  await putPolicy(s3, { Principal: { AWS: '210987654321' } }, {})

  expect((await s3.send(get())).PolicyStatus?.IsPublic).toBe(true)
})

test('a bucket without a policy is NoSuchBucketPolicy', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get()))).toEqual([404, 'NoSuchBucketPolicy'])
})

test('Tigris, which has no policies, tells of its public buckets', async () => {
  const { s3 } = setup()

  const before = await s3.send(get())
  await s3.send(new PutBucketAclCommand({ Bucket: 'samples', ACL: 'public-read' }))
  const after = await s3.send(get())

  expect([before.PolicyStatus?.IsPublic, after.PolicyStatus?.IsPublic]).toEqual([false, true])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(get()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetBucketPolicyStatus', 'arn:aws:s3:::samples'])
})
