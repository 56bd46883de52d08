import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
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
