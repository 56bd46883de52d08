import fc from 'fast-check'
import { expect, test } from 'vitest'
import cases from '../../fixtures/recording/widenings.json' with { type: 'json' }
import { dialects } from '../../src/dialects/index.js'
import { parsePolicy } from '../../src/policy/document.js'
import { evaluate } from '../../src/policy/evaluate.js'
import type { Policy, PolicyKind } from '../../src/policy/types.js'
import { classHostOf } from '../../src/recording/class-host.js'
import { type Change, diffPolicies } from '../../src/recording/diff.js'
import { circumstances, diffText } from '../../src/reports/diff.js'

type Name = keyof typeof dialects

const policyOf = (statements: readonly object[], dialect: Name, kind: PolicyKind, name: string): Policy => {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  return parsePolicy(text, { profile: dialects[dialect].profile, kind, name })
}

const compare = (before: readonly object[], after: readonly object[], name: Name, kind: PolicyKind = 'identity') => {
  const policies = { before: [policyOf(before, name, kind, 'old')], after: [policyOf(after, name, kind, 'new')], kind }
  return diffPolicies(policies, classHostOf(dialects[name], [...policies.before, ...policies.after]))
}

const shown = ({ actions, resource, context }: Change): readonly string[] =>
  actions.map(action => [action, resource, circumstances(context)].filter(part => part !== '').join(' '))

test.each(cases)('$name', ({ dialect, kind, before, after, widened, gaps = [] }) => {
  const found = compare(before, after, dialect as Name, kind as PolicyKind | undefined)

  const calls = found.widened.flatMap(shown)
  expect(calls).toEqual(widened.length === 0 ? [] : expect.arrayContaining(widened))
  expect(found.gaps).toHaveLength(gaps.length)
  for (const [index, gap] of gaps.entries()) expect(found.gaps[index]).toContain(gap)
})

test('what is widened one way is narrowed the other way', () => {
  for (const { before, after, dialect, kind } of cases) {
    const [there, back] = [
      compare(before, after, dialect as Name, kind as PolicyKind | undefined),
      compare(after, before, dialect as Name, kind as PolicyKind | undefined),
    ]
    const actions = (changes: readonly Change[]) => new Set(changes.map(change => change.actions[0]))
    expect(actions(there.widened)).toEqual(actions(back.narrowed))
    expect(there.cases).toBe(back.cases)
  }
})

const resources = [
  '*',
  ...['b', 'b/*', 'b/a*', 'b/a/*', 'b/*a', 'b/a?', 'b*', 'b/a/x', '*/a/*'].map(each => `arn:aws:s3:::${each}`),
]
const conditions = [
  undefined,
  { IpAddress: { 'aws:SourceIp': ['10.0.0.0/30', '10.0.0.8'] } },
  { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/29' } },
  { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:02Z' } },
  { DateLessThanEquals: { 'aws:CurrentTime': '2026-01-01T00:00:04Z' } },
  { StringLike: { 'aws:UserAgent': 'a*' } },
  { StringNotEquals: { 'aws:UserAgent': ['ab', 'b'] } },
  { StringEqualsIgnoreCase: { 'aws:UserAgent': 'AB' } },
  { Null: { 'aws:UserAgent': 'true' } },
  { NumericLessThanEquals: { 's3:max-keys': '3' } },
]
const statement = fc.record({
  effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  actions: fc.subarray(['s3:GetObject', 's3:Get*', 's3:ListBucket', 's3:*', 's3:PutObject'], {
    minLength: 1,
    maxLength: 2,
  }),
  notAction: fc.boolean(),
  resources: fc.subarray(resources, { minLength: 1, maxLength: 2 }),
  notResource: fc.boolean(),
  condition: fc.constantFrom(...conditions),
})
const written = fc.array(statement, { minLength: 1, maxLength: 3 }).map(all =>
  all.map(({ effect, actions, notAction, resources: named, notResource, condition }) => ({
    Effect: effect,
    [notAction && effect === 'Deny' ? 'NotAction' : 'Action']: actions,
    [notResource && effect === 'Deny' ? 'NotResource' : 'Resource']: named,
    ...(condition && { Condition: condition }),
  })),
)
const call = fc.record({
  asked: fc.oneof(
    fc.tuple(
      fc.constantFrom('s3:GetObject', 's3:GetObjectAcl', 's3:PutObject'),
      fc.constantFrom('b/a', 'b/a/x', 'b/xa', 'b/ab', 'bb/a/x', 'c/a'),
    ),
    fc.tuple(fc.constantFrom('s3:ListBucket', 's3:PutBucketPolicy'), fc.constantFrom('b', 'bb', 'c')),
  ),
  ip: fc.integer({ min: 0, max: 10 }),
  second: fc.integer({ min: 0, max: 6 }),
  agent: fc.constantFrom(undefined, 'ab', 'AB', 'b', 'a', 'c', ''),
  maxKeys: fc.constantFrom(undefined, '2', '3', '4'),
})

test('a call that is allowed anew is never missed', () => {
  const { profile } = dialects.aws
  fc.assert(
    fc.property(written, written, fc.array(call, { minLength: 20, maxLength: 20 }), (before, after, calls) => {
      const diff = compare(before, after, 'aws')
      const [old, now] = [policyOf(before, 'aws', 'identity', 'old'), policyOf(after, 'aws', 'identity', 'new')]
      expect(diff.gaps).toEqual([])
      for (const { asked, ip, second, agent, maxKeys } of calls) {
        const [action, resource] = asked
        const context = {
          ...{ 'aws:SourceIp': `10.0.0.${ip}`, 'aws:CurrentTime': `2026-01-01T00:00:0${second}Z` },
          ...(agent !== undefined && { 'aws:UserAgent': agent }),
          ...(maxKeys !== undefined && action === 's3:ListBucket' && { 's3:max-keys': maxKeys }),
        }
        const decide = (policy: Policy) =>
          evaluate(profile, {
            ...{ action, resource: `arn:aws:s3:::${resource}`, context, identity: [policy], grants: [] },
            principal: { kind: 'user', arn: 'arn:aws:iam::123456789012:user/ann', account: '123456789012' },
          }).decision
        const [then, next] = [decide(old), decide(now)]
        if (then !== 'allowed' && next === 'allowed') expect(diff.widened).not.toEqual([])
        if (then === 'allowed' && next !== 'allowed') expect(diff.narrowed).not.toEqual([])
      }
    }),
    { numRuns: 150, seed: 14 },
  )
})

test('the text names the call, both reasons and the line, and says what is proven', () => {
  const { before, after } = cases[0]!
  const names = { before: 'old', after: 'new' }

  expect(diffText(names, compare(before, after, 'tigris'))).toBe(`allowed by new, and not by old:
  + s3:GetObject, s3:GetObjectVersion on b/images-old/a
      before  denied: no policy allows s3:GetObject
      after   allowed: statement 1 allows it (new:1)

asked about 2 classes of calls: new allows what old did not`)
  expect(diffText({ before: 'new', after: 'old' }, compare(after, before, 'tigris'))).toMatch(
    /^proven: every call falls into one of 2 classes of calls, and in each old allows nothing that new did not$/m,
  )
})
