import type { ServiceError } from '../contract/errors.js'
import type { Answer } from '../contract/operation.js'
import type { WireResponse } from '../contract/wire.js'
import type { ErrorContext } from './rest-xml.js'

type Headers = readonly (readonly [string, string])[]

const respond = (status: number, value: unknown, headers: Headers): WireResponse => {
  const body = Buffer.from(JSON.stringify(value))
  const own: Headers = [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(body.length)],
  ]
  return { status, headers: [...headers, ...own], body }
}

const textual = (headers: Answer['headers'] = {}): Headers =>
  Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))

/** Answers whose tree is the whole body, as JSON; dates are told as ISO 8601. */
export const jsonProtocol = {
  encode: ({ status = 200, headers, tree = {} }: Answer): WireResponse => respond(status, tree, textual(headers)),

  encodeError: ({ code, message, status, headers }: ServiceError, { requestId }: ErrorContext): WireResponse =>
    respond(status, { Code: code, Message: message, RequestId: requestId }, textual(headers)),
}
