import { expect, test } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'
import reader from '../../fixtures/sources/files/reader.json' with { type: 'json' }
import { createTigrisMock, type Scene } from '../../src/index.js'
import { explain } from '../../src/policy/index.js'

const images = { images: {} }
const files = 'fixtures/sources/files'

interface Statement {
  Effect: string
  Action: string[]
  Resource: string
  Condition?: { StringLike?: Record<string, string> }
}

/** A policy as an application makes it: with its own types, which know nothing of the mock. */
const readerOf = (bucket: string): { Version: string; Statement: Statement[] } => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: `arn:aws:s3:::${bucket}/*` }],
})

const beside = setupTigrisMock({ buckets: images, keys: { reader: { policies: ['./beside.json'] } } })

test.each([
  ['an import of a JSON file', reader],
  ['what a function of the application returns', readerOf('images')],
])('a policy may be %s', (_, policy) => {
  const mock = createTigrisMock({ buckets: images, keys: { reader: { policies: [policy] } } })

  expect(mock.as('reader').can('s3:GetObject', 'images/a.png').decision).toBe('allowed')
  expect(mock.as('reader').can('s3:PutObject', 'images/a.png').decision).toBe('implicitDeny')
})

test('a policy whose Effect is none still throws, with its place', () => {
  const policies = [{ ...readerOf('images'), Statement: [{ ...readerOf('images').Statement[0]!, Effect: 'Alow' }] }]

  expect(() => createTigrisMock({ keys: { reader: { policies } } })).toThrow(
    /`keys\.reader\.policies\.0` is refused by the service: .*\n {2}line 5:17: "Alow" is no Effect; write "Allow" or "Deny"/,
  )
})

test.each([
  ['with a byte order mark and CRLF', 'marked.json', 'marked.json:4'],
  ['in YAML, with a byte order mark and CRLF', 'policy.yaml', 'policy.yaml:4'],
])('a policy file %s is read', (_, file, place) => {
  const mock = createTigrisMock({ buckets: images, keys: { reader: { policies: [`${files}/${file}`] } } })
  const { decision, statements } = mock.as('reader').can('s3:GetObject', 'images/a.png')

  expect(decision).toBe('allowed')
  expect(statements).toMatchObject([{ sid: 'Read', position: { file: `${files}/${place.slice(0, -2)}`, line: 4 } }])
  expect(explain(mock.as('reader').can('s3:PutObject', 'images/a.png'))).toContain(`(${files}/${place}`)
})

test('a fault of a policy in YAML is told at its own line', () => {
  const scene: Scene = { keys: { reader: { policies: [`${files}/../mistakes/effect.yaml`] } } }

  expect(() => createTigrisMock(scene)).toThrow(
    'fixtures/sources/mistakes/effect.yaml:4:13: "Alow" is no Effect; write "Allow" or "Deny"',
  )
})

test('a path resolves against the file of the test first, then against the working directory', () => {
  expect(beside.as('reader').can('s3:GetObject', 'images/a.png').decision).toBe('allowed')
  const mock = createTigrisMock({
    buckets: {
      images: { objects: { 'a.json': { file: './beside.json' }, 'b.json': { file: `${files}/reader.json` } } },
    },
  })
  expect(mock.bucket('images').keys()).toEqual(['a.json', 'b.json'])
})

test('a file that is nowhere is told with each path that was tried', () => {
  expect(() => createTigrisMock({ keys: { reader: { policies: ['./no-such.json'] } } })).toThrow(
    `\`keys.reader.policies.0\` names a file that cannot be read: ${import.meta.dirname}/no-such.json, nor ${process.cwd()}/no-such.json`,
  )
})
