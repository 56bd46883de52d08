import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fail } from '../src/contract/errors.js'
import type { WireRequest, WireResponse } from '../src/contract/wire.js'
import { type Control, createControl } from '../src/control/control.js'
import type { WholeMock } from '../src/mock.js'
import { callerHeader } from './caller-header.js'
import { type Doorway, doorOf } from './door.js'
import { hasBody, headersOf, piecesOf, viewsOf } from './response-body.js'

export interface ServeOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** Address to listen at; `127.0.0.1` when left out. */
  readonly host?: string
  /** Milliseconds after which a connection is closed on which nothing moves, or whose headers are not complete. */
  readonly idle?: number
  /** Lets whoever sends this token steer the mock over HTTP, below `/_tigris-mock/`. At least 16 characters. */
  readonly control?: string
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Ends all connections, those in use too. */
  close(): Promise<void>
  /** Takes no more connections, and closes when the open requests have been answered, or after so many milliseconds. */
  drain(milliseconds: number): Promise<void>
}

const rawHeaders = (request: IncomingMessage): Map<string, string> => {
  const headers = new Map<string, string>()
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]!.toLowerCase()
    const value = request.rawHeaders[index + 1]!
    headers.set(name, headers.has(name) ? `${headers.get(name)},${value}` : value)
  }
  // Facts of a caller are believed inside of a process only.
  headers.delete(callerHeader)
  return headers
}

/** The bytes as they come. Whoever stops reading still answers: the connection stays, and the rest is thrown away. */
async function* bytesOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* request.iterator({ destroyOnReturn: false })
  } catch {
    fail('IncompleteBody')
  }
}

const toWire = (
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
  names: ReadonlySet<string>,
): WireRequest => {
  const headers = rawHeaders(request)
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/, '')
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const length = headers.get('content-length')
  const { localPort, remoteAddress } = request.socket
  const ip = remoteAddress?.replace(/^::ffff:/, '')
  const host = (headers.get('host') ?? '').toLowerCase()
  // A client that was never told to go on may send its body or not: this connection cannot be used again.
  if (awaitsContinue) response.shouldKeepAlive = false
  return {
    method: request.method ?? 'GET',
    protocol: 'http',
    // a client that leaves the port out of the server's name means the one at which it came in
    host: names.has(host) ? `${host}:${localPort}` : host,
    path: path.startsWith('/') ? path : `/${path}`,
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    scope: ip === undefined ? {} : { ip },
    body: {
      ...(length !== undefined && { length: Number(length) }),
      stream() {
        if (awaitsContinue) response.shouldKeepAlive = true
        if (awaitsContinue) response.writeContinue()
        return bytesOf(request)
      },
      cancel() {},
    },
  }
}

const send = async (method: string, answer: WireResponse, response: ServerResponse): Promise<void> => {
  const { broken, status } = answer
  const empty = !hasBody(method, answer)
  if (broken && (broken.after === 0 || empty)) return void response.socket?.resetAndDestroy()
  const { trailers = [] } = answer
  const announced = trailers.length === 0 ? [] : ['Trailer', trailers.map(([name]) => name).join(', ')]
  response.writeHead(status, [...headersOf(method, answer).flat(), ...(empty ? [] : announced)])
  // taken along by the end of the body
  response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]))
  const views = empty ? [] : viewsOf(answer)
  if (views !== undefined && views.length <= 1) response.end(views[0])
  else if (views !== undefined) {
    // views of what is stored: that they wait for the client takes no memory
    response.cork()
    for (const view of views) response.write(view)
    response.end()
  }
  // A body that breaks takes its connection with it, and a client that left takes nothing more.
  else await pipeline(Readable.from(piecesOf(answer), { objectMode: false }), response).catch(() => response.destroy())
}

const unspecified = ['0.0.0.0', '[::]']

