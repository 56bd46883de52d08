import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { PassThrough } from 'node:stream'
import tls from 'node:tls'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Door } from '../../adapters/door.js'
import { probe } from '../../adapters/interception/probe.js'
import { start } from '../../adapters/interception.js'
import { handMadeDoor, xmlError } from './hand-made-door.js'

const open = async (door: Door): Promise<() => Promise<void>> => {
  const stop = await start(door)
  onTestFinished(stop)
  return stop
}

const clientOf = (keyId = 'tid_A', endpoint = 'https://t3.storage.dev'): S3Client => {
  const client = new S3Client({
    endpoint,
    region: 'auto',
    maxAttempts: 3,
    credentials: { accessKeyId: keyId, secretAccessKey: 'secret' },
  })
  onTestFinished(() => client.destroy())
  return client
}

const failureOf = (promise: Promise<unknown>): Promise<Error & { $metadata?: { attempts?: number }; code?: string }> =>
  promise.then(
    () => Promise.reject(new Error('expected a failure')),
    error => error,
  )

test('an SDK client puts and gets through a door', async () => {
  const door = handMadeDoor()
  await open(door)
  const s3 = clientOf()

  await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a b/c.txt', Body: 'hello' }))
  const answer = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'a b/c.txt' }))

  expect(await answer.Body?.transformToString()).toBe('hello')
  expect(door.seen[0]).toMatchObject({
    method: 'PUT',
    protocol: 'https',
    host: 'photos.t3.storage.dev',
    path: '/a%20b/c.txt',
    query: 'x-id=PutObject',
    scope: {},
  })
})

test('dot segments, empty segments and percent escapes of a key reach the door as the SDK sent them', async () => {
  const door = handMadeDoor()
  await open(door)
  const s3 = clientOf()
  const keys = ['a/../../x', './y', '..', '//lead', 'a//b', 'z/.', 'tail ', '100%/+', '%2e%2e/q', 'ü/日']

  for (const key of keys) {
    await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: key, Body: key }))
    const answer = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key: key }))
    expect(await answer.Body?.transformToString()).toBe(key)
  }

  expect(
    door.seen.filter(({ method }) => method === 'PUT').map(({ path }) => decodeURIComponent(path).slice(1)),
  ).toEqual(keys)
  expect(new Set(door.seen.map(({ host }) => host))).toEqual(new Set(['photos.t3.storage.dev']))
})

test('plain http, kept-alive sockets and path style keep each request with its own path', async () => {
  const door = handMadeDoor()
  await open(door)
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const get = (path: string) =>
    new Promise<number>((resolve, reject) => {
      const options = { host: 't3.storage.dev', path, agent, headers: { 'x-many': ['a', 'b'] } }
      http
        .get(options, response => response.resume().once('end', () => resolve(response.statusCode!)))
        .once('error', reject)
    })

  const statuses = await Promise.all(['/b/../1', '/b/./2', '/b/3?x=/../y'].map(get))

  expect(statuses).toEqual([404, 404, 404])
  expect(door.seen.map(({ path, query }) => [path, query])).toEqual([
    ['/b/../1', ''],
    ['/b/./2', ''],
    ['/b/3', 'x=/../y'],
  ])
  expect(door.seen[0]).toMatchObject({ protocol: 'http', host: 't3.storage.dev' })
  expect(door.seen[0]!.headers.get('x-many')).toBe('a,b')
})

test('a put that waits for 100-continue costs no more than its bytes', async () => {
  const door = handMadeDoor()
  await open(door)
  const s3 = clientOf()
  const put = async (bytes: number, key: string) => {
    const begun = performance.now()
    await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: key, Body: Buffer.alloc(bytes, 1) }))
    return performance.now() - begun
  }
  await put(10, 'warm')

  const floor = Math.max(await put(1_900_000, 'below'), 50)
  const awaiting = await put(3_000_000, 'above')

  expect(door.seen.at(-1)!.headers.get('expect')).toBe('100-continue')
  expect(door.seen.at(-1)!.received.byteLength).toBe(3_000_000)
  expect(awaiting).toBeLessThan(floor * 20)
})

test('a put that is refused before its body is opened never sends the body', async () => {
  const door = handMadeDoor({ opensBody: () => false, answer: () => xmlError(403, 'AccessDenied', 'Access Denied') })
  await open(door)
  let continued = false
  const request = https.request({
    host: 't3.storage.dev',
    path: '/b/k',
    method: 'PUT',
    headers: { expect: '100-continue' },
  })
  request.once('continue', () => {
    continued = true
  })

  const status = await new Promise((resolve, reject) => {
    request.once('response', response => resolve(response.resume().statusCode)).once('error', reject)
  })
  request.destroy()

  expect(status).toBe(403)
  expect(continued).toBe(false)
  const error = await failureOf(
    clientOf().send(new PutObjectCommand({ Bucket: 'photos', Key: 'k', Body: Buffer.alloc(3_000_000) })),
  )
  expect(error).toMatchObject({ name: 'AccessDenied', $metadata: { attempts: 1 } })
})

