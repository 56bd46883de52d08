import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { start } from '../../adapters/interception.js'
import { handMadeDoor } from './hand-made-door.js'

/** The TCP handles of this process that were made since, and not closed. */
const watchHandles = (): Set<number> => {
  const open = new Set<number>()
  const hook = createHook({
    init: (id, type) => void (type === 'TCPWRAP' && open.add(id)),
    destroy: id => void open.delete(id),
  }).enable()
  onTestFinished(() => void hook.disable())
  return open
}

/** Node closes handles and reports them in turns of the event loop. */
const turns = async (): Promise<void> => {
  for (let count = 0; count < 10; count++) await turn()
}

test.each([
  ['http', () => http.get({ host: 't3.storage.dev', path: '/b/k', agent: false })],
  ['https', () => https.get({ host: 't3.storage.dev', path: '/b/k', agent: false })],
])('a connection over %s leaves no handle once it is answered', async (_name, get) => {
  const stop = await start(handMadeDoor())
  onTestFinished(stop)
  await turns()
  const open = watchHandles()

  for (let count = 0; count < 20; count++) {
    const request = get()
    const [response] = await once(request, 'response')
    response.resume()
    await once(request, 'close')
  }
  await turns()

  expect(open.size).toBe(0)
})

test('a start leaves no handle once it is stopped', async () => {
  const open = watchHandles()

  for (let count = 0; count < 20; count++) await (await start(handMadeDoor()))()
  await turns()

  expect(open.size).toBe(0)
})

test('a kept-alive socket that is destroyed has one error, and closes after it', async () => {
  const stop = await start(handMadeDoor())
  const agent = new http.Agent({ keepAlive: true })
  onTestFinished(stop)
  const get = () => http.get({ host: 't3.storage.dev', path: '/b/k', agent })
  const [response] = await once(get(), 'response')
  response.resume()
  await once(response, 'close')
  await turns()

  const seen: string[] = []
  const request = get()
  request.on('error', error => void seen.push(error.message))
  request.once('socket', () => request.destroy(new Error('given up')))
  await new Promise<void>(resolve => request.once('close', resolve))
  await turns()

  expect([request.reusedSocket, seen]).toEqual([true, ['given up']])
})

/** Writes the pieces one by one, and reads until the answer's body has come. */
const speak = async (pieces: readonly string[], waitFor?: string): Promise<string> => {
  const socket = net.connect(80, 't3.storage.dev')
  let received = ''
  socket.setEncoding('latin1').on('data', data => {
    received += data
  })
  await once(socket, 'connect')
  for (const piece of pieces) {
    socket.write(piece)
    await turns()
  }
  if (waitFor !== undefined) {
    expect(received).toBe(waitFor)
    socket.write('hello')
    await turns()
  }
  await vi.waitUntil(() => received.endsWith('</Error>') || received.includes('made-by-hand'))
  socket.destroy()
  return received
}

test('a target and headers that come in pieces are put together', async () => {
  const door = handMadeDoor()
  onTestFinished(await start(door))

  await speak(['GET /a', '/../b', ' HTTP/1.1\r\nHost: t3.stor', 'age.dev\r\nX-Many: a\r\nX-Many:  b \r\n\r\n'])

  expect(door.seen[0]).toMatchObject({ path: '/a/../b', host: 't3.storage.dev' })
  expect(door.seen[0]!.headers.get('x-many')).toBe('a,b')
})

test('a client that does without node:http reads 100 Continue', async () => {
  const door = handMadeDoor()
  onTestFinished(await start(door))
  const head = 'PUT /b/k HTTP/1.1\r\nHost: t3.storage.dev\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n'

  const received = await speak([head], 'HTTP/1.1 100 Continue\r\n\r\n')

  expect(received).toContain('HTTP/1.1 200 OK')
  expect(door.seen[0]!.received.toString()).toBe('hello')
})

test('a server that speaks first is heard by a client that connects in an event of a request', async () => {
  const server = net.createServer(socket => socket.end('220 ready'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  onTestFinished(await start(handMadeDoor()))

  const greeting = await new Promise((resolve, reject) => {
    http.get({ host: 't3.storage.dev', path: '/b/k' }, response => {
      response.resume().once('end', () => {
        const { port } = server.address() as net.AddressInfo
        net.connect(port, '127.0.0.1').once('data', resolve).once('error', reject)
      })
    })
  })

  expect(String(greeting)).toBe('220 ready')
})

test.each(['https://t3.storage.dev', 'https://s3.amazonaws.com'])('HTTP/2 to %s is refused by name', async address => {
  onTestFinished(await start(handMadeDoor()))
  const session = http2.connect(address)
  onTestFinished(() => session.destroy())

  const [error] = await once(session, 'error')

  expect(error.message).toContain(`\`${new URL(address).host}\` was asked over HTTP/2`)
})
