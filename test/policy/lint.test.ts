import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import planted from '../../fixtures/lint/planted.json' with { type: 'json' }
import { dialects } from '../../src/dialects/index.js'
import { lintDocument } from '../../src/policy/lint.js'
import type { PolicyKind } from '../../src/policy/types.js'
import { lintHostOf } from '../../src/recording/class-host.js'

type Name = keyof typeof dialects

const at = Date.parse('2026-06-01T00:00:00Z')

const lint = (text: string, name: Name, kind: PolicyKind = 'identity', when = at) =>
  lintDocument(text, { profile: dialects[name].profile, kind }, lintHostOf(dialects[name], when))

const document = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)

const cases = planted.flatMap(each => each.dialects.map(dialect => ({ ...each, dialect: dialect as Name })))

test.each(cases)('$dialect: $name', ({ statements, dialect, findings }) => {
  const found = lint(document(statements), dialect)

  expect(found.map(({ message }) => message)).toHaveLength(findings.length)
  for (const [index, expected] of findings.entries()) {
    const [, severity, code, text = ''] = /^(\w+) (\w+) (.*)$/.exec(expected) ?? []
    expect(found[index]).toMatchObject({ severity, code })
    expect(`${found[index]?.message} (${found[index]?.suggestion})`).toContain(text)
  }
})

test('a finding stands at its element', () => {
  const text = document([
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::b/*'] },
  ])
  const [found] = lint(text, 'tigris')

  expect(text.split('\n')[found!.line - 1]!.slice(found!.column - 1)).toBe('"s3:ListBucket"')
})

// https://www.tigrisdata.com/docs/iam/policies/ and others: fixtures/policy-sources.json
const published = readdirSync('fixtures/policies').filter(name => name !== 'temporary-key.json')
const inForce: Readonly<Record<string, string>> = {
  'date-time-one-day.json': '2025-01-14T12:00:00Z',
  'date-time-nightly.json': '2025-07-15T02:00:00Z',
  'training-job.json': '2025-07-16T02:00:00Z',
}

test.each(published)('nothing is said of the published policy %s', name => {
  const text = readFileSync(`fixtures/policies/${name}`, 'utf8')

  expect(lint(text, 'tigris', 'identity', Date.parse(inForce[name] ?? '2026-06-01T00:00:00Z'))).toEqual([])
})

test('nothing is said of the published session policy of a temporary key', () => {
  expect(lint(readFileSync('fixtures/policies/temporary-key.json', 'utf8'), 'yandex', 'session')).toEqual([])
})

test('sizes are counted without white space, as the service counts them', () => {
  const keys = (count: number): object[] => [
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: Array.from({ length: count }, (_, index) => `arn:aws:s3:::bucket/some/longer/prefix/${index}/*`),
    },
  ]
  const codes = (count: number, name: Name, kind?: PolicyKind) =>
    lint(document(keys(count)), name, kind).map(({ severity, code }) => `${severity} ${code}`)

  expect(codes(20, 'aws')).toEqual([])
  expect(codes(60, 'aws')).toEqual(['note LimitExceeded'])
  expect(codes(200, 'aws')).toEqual(['error LimitExceeded'])
  expect(codes(200, 'tigris')).toEqual(['warning LimitExceeded'])
  expect(codes(60, 'aws', 'session')).toEqual(['error LimitExceeded'])
})
