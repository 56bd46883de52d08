import type { Service } from '../contract/located.js'
import type { WireRequest } from '../contract/wire.js'
import { type Claim, readCredential } from './claim.js'
import { parseBasicDate } from './dates.js'
import { malformed, unsupportedScheme, wrongScope } from './refusals.js'
import { algorithm } from './sigv4.js'

const required = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'] as const

const names: ReadonlySet<string> = new Set(required.map(name => `x-amz-${name.toLowerCase()}`))

/** Whether a query has any part of a signature of version 4. */
export const isPresigned = (query: readonly (readonly [string, string])[]): boolean =>
  query.some(([name]) => names.has(name.toLowerCase()))

const single = (
  query: readonly (readonly [string, string])[],
  service: Service,
): ((name: string) => string | undefined) => {
  const values = new Map<string, string>()
  for (const [name, value] of query) {
    const lower = name.toLowerCase()
    if (!lower.startsWith('x-amz-')) continue
    if (values.has(lower)) malformed(service, 'query', `The query parameter ${name} was given more than once.`)
    values.set(lower, value)
  }
  return name => values.get(`x-amz-${name.toLowerCase()}`)
}

const seconds = (text: string, service: Service, maximum: number): number => {
  if (/^-\d+$/.test(text)) return malformed(service, 'query', 'X-Amz-Expires must be non-negative')
  if (!/^\d+$/.test(text)) return malformed(service, 'query', 'X-Amz-Expires should be a number')
  const value = Number(text)
  if (value > maximum) {
    const span = maximum === 604_800 ? 'a week (in seconds) that is' : 'the limit (in seconds) that is'
    return malformed(service, 'query', `X-Amz-Expires must be less than ${span} ${maximum}`)
  }
  return value
}

/** Reads the credentials of a presigned URL. Source: AWS, "Authenticating requests: using query parameters". */
export const readPresigned = (
  request: WireRequest,
  query: readonly (readonly [string, string])[],
  service: Service,
  maximumAge: number,
): Claim => {
  const parameter = single(query, service)
  if (required.some(name => !parameter(name))) {
    const text =
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.'
    return malformed(service, 'query', text)
  }
  const value = (name: (typeof required)[number]): string => parameter(name) ?? ''
  if (value('Algorithm') === 'AWS4-ECDSA-P256-SHA256') unsupportedScheme(service, value('Algorithm'), '')
  if (value('Algorithm') !== algorithm)
    return malformed(service, 'query', 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"')

  const credential = readCredential(value('Credential'))
  if (!credential) {
    const text = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
    return malformed(service, 'query', `Error parsing the X-Amz-Credential parameter; ${text}`)
  }
  if (credential.terminal !== 'aws4_request')
    wrongScope(service, 'query', `incorrect terminal "${credential.terminal}". This endpoint uses "aws4_request".`)
  const at = parseBasicDate(value('Date'))
  if (at === undefined)
    return malformed(service, 'query', `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)

  const token = parameter('Security-Token')
  const payloadHash = parameter('Content-Sha256') ?? request.headers.get('x-amz-content-sha256')
  return {
    place: 'query',
    keyId: credential.keyId,
    scope: credential.scope,
    date: value('Date'),
    at,
    expires: seconds(value('Expires'), service, maximumAge),
    signedHeaders: value('SignedHeaders').toLowerCase().split(';'),
    signature: value('Signature'),
    token,
    payloadHash,
  }
}
