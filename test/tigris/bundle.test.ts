import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { bundle } from '@tigrisdata/storage'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from '../../adapters/server.js'
import { signRequest } from '../../src/auth/sign-request.js'
import { createTigrisMock } from '../../src/index.js'
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

test('names each missing key in an element of its own', async () => {
  const mock = await startMock(scene)

  const response = await mock.admin().fetch('/files?bundle', {
    method: 'POST',
    headers: { 'x-tigris-bundle-format': 'tar', 'x-tigris-bundle-on-error': 'fail' },
    body: JSON.stringify({ keys: ['none', 'a.txt', 'no&where'] }),
  })

  expect(response.status).toBe(404)
  expect(await response.text()).toContain('<MissingKeys><Key>none</Key><Key>no&amp;where</Key></MissingKeys>')
})

test('takes the keys as XML too', async () => {
  const mock = await startMock(scene)
  const body =
    '<Bundle xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>b/c.txt</Key></Object><Object><Key>a.txt</Key></Object></Bundle>'

  const response = await mock
    .admin()
    .fetch('/files?bundle', { method: 'POST', headers: { 'x-tigris-bundle-format': 'tar' }, body })

  const archive = untar(Buffer.from(await response.arrayBuffer()))
  expect(archive.map(([name]) => name)).toEqual(['b/c.txt', 'a.txt'])
})

test('a server tells what it bundled after the archive', async () => {
  const mock = createTigrisMock(scene)
  const server = await serve(mock.door)
  onTestFinished(() => server.close())
  const { port } = server
  const { accessKeyId: id, secretAccessKey: secret } = mock.admin().credentials
  const headers = new Map([['x-tigris-bundle-format', 'tar']])
  const signature = signRequest({
    ...{ method: 'POST', host: `127.0.0.1:${port}`, path: '/files', query: 'bundle=', headers },
    ...{ credentials: { id, secret }, region: 'auto', service: 's3', at: Date.now(), payloadHash: 'UNSIGNED-PAYLOAD' },
  })

  const all = { ...Object.fromEntries(headers), ...signature }
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', path: '/files?bundle=', headers: all })
  request.end(JSON.stringify({ keys: ['a.txt', 'none'] }))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  await response.toArray()

  expect(response.headers.trailer).toBe('x-tigris-bundle-count, x-tigris-bundle-bytes, x-tigris-bundle-skipped')
  expect(response.trailers).toEqual({
    'x-tigris-bundle-count': '1',
    'x-tigris-bundle-bytes': '5',
    'x-tigris-bundle-skipped': '1',
  })
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
