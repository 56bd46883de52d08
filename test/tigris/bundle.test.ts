import { gunzipSync } from 'node:zlib'
import { bundle } from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const long = `${'folder/'.repeat(20)}ü.txt`
const only = (key: string) => ({
  Version: '2012-10-17' as const,
  Statement: [{ Effect: 'Allow' as const, Action: 's3:GetObject', Resource: `arn:aws:s3:::files/${key}` }],
})
const scene = {
  buckets: { files: { objects: { 'a.txt': 'hello', 'b/c.txt': 'x'.repeat(600), [long]: 'deep' } } },
  keys: { one: { policies: [only('a.txt')] } },
}

/** Names and contents of a tar archive. */
const untar = (bytes: Buffer): [string, string][] => {
  const found: [string, string][] = []
  let path: string | undefined
  for (let at = 0; at + 512 <= bytes.length; ) {
    const head = bytes.subarray(at, at + 512)
    if (head.every(byte => byte === 0)) break
    const field = (from: number, length: number) => head.toString('latin1', from, from + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12), 8)
    const sum = head.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0)
    expect(Number.parseInt(field(148, 8), 8)).toBe(sum)
    const content = bytes.toString('utf8', at + 512, at + 512 + size)
    if (field(156, 1) === 'x') {
      expect(Number.parseInt(content, 10)).toBe(size)
      path = / path=(.*)\n$/.exec(content)?.[1]
    } else {
      found.push([path ?? field(0, 100), content])
      path = undefined
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
  return found
}

const read = async (stream: ReadableStream): Promise<Buffer> => Buffer.from(await new Response(stream).arrayBuffer())

test('bundles objects in the order in which they were asked for', async () => {
  await startMock(scene)

  const { body, contentType } = await dataOf(bundle(['b/c.txt', long, 'a.txt']))

  expect(contentType).toBe('application/x-tar')
  expect(untar(await read(body))).toEqual([
    ['b/c.txt', 'x'.repeat(600)],
    [long, 'deep'],
    ['a.txt', 'hello'],
  ])
})

test('compresses the archive', async () => {
  await startMock(scene)

  const { body, contentType } = await dataOf(bundle(['a.txt'], { compression: 'gzip' }))

  expect(contentType).toBe('application/gzip')
  expect(untar(gunzipSync(await read(body)))).toEqual([['a.txt', 'hello']])
})

test('leaves out what is missing or not allowed, and says so at the end', async () => {
  const mock = await startMock(scene)
  actAs(mock.as('one'))

  const { body } = await dataOf(bundle(['a.txt', 'b/c.txt']))

  const [first, manifest] = untar(await read(body))
  expect(first).toEqual(['a.txt', 'hello'])
  expect([manifest?.[0], JSON.parse(manifest?.[1] ?? '')]).toEqual([
    '__bundle_errors.json',
    { skipped: [{ key: 'b/c.txt', reason: 'AccessDenied' }] },
  ])
  expect(mock.log.last?.denied).toMatchObject({ action: 's3:GetObject', resource: 'arn:aws:s3:::files/b/c.txt' })
})

test('fails as a whole when that is wanted', async () => {
  const mock = await startMock(scene)

  expect(await errorOf(bundle(['a.txt', 'none'], { onError: 'fail' }))).toBe('Not Found')
  expect(mock.log.last).toMatchObject({ code: 'BundleKeyNotFound', message: 'Keys could not be resolved: none' })
})

test('refuses an archive of another format, none, or of too many keys', async () => {
  const mock = await startMock(scene)
  const ask = async (headers: Record<string, string>, keys: readonly string[]) => {
    const response = await mock
      .admin()
      .fetch('/files?bundle', { method: 'POST', headers, body: JSON.stringify({ keys }) })
    return [response.status, mock.log.last?.code]
  }
  const tar = { 'x-tigris-bundle-format': 'tar' }

  expect(await ask({ 'x-tigris-bundle-format': 'zip' }, ['a.txt'])).toEqual([400, 'InvalidArgument'])
  expect(await ask({}, ['a.txt'])).toEqual([400, 'InvalidArgument'])
  expect(await ask(tar, [])).toEqual([400, 'InvalidArgument'])
  expect(await ask(tar, Array.from({ length: 5001 }, String))).toEqual([400, 'InvalidArgument'])
})
