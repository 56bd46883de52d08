import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  type EvaluateInput,
  evaluate,
  explain,
  type Grant,
  isPolicyError,
  lint,
  parsePolicy,
} from '../../src/policy/index.js'

interface Vector {
  readonly id: string
  readonly dialect: 'tigris' | 'aws' | 'yandex'
  readonly kind: 'eval' | 'create' | 'http'
  readonly policy?: string | null
  readonly document?: Record<string, unknown>
  readonly action: string
  readonly resource: string
  readonly context?: Record<string, string | string[]>
  readonly role?: string
  readonly expected: string
  readonly why: string
}

interface Vectors {
  readonly policies: Readonly<Record<string, Record<string, unknown>>>
  readonly vectors: readonly Vector[]
}

const { policies, vectors } = JSON.parse(
  readFileSync(new URL('../../fixtures/policy/vectors.json', import.meta.url), 'utf8'),
) as Vectors

const of = (kind: Vector['kind']) => vectors.filter(vector => vector.kind === kind)

const viewer: Grant = { source: 'role', actions: ['s3:Get*', 's3:List*'], resource: '*', label: 'role storage.viewer' }

/** A role makes the vector's policy a session policy under it; else the caller's own. */
const question = ({ dialect, role, policy, action, resource, context = {} }: Vector): EvaluateInput => {
  const documents = [policies[policy ?? ''] ?? {}]
  const asked = { dialect, action, resource, context }
  return role === undefined
    ? { ...asked, policies: documents }
    : { ...asked, sessionPolicies: documents, grants: [viewer] }
}

const answer = ({ dialect, document = {} }: Vector): string => {
  const [first] = lint(document, { dialect, kind: dialect === 'yandex' ? 'session' : 'identity' })
  return first === undefined ? 'ok' : `400 ${first.code}: ${first.message}`
}

test('the vectors count 38 evaluations, 11 creations and 16 whole requests, which other tests run', () => {
  expect([of('eval').length, of('create').length, of('http').length]).toEqual([38, 11, 16])
})

test.each(of('eval'))('$id: $why', vector => {
  const verdict = evaluate(question(vector))

  expect(verdict.decision === 'allowed' ? 'allow' : 'deny', explain(verdict)).toBe(vector.expected)
})

test.each(of('create'))('$id: $why', vector => {
  const expected = vector.expected === '200' ? 'ok' : vector.expected

  expect(answer(vector).slice(0, expected.length)).toBe(expected)
})

test('a refused vector throws the same findings that lint gives', () => {
  const [vector] = of('create').filter(({ expected }) => expected.startsWith('400'))
  const parse = () => parsePolicy(vector?.document ?? {}, { dialect: vector?.dialect ?? 'aws' })

  try {
    expect.unreachable(String(parse()))
  } catch (error) {
    expect(isPolicyError(error) && error.findings).toEqual(
      lint(vector?.document ?? {}, { dialect: vector?.dialect ?? 'aws' }),
    )
  }
})
