import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { matchers } from '../../adapters/matchers.js'
import { dialects } from '../../src/dialects/index.js'
import { accessMatrix, createTigrisMock } from '../../src/index.js'
import { parsePolicy } from '../../src/policy/document.js'
import { classHostOf } from '../../src/recording/class-host.js'
import { matrixOf, matrixResources } from '../../src/recording/matrix.js'
import { policyCaller } from '../../src/recording/matrix-callers.js'
import { matrixData, matrixHtml, matrixMarkdown, matrixText } from '../../src/reports/matrix.js'

expect.extend(matchers)

const matrixOfPolicies = (name: keyof typeof dialects, policies: Readonly<Record<string, object | string>>) => {
  const { profile } = dialects[name]
  const parsed = Object.entries(policies).map(([called, policy]) =>
    parsePolicy(typeof policy === 'string' ? policy : JSON.stringify({ Version: '2012-10-17', Statement: policy }), {
      ...{ profile, name: called },
    }),
  )
  const callers = parsed.map(policy => policyCaller(policy.name, policy, profile))
  return matrixOf(callers, matrixResources(parsed), classHostOf(dialects[name], parsed))
}

const published = (name: string): string => readFileSync(`fixtures/policies/${name}.json`, 'utf8')
const title = { title: 'Access matrix', dialect: 'tigris' }

test('a policy is shown on what it names, and just beside it', () => {
  expect(matrixText(matrixOfPolicies('tigris', { 'sdxl-runner': published('sdxl-runner') }))).toBe(
    `                                                                sdxl-runner
model-storage
  s3:ListBucket                                                 yes
model-storage/a
  s3:GetObject                                                  yes
public-images
  s3:ListBucket                                                 yes
public-images/a
  s3:GetObject, s3:PutObject, s3:PutObjectAcl,                  yes
    s3:PutObjectLegalHold, s3:PutObjectRetention,
    s3:PutObjectTagging

nothing is allowed on
  model-storage2, model-storage2/a, public-images2, public-images2/a`,
  )
})

test('a prefix without its slash shows the sibling that it takes', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/logs*' }
  const { rows } = matrixOfPolicies('tigris', { loose: statement })

  expect(rows.find(({ resource }) => resource === 'b/logs-old')).toMatchObject({
    action: 's3:GetObject',
    cells: ['allowed'],
  })
})

test('a cell that hangs on conditions names the keys on which it hangs', () => {
  const within = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }
  const matrix = matrixOfPolicies('aws', {
    office: [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', Condition: within },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::b',
        Condition: { StringLike: { 's3:prefix': 'a/*' } },
      },
      { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/*' },
      {
        Effect: 'Deny',
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::b/*',
        Condition: { Null: { 'aws:CurrentTime': 'true' } },
      },
    ],
  })

  expect(matrixData(title, matrix)).toMatchObject({
    rows: {
      's3:GetObject b/a': ['conditional'],
      's3:ListBucket b': ['conditional'],
      's3:PutObject b/a': ['allowed'],
      's3:DeleteObject b/a': ['denied'],
    },
    conditions: { 's3:GetObject b/a': [['aws:SourceIp']], 's3:ListBucket b': [['s3:prefix']] },
  })
  expect(matrixText(matrix)).toContain('if a: depends on s3:prefix\nif b: depends on aws:SourceIp')
})

test('text fits 100 columns however many callers and however long their names', () => {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }
  const names = Array.from({ length: 14 }, (_, index) => `a-rather-long-name-of-a-key-${index}`)
  const text = matrixText(matrixOfPolicies('tigris', Object.fromEntries(names.map(name => [name, statement]))))

  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(100)
  expect(text.match(/a-rather-long-name-of-a/g)).toHaveLength(14)
})

test('Markdown is a table, HTML a page, and neither takes markup from a policy', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/<i>|x/*' }
  const matrix = matrixOfPolicies('tigris', { 'a"<b>': statement })

  expect(matrixMarkdown(title, matrix)).toContain('| `b/<i>\\|x/a` | `s3:GetObject` | yes |')
  const page = matrixHtml(title, matrix)
  expect(page).toContain('<code>b/&lt;i&gt;|x/a</code>')
  expect(page).not.toMatch(/<i>|"<b>/)
})

test('accessMatrix gives what toMatchAccessMatrix takes, and a wider policy changes it', () => {
  const policy = (resource: string) => ({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: resource },
  })
  const tigris = createTigrisMock({
    buckets: { images: { objects: { 'a.png': 'x' } }, secrets: {} },
    keys: { runner: { policies: [policy('arn:aws:s3:::images/public/*')] }, nobody: {} },
  })
  const before = accessMatrix(tigris)

  expect(before.columns).toEqual(['runner', 'nobody', 'anonymous'])
  expect(before.rows).toMatchObject({
    's3:GetObject images/public/a': ['allowed', 'denied', 'denied'],
    's3:GetObject images/public-old/a': ['denied', 'denied', 'denied'],
    's3:PutObject secrets/a': ['denied', 'denied', 'denied'],
  })
  expect(tigris).toMatchAccessMatrix(before)

  tigris.keys.get('runner').attach(policy('arn:aws:s3:::*'))

  expect(accessMatrix(tigris, { columns: ['runner'] }).rows).toMatchObject({
    's3:GetObject images/public-old/a': ['allowed'],
    's3:GetObject secrets/a': ['allowed'],
  })
  expect(() => expect(tigris).toMatchAccessMatrix(before)).toThrow('expected denied, got allowed')
})
