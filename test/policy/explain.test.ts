import { expect, test } from 'vitest'
import { type EvaluateInput, evaluate, explain, parsePolicy, type Verdict } from '../../src/policy/index.js'

const text = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AllowImages",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": ["arn:aws:s3:::public-images/*"],
      "Condition": {
        "IpAddress": {
          "aws:SourceIp": ["203.0.113.0/24"]
        }
      }
    },
    { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::public-images/secret/*" }
  ]
}`

const policy = parsePolicy(text, { dialect: 'tigris', name: 'images', file: 'policies/images.json' })
const inside = { 'aws:SourceIp': '203.0.113.9' }
const image = 'arn:aws:s3:::public-images/a.png'

const ask = (input: Partial<EvaluateInput>): Verdict =>
  evaluate({ policies: [policy], action: 's3:GetObject', resource: image, context: inside, ...input })

test('an allowed call names the statement at its line', () => {
  expect(explain(ask({}))).toBe(
    `s3:GetObject on arn:aws:s3:::public-images/a.png: allowed
  asked by  user arn:aws:iam::123456789012:user/tester
  because   statement "AllowImages" allows it
  decided   statement "AllowImages" (policies/images.json:4)`,
  )
})

test('an explicit deny names its statement by number when it has no Sid', () => {
  const verdict = ask({ resource: 'arn:aws:s3:::public-images/secret/a.png' })

  expect(explain(verdict)).toBe(
    `s3:GetObject on arn:aws:s3:::public-images/secret/a.png: denied by a statement
  asked by  user arn:aws:iam::123456789012:user/tester
  because   statement 2 denies it
  decided   statement 2 (policies/images.json:15)
  to allow  narrow or remove the Deny of statement 2 (policies/images.json:15)`,
  )
})

test('another bucket is a difference in Resource, shown with both texts', () => {
  const verdict = ask({ resource: 'arn:aws:s3:::model-storage/a.bin' })

  expect(explain(verdict)).toBe(
    `s3:GetObject on arn:aws:s3:::model-storage/a.bin: denied: nothing allows it
  asked by  user arn:aws:iam::123456789012:user/tester
  because   no policy allows s3:GetObject
  nearest   statement "AllowImages" (policies/images.json:4)
  differs   Resource at policies/images.json:8
  asked     arn:aws:s3:::model-storage/a.bin
  has       arn:aws:s3:::public-images/*
  to allow  add "arn:aws:s3:::model-storage/a.bin" to the Resource of statement
            "AllowImages" (policies/images.json:8)`,
  )
})

test('another action is a difference in Action', () => {
  const verdict = ask({ action: 's3:DeleteObject' })

  expect(verdict.nearest).toEqual({
    statement: policy.statements[0],
    element: 'Action',
    asked: 's3:DeleteObject',
    expected: ['s3:GetObject', 's3:PutObject'],
    negated: false,
    others: 0,
    position: { file: 'policies/images.json', line: 7, column: 17 },
  })
})

test('a failing condition is named with the value asked and the values it has', () => {
  const verdict = ask({ context: { 'aws:SourceIp': '198.51.100.1' } })

  expect(verdict.nearest).toMatchObject({
    element: 'Condition',
    condition: 'IpAddress aws:SourceIp',
    asked: '198.51.100.1',
    expected: ['203.0.113.0/24'],
    position: { line: 11, column: 11 },
  })
  expect(explain(verdict)).toContain('let IpAddress aws:SourceIp of statement "AllowImages"')
})

test('a key that the request does not have is called absent', () => {
  expect(explain(ask({ context: {} }))).toMatch(
    /asked {5}\(absent\)[\s\S]*to allow {2}send aws:SourceIp with the request/,
  )
})

test('a statement that differs in several elements is not offered for a change', () => {
  const verdict = ask({ action: 's3:DeleteObject', resource: 'arn:aws:s3:::other/k' })

  expect(verdict.nearest?.others).toBe(1)
  expect(explain(verdict)).toContain('a policy statement that allows s3:DeleteObject on arn:aws:s3:::other/k')
})

test('NotResource that names the resource should leave it out', () => {
  const document = { Statement: { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::b/*' } }
  const verdict = evaluate({
    dialect: 'aws',
    policies: [document],
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
  })

  expect(explain(verdict)).toContain('let NotResource of statement 1 (identity policy:5) leave out')
})

test('a bucket policy that names others is a difference in Principal', () => {
  const resourcePolicy = {
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: '210987654321' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::b/*',
    },
  }
  const principal = { kind: 'user', arn: 'arn:aws:iam::111111111111:user/eve', account: '111111111111' } as const
  const policies = [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }]
  const asked = { principal, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccount: '210987654321' }
  const verdict = evaluate({ dialect: 'aws', policies, resourcePolicy, ...asked })

  expect([verdict.at, verdict.nearest?.element, verdict.nearest?.expected]).toEqual([
    'bucket',
    'Principal',
    ['210987654321'],
  ])
  expect(explain(verdict)).toContain('add "arn:aws:iam::111111111111:user/eve" to the Principal of statement 1')
})

test('of several statements the one with fewest differences is nearest, then the most alike', () => {
  const allow = (Sid: string, Action: string, Resource: string) => ({ Sid, Effect: 'Allow', Action, Resource })
  const Statement = [
    allow('Other', 's3:PutObject', 'arn:aws:s3:::zebra/*'),
    allow('Far', 's3:GetObject', 'arn:aws:s3:::zebra/*'),
    allow('Near', 's3:GetObject', 'arn:aws:s3:::photos/2024/*'),
  ]
  const policies = [{ Version: '2012-10-17', Statement }]

  expect(
    evaluate({ policies, action: 's3:GetObject', resource: 'arn:aws:s3:::photos/2025/a' }).nearest?.statement.sid,
  ).toBe('Near')
})

test('the remedy of one element, followed, allows the call', () => {
  const verdict = ask({ resource: 'arn:aws:s3:::model-storage/a.bin' })
  const mended = text.replace('"arn:aws:s3:::public-images/*"', `"arn:aws:s3:::public-images/*", "${verdict.resource}"`)

  expect(ask({ policies: [mended], resource: verdict.resource }).decision).toBe('allowed')
})

test('without policies there is nothing near, and the denial is vacuous', () => {
  const verdict = ask({ policies: [] })

  expect([verdict.nearest, verdict.policiesAsked]).toEqual([undefined, 0])
  expect(explain(verdict)).toBe(
    `s3:GetObject on arn:aws:s3:::public-images/a.png: denied: nothing allows it
  asked by  user arn:aws:iam::123456789012:user/tester
  because   no policy is attached, nothing grants s3:GetObject
  to allow  a policy statement that allows s3:GetObject on
            arn:aws:s3:::public-images/a.png`,
  )
})

test('an action that Tigris does not have is shown beside the one that stands for it', () => {
  const verdict = ask({ action: 's3:DeleteObjectVersion' })

  expect([verdict.action, verdict.asked]).toEqual(['s3:DeleteObject', 's3:DeleteObjectVersion'])
  expect(explain(verdict)).toContain('\n  asked as  s3:DeleteObjectVersion\n')
})

test('an anonymous caller is called anyone', () => {
  const principal = { kind: 'anonymous', arn: '*', account: '' } as const

  expect(explain(ask({ principal, policies: [] }))).toContain('asked by  anyone (no credentials)')
})

test('lines fit 100 columns unless one word does not', () => {
  const lines = explain(
    ask({ action: 's3:DeleteObject', resource: `arn:aws:s3:::${'long-'.repeat(12)}bucket/key` }),
  ).split('\n')

  expect(lines.slice(1).filter(line => line.length > 100)).toEqual([])
})

test('many values are cut after four', () => {
  const Resource = Array.from({ length: 9 }, (_, index) => `arn:aws:s3:::b${index}`)
  const policies = [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:ListBucket', Resource } }]

  expect(explain(evaluate({ policies, action: 's3:ListBucket', resource: 'arn:aws:s3:::c' }))).toContain('and 5 more')
})

test('a verdict as JSON holds its words and its near miss', () => {
  const plain = JSON.parse(JSON.stringify(ask({ action: 's3:DeleteObject' }))) as Verdict

  expect(plain).toMatchObject({
    decision: 'implicitDeny',
    at: 'identity',
    because: 'no policy allows s3:DeleteObject',
    nearest: { element: 'Action' },
    policiesAsked: 1,
    statements: [],
  })
})
