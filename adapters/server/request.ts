import type { IncomingMessage, ServerResponse } from 'node:http'
import { fail } from '../../src/contract/errors.js'
import type { WireRequest } from '../../src/contract/wire.js'
import { callerHeader } from '../caller-header.js'

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

/** A request as it came over a connection. `names`: of the server, to which clients may leave the port out. */
export const toWire = (
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
  { names, protocol }: { readonly names: ReadonlySet<string>; readonly protocol: 'http' | 'https' },
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
    protocol,
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
