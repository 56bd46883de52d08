import { expect, test } from 'vitest'
import { type EvaluateInput, evaluate, explain, type Grant, parsePolicy } from '../../src/policy/index.js'

const allow = (further: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', ...further }],
})
const told = (input: Partial<EvaluateInput>): string =>
  explain(evaluate({ dialect: 'aws', action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', ...input }))
const role = (name: string): Grant => ({ source: 'role', actions: ['s3:Get*'], resource: '*', label: `role ${name}` })

test('a value that a negated operator refuses is to be left out of it', () => {
  const policies = [allow({ Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })]

  expect(told({ policies, context: { 'aws:SourceIp': '10.0.0.1' } })).toMatch(
    /to allow {2}let NotIpAddress aws:SourceIp of statement "Read" \(identity policy:\d+\)\s+leave\s+out "10.0.0.1"/,
  )
})

test('a key that must be absent is called present, and to be left out of the request', () => {
  const policies = [allow({ Condition: { Null: { 's3:if-none-match': 'true' } } })]
  const text = told({ policies, context: { 's3:if-none-match': '*' } })

  expect(text).toContain('\n  asked     (present)\n')
  expect(text).toContain('to allow  leave s3:if-none-match out of the request, or drop Null s3:if-none-match')
})

test('a bucket policy lets callers without credentials in by *', () => {
  const resourcePolicy = allow({ Principal: { AWS: '123456789012' } })

  expect(told({ principal: 'anonymous', resourcePolicy })).toContain('add "*" to the Principal of statement "Read"')
})

test('callers without credentials are offered no policy of their own', () => {
  const text = told({ dialect: 'tigris', principal: 'anonymous' })

  expect(text).toContain('because   nothing grants s3:GetObject to everyone')
  expect(text).toContain('to allow  credentials with the request, or a public resource')
})

test('roles that are not enough are named', () => {
  const asked = { dialect: 'tigris', action: 's3:PutObject' } as const

  expect(told({ ...asked, grants: [role('ReadOnly')] })).toMatch(
    /no policy is attached, and role ReadOnly does not grant\s+s3:PutObject/,
  )
  expect(told({ ...asked, grants: [role('ReadOnly'), role('Guest')], policies: [allow()] })).toMatch(
    /no policy allows s3:PutObject, and role ReadOnly and role Guest do not grant\s+s3:PutObject/,
  )
})

test('where roles alone give rights a role is missing, and no statement is near', () => {
  const input = { dialect: 'yandex', action: 's3:PutObject', grants: [role('storage.viewer')] } as const
  const text = told({ ...input, resourcePolicy: allow({ Principal: '*' }) })

  expect(text).toContain('because   role storage.viewer does not grant s3:PutObject')
  expect(text).toContain('to allow  a role that grants s3:PutObject on arn:aws:s3:::b/k')
  expect(text).not.toContain('nearest')
})

test.each([
  ['session', { sessionPolicies: [allow({ Resource: 'arn:aws:s3:::b/x' })] }, 'session policy:4'],
  ['boundary', { permissionsBoundary: allow({ Resource: 'arn:aws:s3:::b/x' }) }, 'permissions boundary:4'],
])('what is near in a %s is looked for there', (at, limit, where) => {
  const input = { dialect: 'aws', action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' } as const
  const verdict = evaluate({ ...input, policies: [allow()], ...limit })

  expect(verdict.at).toBe(at)
  expect(explain(verdict)).toContain(`nearest   statement "Read" (${where})`)
})

test('a trust policy without Resource differs in its Principal', () => {
  const statement = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:user/zoe' }, Action: 'sts:*' }
  const trust = parsePolicy({ Version: '2012-10-17', Statement: statement }, { dialect: 'aws', kind: 'trust' })
  const asked = { action: 'sts:AssumeRole', resource: 'arn:aws:iam::123456789012:role/r', resourcePolicy: trust }
  const verdict = evaluate({ dialect: 'aws', ...asked })

  expect([verdict.nearest?.element, verdict.nearest?.others]).toEqual(['Principal', 0])
  expect(verdict.because).toBe('no trust policy allows sts:AssumeRole')
})

test('of statements that differ alike the first stays nearest, and fewer differences count more than likeness', () => {
  const of = (Sid: string, Action: string, Resource: string) => allow({ Sid, Action, Resource }).Statement[0]
  const near = of('Near', 's3:GetObject', 'arn:aws:s3:::photos/2024/*')
  const far = of('Far', 's3:GetObject', 'arn:aws:s3:::zebra/*')
  const alike = of('Alike', 's3:GetObjectAcl', 'arn:aws:s3:::photos/2025/b')
  const nearest = (...Statement: readonly unknown[]) =>
    evaluate({
      policies: [{ Version: '2012-10-17', Statement }],
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::photos/2025/a',
    }).nearest?.statement.sid

  expect([nearest(near, far), nearest(far, near), nearest(far, alike), nearest(alike, far)]).toEqual([
    'Near',
    'Near',
    'Far',
    'Far',
  ])
})
