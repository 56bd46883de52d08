import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { WireRequest, WireResponse } from '../src/contract/wire.js'
import { type Control, createControl } from '../src/control/control.js'
import type { WholeMock } from '../src/mock.js'
import { type Doorway, doorOf } from './door.js'
import { answerBroken } from './server/broken-request.js'
import { createAuthority } from './server/certificate.js'
import { namesOf } from './server/names.js'
import { toWire } from './server/request.js'
import { send } from './server/response.js'
import { namesForTls, secureOptions } from './server/secure.js'

export interface ServeOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** Address to listen at; `127.0.0.1` when left out. */
  readonly host?: string
  /** Milliseconds after which a connection is closed on which nothing moves, or whose headers are not complete. */
  readonly idle?: number
  /** Lets whoever sends this token steer the mock over HTTP, below `/_tigris-mock/`. At least 16 characters. */
  readonly control?: string
  /** Speaks TLS, with a certificate that is made at the start. */
  readonly tls?: boolean
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** With `tls`: the certificate to trust, as PEM. It is another one at every start. */
  readonly ca?: string
  /** Ends all connections, those in use too. */
  close(): Promise<void>
  /** Takes no more connections, and closes when the open requests have been answered, or after so many milliseconds. */
  drain(milliseconds: number): Promise<void>
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

/** Milliseconds in which a request must have come: a client that sends a byte now and then ends too. */
const longestRequest = 3_600_000

const optionNames = ['port', 'host', 'idle', 'control', 'tls']

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
  const protocol = options.tls ? 'https' : 'http'
  let closing = false
  const listener =
    (awaitsContinue: boolean) =>
    async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
      broken.begun(response)
      const wire = toWire(request, response, awaitsContinue, { names, protocol })
      response.once('close', () => closing && server.closeIdleConnections())
      const answer = await handle(wire).catch(defect)
      if (closing) response.shouldKeepAlive = false
      if (!response.destroyed) await send(wire.method, answer, response).catch(() => response.destroy())
    }
  const settings = {
    connectionsCheckingInterval: Math.min(idle, 5_000),
    // how long headers may be is the dialect's to say, and who is asked too
    ...{ maxHeaderSize: 1024 ** 2, requireHostHeader: false },
    ...{ headersTimeout: idle, requestTimeout: longestRequest },
  }
  const authority = options.tls ? createAuthority() : undefined
  const portNow = (): number => (server.address() as AddressInfo).port
  const answersAs = (name: string): boolean => [name, `${name}:${portNow()}`].some(each => door.owns({ host: each }))
  const server = authority
    ? https.createServer({ ...settings, ...secureOptions(authority, answersAs) }, listener(false))
    : http.createServer(settings, listener(false))
  const broken = answerBroken(server)
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
  if (authority && server instanceof https.Server) server.setSecureContext(authority.issue(namesForTls(names)))
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
    url: `${protocol}://${[...names][0]}:${bound.port}`,
    port: bound.port,
    ...(authority && { ca: authority.certificate }),
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