test('fifty async contexts meet their own door calls through shared clients, piped bodies and one socket', async () => {
  const worlds = new AsyncLocalStorage<number>()
  const found = new Map<string, number | undefined>()
  const door = handMadeDoor({
    scope: () => ({ world: { number: worlds.getStore() } }),
    answer: request => {
      found.set(request.path, worlds.getStore())
      expect(request.scope.world).toEqual({ number: worlds.getStore() })
      return { status: 200, headers: [] }
    },
  })
  await open(door)
  const shared = clientOf()
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
  const source = new PassThrough().setMaxListeners(200)
  const connected: Promise<unknown>[] = []
  onTestFinished(() => agent.destroy())
  const send = (options: https.RequestOptions, body?: NodeJS.ReadableStream) =>
    new Promise<void>((resolve, reject) => {
      const request = https.request({ host: 't3.storage.dev', ...options }, response => {
        response.resume().once('end', resolve)
      })
      request.once('error', reject)
      if (!body) return void request.end()
      connected.push(new Promise(resolve => request.once('socket', () => setImmediate(resolve))))
      body.pipe(request)
    })

  const calls = Array.from({ length: 50 }, (_, world) =>
    worlds.run(world, () =>
      Promise.all([
        shared.send(new PutObjectCommand({ Bucket: 'b', Key: `sdk-${world}`, Body: 'x' })),
        fetch(`https://t3.storage.dev/fetch-${world}`),
        send({ path: `/agent-${world}`, agent }),
        send({ path: `/piped-${world}`, method: 'PUT', agent: false }, source),
      ]),
    ),
  )
  await Promise.all(connected)
  source.end('from another context')
  await Promise.all(calls)

  expect(found.size).toBe(200)
  expect([...found].filter(([path, world]) => Number(/\d+/.exec(path)![0]) !== world)).toEqual([])
})

test('a large body arrives whole, with its length', async () => {
  const big = Buffer.alloc(5_000_000, 7)
  const door = handMadeDoor({
    answer: () => ({ status: 200, headers: [['Content-Length', String(big.byteLength)]], body: big }),
  })
  await open(door)

  const response = await fetch('https://t3.storage.dev/b/k')
  const bytes = Buffer.from(await response.arrayBuffer())

  expect(bytes.equals(big)).toBe(true)
  expect(response.headers.get('content-length')).toBe('5000000')
})

test.each([0, 1, 700])('an answer that breaks after %i bytes is a connection reset for the client', async after => {
  const body = Buffer.alloc(1_000, 1)
  const door = handMadeDoor({
    answer: () => ({ status: 200, headers: [['Content-Length', '1000']], body, broken: { after } }),
  })
  await open(door)

  const error = await failureOf(
    new Promise((resolve, reject) => {
      const request = https.get({ host: 't3.storage.dev', path: '/b/k', agent: false }, response => {
        response.once('error', reject).once('end', resolve).resume()
      })
      request.once('error', reject)
    }),
  )

  expect(error.code).toBe('ECONNRESET')
})

test('answers without a body keep their length and status', async () => {
  const door = handMadeDoor({
    answer: ({ path }) =>
      path.endsWith('head')
        ? { status: 200, headers: [['Content-Length', '12345']] }
        : { status: Number(path.slice(-3)), headers: [] },
  })
  await open(door)

  const head = await clientOf().send(new HeadObjectCommand({ Bucket: 'photos', Key: 'head' }))
  const statuses = await Promise.all(
    ['204', '304', '206', '404'].map(async status => (await fetch(`https://t3.storage.dev/b/${status}`)).status),
  )

  expect(head.ContentLength).toBe(12_345)
  expect(statuses).toEqual([204, 304, 206, 404])
})

test('a host of a known dialect that no mock owns is refused once, with host, dialect and option', async () => {
  await open(handMadeDoor())
  const s3 = clientOf('AKIA', 'https://s3.amazonaws.com')

  for (const command of [
    new GetObjectCommand({ Bucket: 'photos', Key: 'k' }),
    new HeadObjectCommand({ Bucket: 'photos', Key: 'k' }),
    new PutObjectCommand({ Bucket: 'photos', Key: 'k', Body: 'x' }),
  ]) {
    const error = await failureOf(s3.send(command as GetObjectCommand))
    expect(error.message).toContain('`photos.s3.amazonaws.com`')
    expect(error.message).toContain("`dialect: 'aws'`")
    expect(error.message).toContain("passthrough: ['photos.s3.amazonaws.com']")
    expect(error.$metadata?.attempts).toBe(1)
  }
  const error = await failureOf(fetch('https://s3.amazonaws.com/photos/k'))
  expect(String(error.cause)).toContain("`dialect: 'aws'`")
})

