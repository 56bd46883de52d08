import { expect, test } from 'vitest'
import { compileCondition } from '../../src/policy/conditions.js'
import { evaluate } from '../../src/policy/evaluate.js'
import { explain, parsePolicy, evaluate as publicEvaluate } from '../../src/policy/index.js'
import { profiles } from '../../src/policy/profiles.js'
import type { Facts } from '../../src/policy/types.js'

const principal = { kind: 'key', arn: 'arn:aws:iam::flyio_1:user/tid_1', account: 'flyio_1' } as const
const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
const allow = { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::b/*' }
const facts: Facts = { principal, ...asked, context: {}, identity: [], grants: [] }

test('an operator that is none never holds, whatever was asked', () => {
  const position = { line: 1, column: 1 }
  const written = { operator: 'NotEquals', key: 'a:b', values: ['x'], position }
  const condition = compileCondition(written, { variables: 'all', anyAddress: false })

  expect([condition.test({}), condition.test({ 'a:b': 'x' }), condition.test({ 'a:b': 'y' })]).toEqual([
    false,
    false,
    false,
  ])
})

test('an action that nothing stands for is an error, not an allowed call', () => {
  expect(() => evaluate({ ...profiles.tigris, dialectActions: () => [] }, facts)).toThrow(
    'no action for `s3:GetObject`',
  )
})

test('a Deny of a resource policy counts where the dialect gives such policies no Allow', () => {
  const resourcePolicy = (Effect: string) =>
    parsePolicy({ Statement: { ...allow, Effect, Principal: '*' } }, { dialect: 'aws', kind: 'bucket' })
  const identity = [parsePolicy({ Version: '2012-10-17', Statement: allow })]

  expect(evaluate(profiles.tigris, { ...facts, identity, resourcePolicy: resourcePolicy('Deny') }).decision).toBe(
    'explicitDeny',
  )
  expect(evaluate(profiles.tigris, { ...facts, resourcePolicy: resourcePolicy('Allow') }).decision).toBe('implicitDeny')
})

test('a Deny is never the nearest statement', () => {
  const Statement = [{ ...allow, Effect: 'Deny', Resource: 'arn:aws:s3:::other/*' }]
  const verdict = publicEvaluate({ policies: [{ Version: '2012-10-17', Statement }], ...asked })

  expect([verdict.decision, verdict.nearest]).toEqual(['implicitDeny', undefined])
  expect(explain(verdict)).toContain('to allow  a policy statement that allows s3:GetObject')
})

test('a statement that only delegates to the account is not called nearest: it differs in nothing', () => {
  const resourcePolicy = { Statement: { ...allow, Principal: { AWS: '123456789012' } } }
  const verdict = publicEvaluate({ dialect: 'aws', resourcePolicy, ...asked })

  expect([verdict.decision, verdict.at, verdict.nearest]).toEqual(['implicitDeny', 'identity', undefined])
})

test('context keys that every object inherits are absent', () => {
  const Statement = { ...allow, Condition: { StringLike: { toString: '*', __proto__x: '*' } } }

  expect(publicEvaluate({ dialect: 'aws', policies: [{ Statement }], ...asked }).decision).toBe('implicitDeny')
})

test('across accounts an ACL is the grant beside the statement of the caller', () => {
  const grants = [{ source: 'bucketAcl', actions: ['s3:*'], resource: '*', label: 'the ACL' } as const]
  const policies = [{ Statement: allow }]
  const ask = (resourceAccount: string) =>
    publicEvaluate({ dialect: 'aws', policies, grants, resourceAccount, ...asked })

  expect([ask('210987654321').grant?.label, ask('123456789012').grant?.label]).toEqual(['the ACL', undefined])
})

test('Allows of a bucket policy that do not count say why, and nothing is called near', () => {
  const resourcePolicy = parsePolicy(
    { Statement: { ...allow, Principal: '*' } },
    { dialect: 'aws', kind: 'bucket', strict: false },
  )
  const anonymous = { kind: 'anonymous', arn: '*', account: '' } as const
  const resourceAllowsIgnored = 'Block Public Access ignores it'
  const ask = (further: Partial<Facts>) =>
    evaluate(profiles.aws, { ...facts, principal: anonymous, resourcePolicy, ...further })

  const { decision, because, nearest } = ask({ resourceAllowsIgnored })
  expect([decision, because, nearest]).toEqual(['implicitDeny', resourceAllowsIgnored, undefined])
  expect(ask({}).decision).toBe('allowed')
})
