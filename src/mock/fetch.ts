import { callerHeader } from '../auth/caller-facts.js'
import { type Bytes, bodyOf, type WireRequest, type WireResponse } from '../contract/wire.js'
import type { Credentials } from './environment.js'
import type { MockInside } from './inside.js'

/** What every SDK client takes. `signer` only for callers without credentials: it signs nothing. */
export interface ClientConfig {
  readonly region: string
  readonly endpoint: string
  readonly credentials: Credentials
  readonly signer?: { sign<R extends { headers: Record<string, string> }>(request: R): Promise<R> }
}

interface Unsigned {
  readonly method: string
  readonly host: string
  readonly path: string
  readonly query: string
  readonly headers: ReadonlyMap<string, string>
}

/** The raw path of a URL or of `/bucket/a/../b`: `URL` would resolve its dots. */
const splitUrl = (
  target: string,
  endpoint: string,
): { protocol: 'http' | 'https'; host: string; path: string; query: string } => {
  const absolute = /^https?:\/\//.test(target) ? target : `${endpoint}${target.startsWith('/') ? '' : '/'}${target}`
  const [, protocol = 'https', host = '', path = '', query = ''] =
    /^(https?):\/\/([^/?#]+)([^?#]*)\??([^#]*)/.exec(absolute) ?? []
  return { protocol: protocol as 'http' | 'https', host: host.toLowerCase(), path: path === '' ? '/' : path, query }
}

const bytesOf = async (body: RequestInit['body']): Promise<Uint8Array> =>
  body === undefined || body === null ? new Uint8Array(0) : new Uint8Array(await new Response(body).arrayBuffer())

/** An answer of the mock as the web's Response. */
export const toResponse = ({ status, headers, body }: WireResponse): Response => {
  const bodiless = status === 204 || status === 304 || body === undefined
  const content = bodiless ? null : ArrayBuffer.isView(body) ? new Uint8Array(body) : streamOf(body)
  return new Response(content, { status, headers: headers.map(([name, value]) => [name, value]) })
}

/** What is stored stays the store's: see `Bytes`. */
async function* ownPieces(body: Exclude<Bytes, Uint8Array>): AsyncGenerator<Uint8Array> {
  if (Symbol.asyncIterator in body) yield* body
  else for (const piece of body) yield new Uint8Array(piece)
}

const streamOf = (body: Exclude<Bytes, Uint8Array>): ReadableStream<Uint8Array> => {
  const iterator = ownPieces(body)
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return(undefined)
    },
  })
}

/** Sends a request straight to the mock: no interception, no network. `sign` gives headers to add. */
export const fetchThrough = async (
  inside: MockInside,
  target: string,
  init: RequestInit | undefined,
  sign: (request: Unsigned, body: Uint8Array) => Record<string, string>,
): Promise<Response> => {
  const { protocol, host, path, query } = splitUrl(target, inside.dialect.endpoints.s3)
  const method = (init?.method ?? 'GET').toUpperCase()
  const body = await bytesOf(init?.body)
  const headers = new Map<string, string>([...new Headers(init?.headers)])
  headers.set('host', host)
  if (body.length > 0 || method === 'PUT' || method === 'POST') headers.set('content-length', String(body.length))
  const { [callerHeader]: caller, ...signed } = sign({ method, host, path, query, headers }, body)
  for (const [name, value] of Object.entries(signed)) headers.set(name.toLowerCase(), value)
  // as every door of this process: what a caller without credentials says of itself goes beside the request
  const scope = { ...inside.scope(), ...(caller !== undefined && { caller }) }
  const request: WireRequest = {
    method,
    protocol,
    host,
    path,
    query,
    headers,
    body: bodyOf(body),
    scope,
  }
  return toResponse(await inside.handle(request))
}

/** Request in, Response out: as it is, signed or not. Nothing is intercepted and nothing leaves the process. */
export const fetchRequest = async (inside: MockInside, request: Request): Promise<Response> => {
  const { method, url, headers } = request
  const body = method === 'GET' || method === 'HEAD' ? null : await request.arrayBuffer()
  return fetchThrough(inside, url, { method, headers, body }, () => ({}))
}
