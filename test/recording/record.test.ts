import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'
import { mergeRecordings, RecordError, readRecord, readRecordings } from '../../src/recording/merge.js'

const directory = (): string => mkdtempSync(join(tmpdir(), 'tigris-mock-record-'))

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' } as const
const policy = { Version: '2012-10-17', Statement: [statement] } as const
const scene = {
  buckets: { images: { objects: { 'a.png': 'image' } } },
  keys: { reader: { policies: [policy] }, idle: { policies: [{ ...policy, Statement: [statement, statement] }] } },
} as const

afterEach(() => {
  delete process.env.TIGRIS_MOCK_RECORD
})

/** Records a denied and an allowed call, a question, and a call that was arranged. */
const record = async (): Promise<string> => {
  const target = directory()
  process.env.TIGRIS_MOCK_RECORD = target
  await using mock = createTigrisMock(scene)
  await mock.start()
  const s3 = new S3Client(mock.as('reader').clientConfig)
  await s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'b.png', Body: 'x' })).catch(() => undefined)
  mock.as('reader').can('s3:ListBucket', 'images')
  await mock.arrange(admin => mock.call(admin, 'DeleteObject', { Bucket: 'images', Key: 'a.png' }))
  return target
}

test('a mock records its decisions with what they depended on, each policy once', async () => {
  const recording = readRecordings([await record()])

  const told = recording.decisions.map(({ operation, kind, caller, action, decision }) =>
    [operation, kind, caller, action, decision].join(' '),
  )
  expect(told).toEqual([
    'GetObject required reader s3:GetObject allowed',
    'PutObject required reader s3:PutObject implicitDeny',
    ' evaluated reader s3:ListBucket implicitDeny',
  ])
  const [first] = recording.decisions
  const used = recording.policies.get(first!.identity[0]!)!
  expect(JSON.parse(used.text)).toEqual(policy)
  expect(first!.statements).toEqual([[used.id, 0]])
  expect(first!.context['aws:CurrentTime']).toBeDefined()
  expect(recording.policies.size).toBe(2)
})

test('a policy built in code is placed by its call site', async () => {
  const { policies } = readRecordings([await record()])

  const lines = readFileSync(import.meta.filename, 'utf8').split('\n')
  for (const { madeAt } of policies.values()) {
    expect(madeAt?.file).toBe('test/recording/record.test.ts')
    expect(lines[madeAt!.line - 1]).toContain('createTigrisMock(scene)')
  }
})

test('nothing is written without the variable', async () => {
  const target = directory()
  await using mock = createTigrisMock(scene)
  mock.as('reader').can('s3:ListBucket', 'images')
  expect(readdirSync(target)).toEqual([])
})

test('runs merge: a policy that two have is one, decisions are all kept', async () => {
  const [one, two] = [readRecordings([await record()]), readRecordings([await record()])]

  const merged = mergeRecordings([one, two])

  expect(merged.policies.size).toBe(2)
  expect(merged.decisions).toHaveLength(6)
})

const header = '{"tigrisMock":"decisions","version":1}'

test.each([
  ['{"a":1}', 'x.jsonl is no record of decisions'],
  [`${header}\n{"dec`, 'x.jsonl:2 is no line of a record of decisions: the file is damaged'],
  ['{"tigrisMock":"decisions","version":9}', 'x.jsonl:1 is of version 9'],
  [`${header}\n{}`, 'x.jsonl:2 holds neither a policy nor a decision'],
  [`${header}\n{"decision":{"identity":["ab"]}}`, 'the record lacks the policy ab'],
])('a damaged record is refused: %s', (text, message) => {
  expect(() => readRecord(text, 'x.jsonl')).toThrow(message)
  expect(() => readRecord(text, 'x.jsonl')).toThrow(RecordError)
})

test('a directory that is not there is named, with what makes it', () => {
  expect(() => readRecordings(['/nowhere/decisions'])).toThrow(
    '`/nowhere/decisions` cannot be read: ENOENT. Run the tests with the reporter',
  )
})
