import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from '../../adapters/server.js'
import { handMadeDoor, xmlError } from './hand-made-door.js'

const open = async (idle?: number, door = handMadeDoor()) => {
  const server = await serve(door, idle === undefined ? {} : { idle })
  onTestFinished(() => server.close())
  return { ...server, door }
}

/** Sends bytes as they are, keeps its own half open, and resolves with all that comes before the server ends. */
const raw = (port: number, ...texts: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = ''
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      for (const text of texts) socket.write(text, 'latin1')
    })
    socket.setEncoding('latin1')
    socket.on('data', data => {
      received += data
    })
    socket.once('error', error => (received ? resolve(received) : reject(error)))
    socket.once('end', () => {
      socket.destroy()
      resolve(received)
    })
  })

const host = 'Host: t3.storage.dev\r\n'

const codesIn = (answer: string): string[] => [...answer.matchAll(/<Code>(\w+)<\/Code>/g)].map(([, code]) => code!)
const statusesIn = (answer: string): string[] => [...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status!)

test.each([
  ['text that is not HTTP', 'hello there\r\n\r\n', 'BadRequest'],
  ['a method that is none', `FETCH /b/k HTTP/1.1\r\n${host}\r\n`, 'BadRequest'],
  ['a version that is none', `GET /b/k HTTP/9.9\r\n${host}\r\n`, 'BadRequest'],
  ['a header without a name', `GET /b/k HTTP/1.1\r\n${host}: x\r\n\r\n`, 'BadRequest'],
  ['a header with a control character', `GET /b/k HTTP/1.1\r\n${host}x-a: \u0000\r\n\r\n`, 'BadRequest'],
  ['a length that is none', `PUT /b/k HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, 'BadRequest'],
  [
    'a length beyond all numbers',
    `PUT /b/k HTTP/1.1\r\n${host}Content-Length: ${'9'.repeat(30)}\r\n\r\n`,
    'BadRequest',
  ],
  ['two lengths', `PUT /b/k HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 'BadRequest'],
  [
    'a length and chunks',
    `PUT /b/k HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
    'BadRequest',
  ],
  [
    'chunks that are not the last coding',
    `PUT /b/k HTTP/1.1\r\n${host}Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n`,
    'BadRequest',
  ],
  ['a chunk that has no length', `PUT /b/k HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'BadRequest'],
  [
    'headers without end',
    `GET /b/k HTTP/1.1\r\n${host}x-a: ${'x'.repeat(1024 ** 2 + 1)}`,
    'RequestHeaderSectionTooLarge',
  ],
  ['a tunnel', `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`, 'MethodNotAllowed'],
])('%s is answered as S3 answers, and the connection ends', async (_, text, code) => {
  const { port, url } = await open()

  const answer = await raw(port, text)

  expect(codesIn(answer)).toEqual([code])
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(answer).toContain('Content-Type: application/xml\r\n')
  expect((await fetch(`${url}/b/none`)).status).toBe(404)
})

test('bytes past the length get an answer of their own, behind that of the request before them', async () => {
  const { port, door } = await open()

  const answer = await raw(port, `PUT /b/k HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabcdef and more\r\n\r\n`)

  expect(statusesIn(answer)).toEqual(['200', '400'])
  expect(codesIn(answer)).toEqual(['BadRequest'])
  expect(door.seen.map(({ method }) => method)).toEqual(['PUT'])
})

test('requests that are sent before the answer to the first are answered in their order, broken ones last', async () => {
  const { port } = await open()
  const get = (key: string) => `GET /b/${key} HTTP/1.1\r\n${host}\r\n`

  const answer = await raw(port, `${get('one')}${get('two')}\u0001\r\n\r\n`)

  expect(statusesIn(answer)).toEqual(['404', '404', '400'])
})

test('a request without a host reaches the door', async () => {
  const { port, door } = await open()

  const answer = await raw(port, 'GET /b/k HTTP/1.1\r\nConnection: close\r\n\r\n')

  expect(answer).toMatch(/^HTTP\/1\.1 404 /)
  expect(door.seen[0]?.host).toBe('')
})

test.each([
  ['in its headers', 'GET /b/k HTT'],
  ['in its body', `PUT /b/k HTTP/1.1\r\n${host}Content-Length: 100\r\n\r\nhalf`],
  ['in a chunk', `PUT /b/k HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n64\r\nhalf`],
])('a client that stops %s is told of the time-out, though it keeps its half open', async (_, text) => {
  const { port, url } = await open(200)

  expect(codesIn(await raw(port, text))).toEqual(['RequestTimeout'])
  expect((await fetch(`${url}/b/none`)).status).toBe(404)
})

test('a client that never reads its answer ends when nothing moves', async () => {
  const body = Buffer.alloc(64 * 1024 ** 2)
  const answer = () => ({ status: 200, headers: [['Content-Length', String(body.byteLength)]] as const, body })
  const { port } = await open(200, handMadeDoor({ answer }))
  const socket = net.connect(port, '127.0.0.1')
  socket.pause()
  socket.on('error', () => undefined)

  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  socket.write(`GET /b/k HTTP/1.1\r\n${host}\r\n`)
  // what the system has buffered is read at the end only
  await new Promise<void>(resolve => void fetchUntilIdle(port, resolve))
  socket.resume()
  await closed
})

/** A second connection that is idle for as long as the first: when it is closed the first is too. */
const fetchUntilIdle = (port: number, done: () => void): net.Socket =>
  net.connect(port, '127.0.0.1').once('close', done).resume()

test('a refused upload of more than the server reads at once is answered, and the next request too', async () => {
  const { port, url } = await open(
    undefined,
    handMadeDoor({ opensBody: () => false, answer: () => xmlError(403, 'AccessDenied', 'Access Denied') }),
  )
  const body = 'x'.repeat(5_000_000)

  const answer = await raw(
    port,
    `PUT /b/k HTTP/1.1\r\n${host}Content-Length: ${body.length}\r\n\r\n${body}`,
    `GET /b/k HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
  )

  expect(statusesIn(answer)).toEqual(['403', '403'])
  expect((await fetch(`${url}/b/none`)).status).toBe(403)
})
