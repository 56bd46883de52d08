import { Readable } from 'node:stream'
import type { Body, WireRequest, WireResponse } from '../src/contract/wire.js'
import { bodyOf } from '../src/contract/wire.js'
import { takeCaller } from './caller-header.js'
import type { Door } from './door.js'
import { connectionReset, hasBody, headersOf, ownPiecesOf, viewsOf } from './response-body.js'

/** The parts of the SDK's HttpRequest that a handler reads. */
export interface SmithyRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number | undefined
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface SmithyResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Readable
}

export interface SmithyOptions {
  readonly abortSignal?: unknown
  /** Milliseconds. */
  readonly requestTimeout?: number | undefined
}

/** Fits `requestHandler` of every client of the AWS SDK for JavaScript v3. */
export interface SmithyHandler {
  readonly metadata: { readonly handlerProtocol: string }
  handle(request: SmithyRequest, options?: SmithyOptions): Promise<{ response: SmithyResponse }>
  destroy(): void
  updateHttpClientConfig(key: never, value: never): void
  httpHandlerConfigs(): Record<string, never>
}

const escapeUri = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** In the order of the SDK's own handlers, so that path, query and signature look as if sent. */
const queryOf = (query: SmithyRequest['query'] = {}): string =>
  Object.keys(query)
    .sort()
    .flatMap(name => {
      const value = query[name]
      const values = typeof value === 'string' ? [value] : (value ?? undefined)
      return values === undefined ? [escapeUri(name)] : values.map(one => `${escapeUri(name)}=${escapeUri(one)}`)
    })
    .join('&')

const streamed = (body: AsyncIterable<Uint8Array>, length: string | undefined): Body => ({
  ...(length !== undefined && { length: Number(length) }),
  stream: () => body,
  cancel: () => (body instanceof Readable ? void body.destroy() : undefined),
})

const toBody = (body: unknown, length: string | undefined): Body => {
  if (body === undefined || body === null) return bodyOf()
  if (typeof body === 'string') return bodyOf(Buffer.from(body))
  if (body instanceof ArrayBuffer) return bodyOf(new Uint8Array(body))
  if (ArrayBuffer.isView(body)) return bodyOf(new Uint8Array(body.buffer, body.byteOffset, body.byteLength))
  if (typeof body === 'object' && Symbol.asyncIterator in body)
    return streamed(body as AsyncIterable<Uint8Array>, length)
  if (body instanceof Blob) return streamed(body.stream() as unknown as AsyncIterable<Uint8Array>, length)
  throw new TypeError(`tigris-mock cannot send a body of type \`${Object.prototype.toString.call(body)}\``)
}

const toWire = (request: SmithyRequest, door: Door): WireRequest => {
  const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
  const host = headers.get('host') ?? (request.port ? `${request.hostname}:${request.port}` : request.hostname)
  return {
    method: request.method,
    protocol: request.protocol.startsWith('https') ? 'https' : 'http',
    host: host.toLowerCase(),
    path: request.path.startsWith('/') ? request.path : `/${request.path}`,
    query: queryOf(request.query),
    headers: headers.set('host', host),
    scope: { ...door.scope?.(), ...takeCaller(headers) },
    body: toBody(request.body, headers.get('content-length')),
  }
}

/** Copies of views, each made when it is read. */
class CopiedBytes extends Readable {
  readonly #views: Iterator<Uint8Array>

  constructor(views: Iterable<Uint8Array>) {
    super()
    this.#views = views[Symbol.iterator]()
  }

  override _read(): void {
    const { done, value } = this.#views.next()
    this.push(done ? null : Buffer.from(value))
  }
}

const toResponse = (method: string, response: WireResponse): SmithyResponse => {
  const empty = !hasBody(method, response)
  if (response.broken && (response.broken.after === 0 || empty)) throw connectionReset()
  const headers: Record<string, string> = {}
  for (const [name, value] of headersOf(method, response)) {
    const key = name.toLowerCase()
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`
  }
  const views = empty ? [] : viewsOf(response)
  const body = views ? new CopiedBytes(views) : Readable.from(ownPiecesOf(response), { objectMode: false })
  return { statusCode: response.status, headers, body }
}

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name })

/** Rejects when the caller gives up: with the SDK's AbortError and TimeoutError. */
const givenUp = ({ abortSignal, requestTimeout }: SmithyOptions): { promise: Promise<never>; forget(): void } => {
  const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined
  const timeout = requestTimeout ? AbortSignal.timeout(requestTimeout) : undefined
  let forget = () => {}
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(failure('AbortError', 'Request aborted'))
    const expire = () => reject(failure('TimeoutError', `the mock did not answer within ${requestTimeout} ms`))
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort)
    timeout?.addEventListener('abort', expire)
    forget = () => {
      signal?.removeEventListener('abort', abort)
      timeout?.removeEventListener('abort', expire)
    }
  })
  promise.catch(() => {})
  return { promise, forget }
}

/**
 * A request handler for SDK clients: no HTTP at all, so nothing needs to be intercepted.
 * @example new S3Client({ ...tigris.as('runner').clientConfig, requestHandler: requestHandler(door) })
 */
export const requestHandler = (door: Door): SmithyHandler => ({
  metadata: { handlerProtocol: 'http/1.1' },
  async handle(request, options = {}) {
    const { promise, forget } = givenUp(options)
    try {
      const answer = Promise.race([promise, door.handle(toWire(request, door))])
      return { response: toResponse(request.method, await answer) }
    } finally {
      forget()
    }
  },
  destroy() {},
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
})

/** Brings the calls of a client that the application made to `door`, until the returned function is called. */
export const attach = (client: { readonly config: { readonly requestHandler: object } }, door: Door): (() => void) => {
  const handler = client.config.requestHandler as { handle?: unknown }
  const had = Object.hasOwn(handler, 'handle')
  const before = handler.handle
  const { handle } = requestHandler(door)
  handler.handle = handle
  return () => {
    if (handler.handle !== handle) return
    if (had) handler.handle = before
    else Reflect.deleteProperty(handler, 'handle')
  }
}
