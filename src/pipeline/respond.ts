import { isServiceError, messageOf, ServiceError } from '../contract/errors.js'
import { hostTime, httpDate } from '../contract/host.js'
import type { Answer } from '../contract/operation.js'
import type { WireRequest, WireResponse } from '../contract/wire.js'
import { type CorsRule, corsHeaders, corsQuestion, findCorsRule } from '../protocol/cors.js'
import { htmlProtocol } from '../protocol/html.js'
import { jsonProtocol } from '../protocol/json.js'
import { queryProtocol } from '../protocol/query.js'
import { type ErrorContext, restXml } from '../protocol/rest-xml.js'
import type { BucketRecord } from '../store/types.js'
import type { Exchange, MatchedExchange } from './exchange.js'

/** The bucket's CORS rules, where the request comes from another origin. */
export const corsRulesFor = (request: WireRequest, bucket: BucketRecord | undefined): Exchange['corsRules'] =>
  bucket === undefined || !request.headers.has('origin')
    ? undefined
    : (bucket.settings.cors as readonly CorsRule[] | undefined)

const corsHeadersFor = ({ sent: request, corsRules }: Exchange): readonly (readonly [string, string])[] => {
  const question = corsRules && corsQuestion(request.method, request.headers)
  if (corsRules === undefined || question === undefined) return []
  const rule = findCorsRule(corsRules, question)
  return rule === undefined ? [] : corsHeaders(rule, question)
}

/** `x-amz-id-2`. */
export const hostIdOf = (requestId: string): string => Buffer.from(requestId.repeat(2)).toString('base64')

const contextOf = ({ sent: request, requestId, located, dialect }: Exchange): ErrorContext => ({
  requestId,
  hostId: hostIdOf(requestId),
  resource: !dialect.features.has('error-resource')
    ? undefined
    : located?.bucket === undefined
      ? request.path
      : `/${located.bucket}${located.key === undefined ? '' : `/${located.key}`}`,
  json: /^application\/json\b/.test(request.headers.get('accept') ?? ''),
})

/** The answer in the protocol of the request. */
export const encodeSuccess = (answer: Answer, exchange: MatchedExchange): WireResponse => {
  const { protocol, operation } = exchange
  if (protocol === 'json' && answer.body === undefined) return jsonProtocol.encode(answer)
  return protocol === 'query'
    ? queryProtocol.encode(answer, operation, contextOf(exchange))
    : restXml.encode(answer, { wholeSeconds: exchange.dialect.features.has('whole-seconds') })
}

/** What the service would say, in the dialect's words. A defect of ours is told as one: never as an answer of the service. */
const asAnswer = (thrown: unknown, { located, dialect }: Exchange): ServiceError => {
  if (!isServiceError(thrown)) {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
    const message = `tigris-mock itself failed; please report it: ${text}`
    return new ServiceError('InternalError', { message, cause: thrown })
  }
  const own = dialect.errorText(thrown.code, located?.service ?? 's3')
  if (own === undefined) return thrown
  const { code, details, headers, nested, hint } = thrown
  const isTable = thrown.message === messageOf(code)
  return new ServiceError(own.code ?? code, {
    details,
    headers,
    nested,
    hint,
    message: (isTable ? own.message : undefined) ?? thrown.message,
    status: own.status ?? thrown.status,
  })
}

const encodeFailure = (error: ServiceError, exchange: Exchange): WireResponse => {
  const { located, protocol, dialect } = exchange
  const context = contextOf(exchange)
  if (located !== undefined && protocol === 'query') return queryProtocol.encodeError(error, located.service, context)
  if (protocol === 'html') return htmlProtocol.encodeError(error, context)
  const wantsJson = protocol === 'json' || (context.json && dialect.features.has('json-errors'))
  return wantsJson && error.status !== 304
    ? jsonProtocol.encodeError(error, context)
    : restXml.encodeError(error, context)
}

/** The answer to what a step has thrown. A missing key is hidden from those who may not list. */
export const refuse = (exchange: Exchange, thrown: unknown): WireResponse => {
  exchange.error = asAnswer(exchange.decisions?.hideMissing(thrown) ?? thrown, exchange)
  return encodeFailure(exchange.error, exchange)
}

/** Text that no header can hold: it comes from documents, forms and URLs. Headers are bytes, seen as ISO-8859-1. */
const asHeader = (value: string): string => {
  const bytes = /[^\u0000-\u00ff]/.test(value) ? Buffer.from(value).toString('latin1') : value
  return bytes.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, ' ')
}

/** Adds what all answers carry, and takes the body of an answer to HEAD. */
export const addCommonHeaders = (response: WireResponse, exchange: Exchange): WireResponse => {
  const { sent: request, dialect, requestId, protocol } = exchange
  // The SDK corrects its own clock by this header: the mock's moved clock must not reach it.
  const headers: (readonly [string, string])[] = response.headers.map(([name, value]) => [name, asHeader(value)])
  headers.push(['Date', httpDate(hostTime.visible())])
  if (protocol === 'query') headers.push(['x-amzn-RequestId', requestId])
  headers.push(['x-amz-request-id', requestId], ['x-amz-id-2', hostIdOf(requestId)])
  for (const header of Object.entries(dialect.headers)) headers.push(header)
  for (const [name, value] of corsHeadersFor(exchange)) headers.push([name, asHeader(value)])
  if (exchange.charged && response.status < 400) headers.push(['x-amz-request-charged', 'requester'])
  if (request.method !== 'HEAD') return { ...response, headers }
  const { body: _, ...bodiless } = response
  // an error's length would announce a body that HEAD never has
  const kept = response.status >= 400 ? headers.filter(([name]) => name !== 'Content-Length') : headers
  return { ...bodiless, headers: kept }
}