/** Names under which clients may know a server: they stand in their Host headers. */
const namesOf = (bound: string, host: string): Set<string> => {
  if (!unspecified.includes(bound)) return new Set([bound, 'localhost', host.toLowerCase()])
  const own = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? [])
  const addresses = own.map(({ family, address }) => (family === 'IPv6' ? `[${address}]` : address))
  return new Set(['127.0.0.1', 'localhost', hostname().toLowerCase(), ...addresses])
}

/** A defect of the mock, said in words: nobody sees a stack trace in another process. */
const defect = (error: unknown): WireResponse => {
  const message = `tigris-mock failed: ${error instanceof Error ? error.message : String(error)}`
  const body = Buffer.from(message)
  const headers = [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(body.byteLength)],
  ] as const
  return { status: 500, headers, body }
}

const optionNames = ['port', 'host', 'idle', 'control']

const controlOf = (mock: Doorway, token: string): Control => {
  if ('checkpoint' in mock) return createControl(mock as unknown as WholeMock, { token })
  throw new Error('`control` of serve needs a mock, as createTigrisMock makes it: there is nothing to steer in a door')
}

type Handle = (request: WireRequest) => Promise<WireResponse>

/**
 * Serves a mock over plain HTTP, for other processes and languages. Rejects when the port is taken.
 * @example const { url, close } = await serve(mock, { port: 4566 })
 */
export const serve = (mock: Doorway, options: ServeOptions = {}): Promise<RunningServer> => listen(mock, options)

/** As `serve`, with something around all that is answered, the control API too. */
export const listen = async (
  mock: Doorway,
  options: ServeOptions,
  around: (handle: Handle) => Handle = handle => handle,
): Promise<RunningServer> => {
  const door = doorOf(mock)
  const unknown = Object.keys(options).find(name => !optionNames.includes(name))
  if (unknown !== undefined)
    throw new Error(`\`${unknown}\` is no option of serve; there are ${optionNames.join(', ')}`)
  const { port = 0, host = '127.0.0.1', idle = 60_000 } = options
  const control = options.control === undefined ? undefined : controlOf(mock, options.control)
  const plain: Handle = request => door.handle(request)
  const handle = around(control?.before(plain) ?? plain)
  const names = new Set<string>()
  let closing = false
  const listener = (awaitsContinue: boolean) => async (request: IncomingMessage, response: ServerResponse) => {
    const wire = toWire(request, response, awaitsContinue, names)
    response.once('close', () => closing && server.closeIdleConnections())
    const answer = await handle(wire).catch(defect)
    if (closing) response.shouldKeepAlive = false
    if (!response.destroyed) await send(wire.method, answer, response).catch(() => response.destroy())
  }
  // how long headers may be is the dialect's to say
  const checking = { connectionsCheckingInterval: Math.min(idle, 5_000), maxHeaderSize: 1024 ** 2 }
  const server = http.createServer({ ...checking, headersTimeout: idle, requestTimeout: 0 }, listener(false))
  server.on('checkContinue', listener(true))
  // S3 takes a request whatever else it expects; Node would answer 417
  server.on('checkExpectation', listener(false))
  server.setTimeout(idle)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port \`${port}\` of \`${host}\` is taken; leave the port out to take any free one`, {
              cause: error,
            })
          : error,
      ),
    )
    server.listen(port, host, resolve)
  })
  const bound = server.address() as AddressInfo
  for (const name of namesOf(bound.family === 'IPv6' ? `[${bound.address}]` : bound.address, host)) names.add(name)
  const leave = [...names].map(name => door.answersAt?.(`${name}:${bound.port}`))
  const end = (): Promise<void> => {
    closing = true
    for (const stop of leave) stop?.()
    control?.close()
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    server.closeIdleConnections()
    return closed
  }
  return {
    url: `http://${[...names][0]}:${bound.port}`,
    port: bound.port,
    async close() {
      const ended = end()
      server.closeAllConnections()
      await ended
    },
    async drain(milliseconds) {
      const patience = setTimeout(() => server.closeAllConnections(), milliseconds)
      await end()
      clearTimeout(patience)
    },
  }
}
