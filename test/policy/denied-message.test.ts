import { expect, test } from 'vitest'
import { deniedMessage, type EvaluateInput, evaluate } from '../../src/policy/index.js'

const arn = 'arn:aws:iam::123456789012:user/alice'
const allow = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const deny = { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } }
const onBucket = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::b/*' }

const ask = (input: Partial<EvaluateInput>) =>
  evaluate({ dialect: 'aws', policies: [], action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', ...input })

const start = `User: ${arn} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k"`

test.each([
  ['no identity Allow', {}, 'because no identity-based policy allows the s3:GetObject action'],
  ['an identity Deny', { policies: [deny] }, 'with an explicit deny in an identity-based policy'],
  [
    'no session Allow',
    { policies: [allow], sessionPolicies: [] },
    'because no session policy allows the s3:GetObject action',
  ],
  ['a session Deny', { policies: [allow], sessionPolicies: [deny] }, 'with an explicit deny in a session policy'],
  [
    'no bucket Allow',
    { policies: [allow], resourceAccount: '2' },
    'because no resource-based policy allows the s3:GetObject action',
  ],
  [
    'a bucket Deny',
    { policies: [allow], resourcePolicy: { Statement: onBucket } },
    'with an explicit deny in a resource-based policy',
  ],
])('S3 words the reason: %s', (_, input, reason) => {
  expect(deniedMessage(ask(input), arn)).toBe(`${start} ${reason}`)
})

test('a call on no resource names none', () => {
  expect(deniedMessage(ask({ action: 's3:ListAllMyBuckets', resource: '*' }), arn)).toBe(
    `User: ${arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
  )
})

test('IAM puts no quotes around the resource', () => {
  const verdict = ask({ action: 'iam:CreatePolicy', resource: 'policy p' })

  expect(deniedMessage(verdict, arn, { quoted: false })).toBe(
    `User: ${arn} is not authorized to perform: iam:CreatePolicy on resource: policy p because no identity-based policy allows the iam:CreatePolicy action`,
  )
})

test('STS gives no reason', () => {
  const verdict = ask({ action: 'sts:GetFederationToken', resource: 'arn:aws:sts::1:federated-user/r' })

  expect(deniedMessage(verdict, arn, { quoted: false, reason: false })).toBe(
    `User: ${arn} is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::1:federated-user/r`,
  )
})

test('an anonymous caller is told nothing', () => {
  const principal = { kind: 'anonymous', arn: '*', account: '' } as const

  expect(deniedMessage(ask({ principal }), '')).toBe('Access Denied')
})
