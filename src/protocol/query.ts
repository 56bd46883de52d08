import type { ServiceError } from '../contract/errors.js'
import type { Service } from '../contract/located.js'
import type { Answer, Operation } from '../contract/operation.js'
import type { WireResponse } from '../contract/wire.js'
import type { ErrorContext } from './rest-xml.js'
import { writeXml } from './xml.js'

const namespaces: Partial<Record<Service, string>> = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
}

const respond = (status: number, body: Buffer, type: 'application/json' | 'text/xml'): WireResponse => ({
  status,
  headers: [
    ['Content-Type', type],
    ['Content-Length', String(body.length)],
  ],
  body,
})

const respondJson = (status: number, value: unknown): WireResponse =>
  respond(status, Buffer.from(JSON.stringify(value)), 'application/json')

/** IAM's and STS' protocol: `<XResponse><XResult>`, or `{"XResult":...}` for callers that accept JSON. */
export const queryProtocol = {
  encode(answer: Answer, operation: Operation, context: ErrorContext): WireResponse {
    const { root = `${operation.name}Result`, tree: found } = answer
    const result = found === undefined ? {} : { [root]: found }
    if (context.json) return respondJson(answer.status ?? 200, result)
    const tree = { ...result, ResponseMetadata: { RequestId: context.requestId } }
    return respond(
      answer.status ?? 200,
      writeXml(`${operation.name}Response`, tree, 'member', namespaces[operation.service]),
      'text/xml',
    )
  },

  encodeError(error: ServiceError, service: Service, context: ErrorContext): WireResponse {
    if (context.json) {
      const { code: Code, message: Message } = error
      return respondJson(error.status, { Code, Message, RequestId: context.requestId })
    }
    const tree = {
      Error: { Type: error.status >= 500 ? 'Receiver' : 'Sender', Code: error.code, Message: error.message },
      RequestId: context.requestId,
    }
    return respond(error.status, writeXml('ErrorResponse', tree, 'member', namespaces[service]), 'text/xml')
  },
}
