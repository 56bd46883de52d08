import type { ServiceError } from '../contract/errors.js'
import type { Answer } from '../contract/operation.js'
import type { WireResponse } from '../contract/wire.js'
import { writeXml } from './xml.js'

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** What every error of one request shows. */
export interface ErrorContext {
  readonly requestId: string
  readonly hostId: string
  /** Path of the request, decoded: the error's `Resource`, where the service tells it. */
  readonly resource: string | undefined
  /** Whether the answer is wanted as JSON (query protocol). */
  readonly json: boolean
}

const headersOf = (answer: Answer): [string, string][] =>
  Object.entries(answer.headers ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))

const has = (headers: readonly (readonly [string, string])[], name: string): boolean =>
  headers.some(([given]) => given.toLowerCase() === name)

/** S3's protocol: headers, and a document or bytes. */
export const restXml = {
  encode(answer: Answer, { wholeSeconds = false }: { readonly wholeSeconds?: boolean } = {}): WireResponse {
    const headers = headersOf(answer)
    const status = answer.status ?? 200
    if (answer.root !== undefined) {
      const body = writeXml(answer.root, answer.tree ?? {}, 'repeated', namespace, wholeSeconds)
      headers.push(['Content-Type', 'application/xml'], ['Content-Length', String(body.length)])
      return { status, headers, body }
    }
    if (answer.body === undefined) {
      if (status !== 204 && status !== 304 && !has(headers, 'content-length')) headers.push(['Content-Length', '0'])
      return { status, headers }
    }
    if (ArrayBuffer.isView(answer.body) && !has(headers, 'content-length')) {
      headers.push(['Content-Length', String(answer.body.length)])
    }
    const { body, trailers } = answer
    return { status, headers, body, ...(trailers && { trailers: headersOf({ headers: trailers }) }) }
  },

  encodeError(error: ServiceError, context: ErrorContext): WireResponse {
    const headers: [string, string][] = Object.entries(error.headers)
    if (error.status === 304) return { status: 304, headers }
    const body = writeXml(
      'Error',
      {
        Code: error.code,
        Message: error.message,
        ...error.details,
        ...error.nested,
        ...(!('Resource' in error.details) && { Resource: context.resource }),
        RequestId: context.requestId,
        HostId: context.hostId,
      },
      'repeated',
    )
    headers.push(['Content-Type', 'application/xml'], ['Content-Length', String(body.length)])
    return { status: error.status, headers, body }
  },
}
