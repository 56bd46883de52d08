import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, onTestFinished, test } from 'vitest'
import type { Door } from '../../adapters/door.js'
import { type ServeOptions, serve } from '../../adapters/server.js'
import { type HandMadeDoor, handMadeDoor, xmlError } from './hand-made-door.js'

const open = async (door: Door, options?: ServeOptions) => {
  const server = await serve(door, options)
  onTestFinished(() => server.close())
  return server
}

const clientOf = (endpoint: string): S3Client => {
  const credentials = { accessKeyId: 'tid_A', secretAccessKey: 'secret' }
  const s3 = new S3Client({ endpoint, region: 'auto', forcePathStyle: true, maxAttempts: 1, credentials })
  onTestFinished(() => s3.destroy())
  return s3
}

/** Sends bytes as they are, and resolves with all that comes back before the connection ends. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = ''
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('latin1')
    socket.on('data', data => {
      received += data
    })
    socket.once('error', error => (received ? resolve(received) : reject(error)))
    socket.once('close', () => resolve(received))
  })

test('an SDK client of another process puts 3 MB and gets them back, dot segments and all', async () => {
  const door = handMadeDoor()
  const { url } = await open(door)
  const s3 = clientOf(url)
  const bytes = Buffer.alloc(3_000_000, 5)

  await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'a/../../b', Body: bytes }))
  const answer = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'a/../../b' }))

  expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true)
  expect(door.seen[0]).toMatchObject({ path: '/photos/a/../../b', scope: { ip: '127.0.0.1' }, protocol: 'http' })
  expect(door.seen[0]!.headers.get('expect')).toBe('100-continue')
})

test('a body that the door never opens is not asked for', async () => {
  const door = handMadeDoor({ opensBody: () => false, answer: () => xmlError(403, 'AccessDenied', 'Access Denied') })
  const { port } = await open(door)

  const answer = await raw(
    port,
    'PUT /b/k HTTP/1.1\r\nHost: t3.storage.dev\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
  )

  expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  expect(answer).toMatch(/connection: close/i)
})

test.each(['200', ''])('a request that expects `%s` is answered as any other', async expectation => {
  const door = handMadeDoor()
  const { port } = await open(door)

  const answer = await raw(
    port,
    `PUT /b/k HTTP/1.1\r\nHost: t3.storage.dev\r\nConnection: close\r\nExpect: ${expectation}\r\nContent-Length: 3\r\n\r\nabc`,
  )

  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
})

test('who stops reading in the middle of a body still answers, and the connection goes on', async () => {
  const door = handMadeDoor()
  const { url } = await open({
    ...door,
    async handle(request) {
      if (request.method !== 'PUT') return door.handle(request)
      for await (const _ of request.body.stream()) break
      return xmlError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
    },
  })

  const answer = await fetch(`${url}/b/k`, { method: 'PUT', body: Buffer.alloc(8_000_000) })

  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('EntityTooLarge')
  expect((await fetch(`${url}/b/none`)).status).toBe(404)
})

test('a client that leaves in the middle of a body is an incomplete body', async () => {
  const door = handMadeDoor()
  const failure = new Promise<unknown>(resolve => {
    const handle: Door['handle'] = request => {
      const answer = door.handle(request)
      answer.catch(resolve)
      return answer
    }
    void open({ ...door, handle }).then(({ port }) => {
      const half = 'PUT /b/k HTTP/1.1\r\nHost: t3.storage.dev\r\nContent-Length: 9\r\n\r\nhalf'
      const socket = net.connect(port, '127.0.0.1', () => socket.write(half, () => socket.destroy()))
    })
  })

  expect(await failure).toMatchObject({ name: 'ServiceError', code: 'IncompleteBody' })
})

test('the header of an anonymous context is not believed', async () => {
  const door = handMadeDoor()
  const { url } = await open(door)

  await fetch(`${url}/b/k`, { headers: { 'x-tigris-mock-caller': 'facts' } })

  expect(door.seen[0]!.headers.has('x-tigris-mock-caller')).toBe(false)
  expect(door.seen[0]!.scope).toEqual({ ip: '127.0.0.1' })
})

test('repeated headers and an absolute target arrive as sent', async () => {
  const door = handMadeDoor()
  const { port } = await open(door)

  await raw(
    port,
    'GET http://t3.storage.dev/b/../k?x=%2F HTTP/1.1\r\nHost: T3.storage.dev\r\nX-A: 1\r\nx-a: 2\r\nConnection: close\r\n\r\n',
  )

  expect(door.seen[0]).toMatchObject({ host: 't3.storage.dev', path: '/b/../k', query: 'x=%2F' })
  expect(door.seen[0]!.headers.get('x-a')).toBe('1,2')
})

test("a client that leaves the port out of the server's name means the server", async () => {
  const door = handMadeDoor()
  const { port } = await open(door)

  for (const name of ['127.0.0.1', 'LocalHost', 'other.test'])
    await raw(port, `GET /b/k HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`)

  expect(door.seen.map(({ host }) => host)).toEqual([`127.0.0.1:${port}`, `localhost:${port}`, 'other.test'])
})

test.each([0, 700])('an answer that breaks after %i bytes is a connection reset', async after => {
  const body = Buffer.alloc(1_000)
  const door = handMadeDoor({
    answer: () => ({ status: 200, headers: [['Content-Length', '1000']], body, broken: { after } }),
  })
  const { url } = await open(door)

  const read = clientOf(url)
    .send(new GetObjectCommand({ Bucket: 'photos', Key: 'k' }))
    .then(answer => answer.Body?.transformToByteArray())

  await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('slow and broken connections are closed, and the server goes on', async () => {
  const door = handMadeDoor()
  const { port, url } = await open(door, { idle: 50 })

  const silent = await raw(port, 'GET / HT')
  const noise = await raw(port, 'not http at all\r\n\r\n')
  const halfBody = await raw(port, 'PUT /b/k HTTP/1.1\r\nHost: t3.storage.dev\r\nContent-Length: 100\r\n\r\nhalf')

  expect(silent).toContain('<Code>RequestTimeout</Code>')
  expect(noise).toMatch(/^HTTP\/1\.1 400 /)
  expect(halfBody).not.toMatch(/ 200 /)
  expect((await fetch(`${url}/b/none`)).status).toBe(404)
})

test('a defect of the mock is said in words', async () => {
  const door = handMadeDoor({
    answer: () => {
      throw new Error('broken on purpose')
    },
  })
  const { url } = await open(door)

  const response = await fetch(`${url}/b/k`)

  expect(response.status).toBe(500)
  expect(await response.text()).toBe('tigris-mock failed: broken on purpose')
})

test('close ends connections in use, and the door hears of the address while it is served', async () => {
  const addresses = new Set<string>()
  const door: HandMadeDoor & Door = {
    ...handMadeDoor({ answer: () => new Promise(() => {}) }),
    answersAt(host) {
      addresses.add(host)
      return () => addresses.delete(host)
    },
  }
  const server = await serve(door)
  const during = [...addresses]
  const agent = new http.Agent({ keepAlive: true })
  const waiting = new Promise(resolve => http.get(`${server.url}/b/k`, { agent }).once('error', resolve))
  const reached = new Promise<void>(resolve =>
    http
      .get(`${server.url}/b/k`, { agent })
      .once('socket', socket => socket.once('connect', resolve))
      .once('error', () => {}),
  )

  await reached
  await server.close()

  expect(await waiting).toMatchObject({ code: 'ECONNRESET' })
  expect(during).toEqual([`127.0.0.1:${server.port}`, `localhost:${server.port}`])
  expect(addresses.size).toBe(0)
})

test('a port that is taken is named', async () => {
  const { port } = await open(handMadeDoor())

  await expect(serve(handMadeDoor(), { port })).rejects.toThrow(`port \`${port}\` of \`127.0.0.1\` is taken`)
})

test('an address of IPv6 is served under its own name', async () => {
  const door = handMadeDoor()
  const server = await open(door, { host: '::1' })

  const answer = await fetch(`${server.url}/b/none`)

  expect(server.url).toBe(`http://[::1]:${server.port}`)
  expect(answer.status).toBe(404)
  expect(door.seen[0]).toMatchObject({ host: `[::1]:${server.port}`, scope: { ip: '::1' } })
})

test('a client that has closed its half of the connection is answered', async () => {
  const { port } = await open(handMadeDoor())
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })

  socket.end('GET /b/none HTTP/1.1\r\nHost: t3.storage.dev\r\n\r\n')
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()

  expect(first.toString()).toMatch(/^HTTP\/1\.1 404 /)
})

test('long headers reach the door, which judges their length', async () => {
  const door = handMadeDoor()
  const { url } = await open(door)

  await fetch(`${url}/b/none`, { headers: { 'x-amz-meta-long': 'x'.repeat(100_000) } })

  expect(door.seen[0]!.headers.get('x-amz-meta-long')).toHaveLength(100_000)
})
