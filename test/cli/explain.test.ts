import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { dispatch } from '../../src/cli/dispatch.js'
import { createTigrisMock } from '../../src/index.js'
import { captured } from './captured.js'

const directory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'tigris-mock-explain-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

const writeFile = (name: string, text: string): string => {
  const path = join(directory(), name)
  writeFileSync(path, text)
  return path
}

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)

const reader = 'fixtures/policies/images-read-only.json'
const listing = {
  ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::images' },
  Condition: { StringLike: { 's3:prefix': 'home/*' } },
}
const tagging = {
  ...{ Effect: 'Allow', Action: 's3:PutObjectTagging', Resource: 'arn:aws:s3:::images/*' },
  Condition: { 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['team', 'stage'] } },
}

afterEach(() => vi.unstubAllEnvs())

test('explain takes any condition key, several of them, and several values of one', async () => {
  const file = writeFile('listing.json', policy(listing, tagging))
  const list = ['explain', file, '--dialect', 'aws', '--action', 's3:ListBucket', '--resource', 'images']
  const tag = ['explain', file, '--dialect', 'aws', '--action', 's3:PutObjectTagging', '--resource', 'images/a']
  const keys = (...names: readonly string[]) => names.flatMap(name => ['--context', `s3:RequestObjectTagKeys=${name}`])

  expect((await captured(...list)).status).toBe(1)
  expect((await captured(...list, '--context', 's3:prefix=home/a')).status).toBe(0)
  expect((await captured(...list, '--context', 's3:prefix=other/', '--context', 's3:max-keys=1')).status).toBe(1)
  expect((await captured(...tag, ...keys('team', 'stage'))).status).toBe(0)
  expect((await captured(...tag, ...keys('team', 'owner'))).status).toBe(1)
})

const asked = ['explain', reader, '--action', 's3:GetObject', '--resource', 'images/a.png']

test.each([
  [[...asked, '--ip', '203.0.113'], '`203.0.113` is no IP address'],
  [[...asked, '--context', 'aws:SourceIp=office'], '`office` is no IP address'],
  [[...asked, '--context', 's3:prefix'], '`--context s3:prefix` is not `key=value`'],
  [[...asked, '--context', 's3:perfix=a/'], 'there is no condition key `s3:perfix`; did you mean `s3:prefix`?'],
  [[...asked, '--at', 'tomorrow'], '`tomorrow` is no time'],
  [[...asked, '--context', 'aws:EpochTime=now'], '`aws:EpochTime` is in seconds since 1970'],
  [['explain', reader, '--action', 's3:GetObject', '--resource', 'images'], 'acts on objects: write `images/<key>`'],
  [['explain', reader, '--action', 's3:ListBucket', '--resource', 'images/a'], 'acts on buckets: write `images`'],
  [['explain', reader, '--action', 's3:GetObject', '--resource', 'images/*'], 'is no resource that a call names'],
  [['explain', reader, '--action', 's3:Get*', '--resource', 'images/a'], 'a `*` is for policies: name one action'],
  [
    ['explain', reader, '--action', 's3:HeadBucket', '--resource', 'images'],
    'it is an operation, which needs `s3:ListBucket`',
  ],
  [
    ['explain', reader, '--action', 's3:CopyObject', '--resource', 'images/a', '--dialect', 'aws'],
    'it is an operation, which needs `s3:PutObject` and `s3:GetObject`',
  ],
  [[...asked, '--test', 'reads'], '`--test` is for `--run`'],
  [[...asked, '--run', 'somewhere'], 'does not go with `--run`'],
])('%j is refused with a word on what to write', async (parameters, message) => {
  await expect(dispatch(parameters)).rejects.toThrow(message)
})

/** A run in which a key reads an image, and may not write one. */
const recordedRun = async (text: string): Promise<string> => {
  const target = directory()
  vi.stubEnv('TIGRIS_MOCK_RECORD', target)
  await using mock = createTigrisMock({
    buckets: { images: { objects: { 'a.png': 'image' } } },
    keys: { reader: { policies: [JSON.parse(text)] } },
  })
  mock.as('reader').can('s3:GetObject', 'images/a.png')
  mock.as('reader').can('s3:PutObject', 'images/a.png')
  return target
}

test('explain makes the decisions of a recorded run again, those that denied first', async () => {
  const run = await recordedRun(readFileSync(reader, 'utf8'))

  const { status, stdout } = await captured('explain', '--run', run)

  expect(status).toBe(1)
  expect(stdout).toMatch(
    /^outside of tests: asked directly by reader\n {2}s3:PutObject on \S+: denied[\s\S]*\n {2}s3:GetObject on \S+: allowed/,
  )
  await expect(dispatch(['explain', '--run', run, '--test', 'no such test'])).rejects.toThrow(
    'the run has no decision of a test `no such test`',
  )
})

test('diff tells which calls of a recorded run change', async () => {
  const text = readFileSync(reader, 'utf8')
  const run = await recordedRun(text)
  // a policy in code has the text that the scene makes of it
  const old = writeFile('old.json', JSON.stringify(JSON.parse(text), null, 2))
  const narrow = writeFile('new.json', policy({ ...listing, Condition: undefined }))

  const { stdout } = await captured('diff', old, narrow, '--run', run)
  const same = await captured('diff', old, old, '--run', run)
  const other = await captured('diff', narrow, old, '--run', run)

  expect(stdout).toMatch(
    /^1 of 2 questions of the run would be decided otherwise:\n {2}- s3:GetObject on images\/a.png, by reader$/m,
  )
  expect(same.stdout).toMatch(/decides all 2 questions of the run as .* did$/m)
  expect(other.stdout).toContain('the run asked nothing of')
})