test('a request signed for S3 to an unknown host is refused, and all else goes to the network', async () => {
  const server = http.createServer((_request, response) => response.end('from the network'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as net.AddressInfo
  const signed = `AWS4-HMAC-SHA256 Credential=K/20200101/r/s3/aws4_request, SignedHeaders=host, Signature=0`
  const send = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${port}/`, { headers })
  const stop = await open(handMadeDoor())

  const refused = await failureOf(send({ authorization: signed }))
  const unsigned = await (await send({})).text()
  const other = await (await send({ authorization: signed.replace('/s3/', '/dynamodb/') })).text()
  await stop()
  await open(handMadeDoor({ passthrough: [`127.0.0.1:${port}`] }))
  const listed = await (await send({ authorization: signed })).text()

  expect(String(refused.cause)).toContain('it is signed for `s3`')
  expect([unsigned, other, listed]).toEqual(['from the network', 'from the network', 'from the network'])
})

test('two mocks share a host by key id, and each stops by itself', async () => {
  const first = handMadeDoor({ keyIds: ['tid_A'] })
  const second = handMadeDoor({ keyIds: ['tid_B'] })
  const stopFirst = await open(first)
  await open(second)
  const put = (keyId: string) => clientOf(keyId).send(new PutObjectCommand({ Bucket: 'b', Key: keyId, Body: 'x' }))

  await put('tid_A')
  await put('tid_B')
  await put('tid_unknown')
  const anonymous = await failureOf(fetch('https://t3.storage.dev/b/k'))
  await stopFirst()
  await put('tid_A')

  expect(first.seen.map(({ path }) => path)).toEqual(['/b/tid_A'])
  expect(second.seen.map(({ path }) => path)).toEqual(['/b/tid_B', '/b/tid_unknown', '/b/tid_A'])
  expect(String(anonymous.cause)).toContain('2 mocks of this process answer at `t3.storage.dev`')
})

test('the header of an anonymous context moves to the scope', async () => {
  const door = handMadeDoor()
  await open(door)

  await fetch('https://t3.storage.dev/b/k', { headers: { 'x-tigris-mock-caller': 'facts' } })

  expect(door.seen[0]!.scope).toEqual({ caller: 'facts' })
  expect(door.seen[0]!.headers.has('x-tigris-mock-caller')).toBe(false)
})

test('a defect of the mock reaches the client as an error that is not retried', async () => {
  let calls = 0
  const door = handMadeDoor({
    answer: () => {
      calls++
      throw new Error('broken on purpose')
    },
  })
  await open(door)

  const error = await failureOf(clientOf().send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })))

  expect(error.message).toContain('the mock failed: broken on purpose')
  expect(calls).toBe(1)
})

test('all patched places are back after the last stop', async () => {
  const places = (): unknown[] => [
    http.request,
    http.get,
    http.ClientRequest,
    https.request,
    https.get,
    globalThis.fetch,
    net.Socket.prototype.connect,
    Reflect.get(http.ClientRequest.prototype, 'onSocket'),
    Reflect.get(http.Agent.prototype, 'addRequest'),
    Reflect.get(tls.TLSSocket.prototype, '_start'),
    Reflect.get(tls.TLSSocket.prototype, '_wrapHandle'),
    globalThis.Headers,
    globalThis.Request,
    globalThis.Response,
    ...Reflect.ownKeys(http),
    ...Object.getOwnPropertySymbols(globalThis).filter(symbol => /interceptor/.test(String(symbol))),
  ]
  const before = places()
  const stopFirst = await start(handMadeDoor())
  const stopSecond = await start(handMadeDoor())
  const during = places()

  await stopFirst()
  const between = places()
  await stopSecond()
  await stopSecond()

  expect(during.filter(place => !before.includes(place)).length).toBeGreaterThanOrEqual(12)
  expect(between).toEqual(during)
  expect(places()).toEqual(before)
})

test('a probe that is not intercepted says so at once, without a name look-up', async () => {
  await expect(probe()).rejects.toThrow('requests are not intercepted in this process')
})

test('a start that cannot prove interception leaves nothing changed and nothing running', async () => {
  const { connect } = net.Socket.prototype
  const request = http.request
  const stop = await start(handMadeDoor())
  const intercepting = net.Socket.prototype.connect
  net.Socket.prototype.connect = connect
  onTestFinished(() => {
    net.Socket.prototype.connect = connect
  })

  await expect(start(handMadeDoor())).rejects.toThrow('requests are not intercepted in this process')
  net.Socket.prototype.connect = intercepting
  await stop()

  expect(net.Socket.prototype.connect).toBe(connect)
  expect(http.request).toBe(request)
})

test.each([
  ['Bun', {}, '`tigris-mock serve`'],
  ['Deno', {}, '`tigris-mock serve`'],
  ['TextEncoder', undefined, '@jest-environment node'],
])('where %s tells of a foreign environment, start says what to do', async (name, value, remedy) => {
  vi.stubGlobal(name, value)
  onTestFinished(() => void vi.unstubAllGlobals())

  await expect(start(handMadeDoor())).rejects.toThrow(remedy)
})
