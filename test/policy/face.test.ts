import { expect, test } from 'vitest'
import { compiledOf } from '../../src/policy/document.js'
import {
  type EvaluateInput,
  evaluate,
  isPolicyError,
  lint,
  type Policy,
  PolicyError,
  parsePolicy,
} from '../../src/policy/index.js'

const document = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
}
const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }

test.each([
  ['a document', document],
  ['text', JSON.stringify(document)],
  ['a parsed policy', parsePolicy(document)],
])('evaluate takes policies as %s', (_, policy) => {
  expect(evaluate({ policies: [policy], ...asked }).decision).toBe('allowed')
})

test('tigris is the dialect when none is named', () => {
  expect(() => evaluate({ policies: [{ ...document, Version: '2008-10-17' }], ...asked })).toThrow(PolicyError)
})

test('evaluate refuses a document that the dialect does not take', () => {
  const policies = [
    { ...document, Statement: { ...document.Statement, Condition: { StringEquals: { 's3:prefix': 'a' } } } },
  ]

  expect(() => evaluate({ policies, ...asked })).toThrow('Condition operator StringEquals is not supported.')
})

test('evaluate reads what the dialect does not take when it is told to', () => {
  const policies = [
    { ...document, Statement: { ...document.Statement, Condition: { StringEquals: { 's3:prefix': 'a' } } } },
  ]

  expect(evaluate({ policies, ...asked, context: { 's3:prefix': 'a' }, strict: false }).decision).toBe('allowed')
})

test('evaluate in aws takes documents that exist though CreatePolicy refuses them', () => {
  expect(evaluate({ dialect: 'aws', policies: [{ ...document, Version: '2008-10-17' }], ...asked }).decision).toBe(
    'allowed',
  )
})

test('an unknown option is named with the nearest known one', () => {
  const misspelt = { policys: [document], ...asked } as unknown as EvaluateInput

  expect(() => evaluate(misspelt)).toThrow('unknown option `policys`; did you mean "policies"?')
})

test('an unknown dialect is named with the nearest known one', () => {
  expect(() => parsePolicy(document, { dialect: 'tigres' as 'tigris' })).toThrow(
    'unknown dialect `tigres`; did you mean "tigris"?',
  )
})

test('a policy that parsePolicy did not make is refused, not ignored', () => {
  const forged: Policy = { kind: 'identity', text: '', name: 'forged', statements: [] }

  expect(() => compiledOf(forged)).toThrow('policy `forged` is not compiled')
})

test('a PolicyError is known by its brand, not by its class', () => {
  const [finding] = lint('x')

  expect(finding && isPolicyError(new PolicyError([finding]))).toBe(true)
  expect(isPolicyError(new Error('x'))).toBe(false)
})

test('lint finds nothing in a good document', () => {
  expect(lint(document)).toEqual([])
})

test('evaluate without policies denies', () => {
  expect(evaluate(asked).decision).toBe('implicitDeny')
})

test('a bucket policy in tigris is refused by name', () => {
  expect(() => evaluate({ ...asked, resourcePolicy: document })).toThrow(
    'the dialect `tigris` has no policies of kind `bucket`',
  )
})

const trust = (principal: string) =>
  parsePolicy(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' } },
    { dialect: 'aws', kind: 'trust' },
  )

const assume = { dialect: 'aws', action: 'sts:AssumeRole', resource: 'arn:aws:iam::123456789012:role/r' } as const
const mayAssume = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } }

test.each([
  ['names the user', 'arn:aws:iam::123456789012:user/tester', [], 'allowed', 'resource'],
  ['names the account, and the user may assume', '123456789012', [mayAssume], 'allowed', 'identity'],
  ['names the account, and the user may not assume', '123456789012', [], 'implicitDeny', 'identity'],
  [
    'names somebody else, though the user may assume',
    'arn:aws:iam::123456789012:user/x',
    [mayAssume],
    'implicitDeny',
    'resource',
  ],
  [
    'names somebody else, and the user may not assume',
    'arn:aws:iam::123456789012:user/x',
    [],
    'implicitDeny',
    'resource',
  ],
])('a trust policy that %s', (_, principal, policies, expected, layer) => {
  const { decision, at } = evaluate({ ...assume, policies, resourcePolicy: trust(principal) })

  expect([decision, at]).toEqual([expected, layer])
})

test('a Condition that stands twice in a Yandex statement must hold twice', () => {
  const text =
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:Referer":"a"}},"Condition":{"Bool":{"aws:SecureTransport":"true"}}}}'
  const ask = (context: Record<string, string>) =>
    evaluate({ dialect: 'yandex', policies: [text], ...asked, context }).decision

  expect(ask({ 'aws:Referer': 'a', 'aws:SecureTransport': 'true' })).toBe('allowed')
  expect(ask({ 'aws:Referer': 'a' })).toBe('implicitDeny')
  expect(ask({ 'aws:SecureTransport': 'true' })).toBe('implicitDeny')
})

test('more spellings of actions than are kept do not change decisions', () => {
  const policy = parsePolicy({ ...document, Statement: { ...document.Statement, Action: 's3:*' } })
  const decisions = Array.from(
    { length: 1100 },
    (_, index) => evaluate({ policies: [policy], ...asked, action: `s3:Get${index}` }).decision,
  )

  expect(new Set(decisions)).toEqual(new Set(['allowed']))
})

const forBob = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:user/bob' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::b/*',
    },
  ],
}

test.each([
  ['arn:aws:iam::123456789012:user/bob', 'allowed'],
  ['arn:aws:iam::123456789012:user/eve', 'implicitDeny'],
  ['anonymous', 'implicitDeny'],
])('a caller is named by its ARN: %s', (principal, decision) => {
  const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccount: '123456789012' }

  expect(evaluate({ dialect: 'aws', resourcePolicy: forBob, principal, ...question }).decision).toBe(decision)
})

test.each(['bob', '*', 'arn:aws:s3:::b', { arn: 'arn:aws:iam::123456789012:user/bob' } as never])(
  '%j names no caller',
  principal => {
    const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }

    expect(() => evaluate({ dialect: 'aws', principal, ...question })).toThrow(/`principal` is an ARN such as/)
  },
)

const takeRole = {
  dialect: 'aws',
  action: 'sts:AssumeRole',
  resource: 'arn:aws:iam::123456789012:role/worker',
} as const

test('whether a role may be taken is no question without its trust policy', () => {
  expect(() => evaluate(takeRole)).toThrow(
    'whether arn:aws:iam::123456789012:role/worker may be taken depends on its trust policy: give it as `resourcePolicy`',
  )
})

test('the resource policy of a role is read as a trust policy', () => {
  const trusting = (Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:user/tester' }, Action }],
  })

  expect(evaluate({ ...takeRole, resourcePolicy: trusting('sts:AssumeRole') }).decision).toBe('allowed')
  expect(evaluate({ ...takeRole, resourcePolicy: trusting('sts:TagSession') }).decision).toBe('implicitDeny')
})
