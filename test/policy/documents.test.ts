import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Finding, isPolicyError, lint, type ParseOptions, parsePolicy } from '../../src/policy/index.js'

interface DocumentCase extends ParseOptions {
  readonly name: string
  readonly document?: Record<string, unknown>
  readonly text?: string
  /** What the service answers; of the place and our suggestion, those that the case gives. */
  readonly expected: 'ok' | Partial<Finding>
}

const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/policy/documents.json', import.meta.url), 'utf8'),
) as readonly DocumentCase[]

test('no two documents have one name', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
})

test.each(cases)('$name', ({ name, document, text = JSON.stringify(document, null, 2), expected, ...options }) => {
  const [first] = lint(text, options)

  if (expected === 'ok') expect([first, parsePolicy(text, options).text]).toEqual([undefined, text])
  else expect(first).toMatchObject(expected)
})

test('parsePolicy throws every finding, with the first one in its message', () => {
  const text =
    '{\n  "Version": "2012-10-17",\n  "Statement": {\n    "Effect": "Allow",\n    "Action": ["s3:GetObjct", "s3:Nope"],\n    "Resource": "b"\n  }\n}'

  try {
    expect.unreachable(parsePolicy(text, { dialect: 'tigris', file: 'policy.json' }).name)
  } catch (error) {
    if (!isPolicyError(error)) throw error
    expect(error.findings.map(({ file, line, column, message }) => [file, line, column, message])).toEqual([
      ['policy.json', 6, 17, 'Resource b is not supported.'],
      ['policy.json', 5, 16, 'Action s3:GetObjct is not supported.'],
      ['policy.json', 5, 31, 'Action s3:Nope is not supported.'],
    ])
    expect(error.code).toBe('MalformedPolicyDocument')
    expect(error.message).toBe(
      'MalformedPolicyDocument: Resource b is not supported.\n' +
        '  policy.json:6:17: "b" must be "*" or begin with "arn:aws:s3:::" and a bucket\n' +
        '  policy.json:5:16: Tigris has no action "s3:GetObjct"; did you mean "s3:GetObject"?\n' +
        '  policy.json:5:31: Tigris has no action "s3:Nope"',
    )
  }
})

test('a bucket policy above 20480 characters is refused by its size', () => {
  const [first] = lint(`{${' '.repeat(20480)}`, { dialect: 'aws', kind: 'bucket' })

  expect(first).toMatchObject({ code: 'MalformedPolicy', message: 'Policy exceeds the maximum allowed document size.' })
})

test('a Yandex policy above 10240 characters is refused by its size', () => {
  const [first] = lint(`{${' '.repeat(10240)}`, { dialect: 'yandex', kind: 'session' })

  expect(first).toMatchObject({ code: 'MalformedPolicy', message: 'Policy exceeds the maximum allowed document size.' })
})

test('a dialect refuses kinds of policies that it does not have', () => {
  expect(() => lint('{}', { dialect: 'tigris', kind: 'bucket' })).toThrow(
    'the dialect `tigris` has no policies of kind `bucket`',
  )
})
