import { ClientRequest } from 'node:http'
import type { Body, WireRequest } from '../../src/contract/wire.js'
import { takeCaller } from '../caller-header.js'

/**
 * The ClientRequest behind an intercepted request. What MSW names as initiator is the first request of a kept-alive
 * socket, the socket itself, or a fetch `Request`; the socket knows which request it carries now.
 */
export const clientRequestOf = (initiator: unknown): ClientRequest | undefined => {
  const socket = initiator instanceof ClientRequest ? initiator.socket : initiator
  const current = (socket as { _httpMessage?: unknown } | null | undefined)?._httpMessage
  if (current instanceof ClientRequest) return current
  return initiator instanceof ClientRequest ? initiator : undefined
}

/** Path and query as written by the client: a URL would resolve the `.` and `..` segments that S3 keys may have. */
const targetOf = (request: Request, client: ClientRequest | undefined): readonly [path: string, query: string] => {
  let target = client?.path
  if (target === undefined || !target.startsWith('/')) target = request.url.replace(/^[^:]+:\/\/[^/?#]*/, '') || '/'
  const mark = target.indexOf('?')
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
}

const headersOf = (request: Request, client: ClientRequest | undefined): Map<string, string> => {
  const headers = new Map<string, string>()
  request.headers.forEach((value, name) => {
    // `Headers` joins repeated headers with ', ', which a signature does not.
    const sent = value.includes(', ') ? client?.getHeader(name) : undefined
    headers.set(name, Array.isArray(sent) ? sent.join(',') : value)
  })
  return headers
}

const bodyOf = (request: Request, client: ClientRequest | undefined, headers: Map<string, string>): Body => {
  const length = headers.get('content-length')
  const awaitsContinue = client !== undefined && /100-continue/i.test(headers.get('expect') ?? '')
  return {
    ...(length !== undefined && { length: Number(length) }),
    async *stream() {
      // A server says 100 when it wants the body; MSW never does, and the SDK then waits for six seconds.
      if (awaitsContinue && !client.destroyed) client.emit('continue')
      if (request.body === null) return
      const reader = request.body.getReader()
      for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
    },
    cancel() {},
  }
}

/** An intercepted request as it was sent. The header of `mock.anonymous()` moves to the scope. */
export const toWire = (request: Request, client: ClientRequest | undefined): WireRequest => {
  const headers = headersOf(request, client)
  const [path, query] = targetOf(request, client)
  return {
    method: request.method,
    protocol: request.url.startsWith('https:') ? 'https' : 'http',
    host: (headers.get('host') ?? new URL(request.url).host).toLowerCase(),
    path,
    query,
    headers,
    body: bodyOf(request, client, headers),
    scope: takeCaller(headers),
  }
}
