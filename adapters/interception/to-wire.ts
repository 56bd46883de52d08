import type { Body, WireRequest } from '../../src/contract/wire.js'
import { takeCaller } from '../caller-header.js'
import type { Sent } from './sent.js'

const targetOf = (request: Request, sent: Sent): readonly [path: string, query: string] => {
  const target = (sent.target ?? request.url).replace(/^[^:/?#]+:\/\/[^/?#]*/, '') || '/'
  const mark = target.indexOf('?')
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
}

/** Repeated headers are joined with `,` as signatures have them; `Headers` would join them with `, `. */
const headersOf = (request: Request, { rawHeaders, client }: Sent): Map<string, string> => {
  const headers = new Map<string, string>()
  if (rawHeaders === undefined)
    request.headers.forEach((value, name) => {
      const sent = value.includes(', ') ? client?.getHeader(name) : undefined
      headers.set(name, Array.isArray(sent) ? sent.join(',') : value)
    })
  else
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index]!.toLowerCase()
      const value = rawHeaders[index + 1]!.replace(/[ \t]+$/, '')
      headers.set(name, headers.has(name) ? `${headers.get(name)},${value}` : value)
    }
  return headers
}

/** A server says 100 when it wants the body; MSW never does, and the SDK then waits for six seconds. */
const sayContinue = ({ client, socket }: Sent): void => {
  if (client === undefined) socket?.write('HTTP/1.1 100 Continue\r\n\r\n')
  else if (!client.destroyed) client.emit('continue')
}

const bodyOf = (request: Request, sent: Sent, headers: Map<string, string>): Body => {
  const length = headers.get('content-length')
  const awaitsContinue = /100-continue/i.test(headers.get('expect') ?? '')
  return {
    ...(length !== undefined && { length: Number(length) }),
    async *stream() {
      if (awaitsContinue) sayContinue(sent)
      if (request.body === null) return
      const reader = request.body.getReader()
      for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
    },
    cancel() {},
  }
}

/** An intercepted request as it was sent. The header of `mock.anonymous()` moves to the scope. */
export const toWire = (request: Request, sent: Sent): WireRequest => {
  const headers = headersOf(request, sent)
  const [path, query] = targetOf(request, sent)
  return {
    method: request.method,
    protocol: request.url.startsWith('https:') ? 'https' : 'http',
    host: (headers.get('host') ?? new URL(request.url).host).toLowerCase(),
    path,
    query,
    headers,
    body: bodyOf(request, sent, headers),
    scope: takeCaller(headers),
  }
}
