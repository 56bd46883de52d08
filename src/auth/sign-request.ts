import type { Instant } from '../contract/host.js'
import { canonicalQuery, encodeUri } from './canonical-uri.js'
import { basicDate } from './dates.js'
import { algorithm, canonicalRequest, scopeText, sign, signingKey, stringToSign } from './sigv4.js'

export interface SigningCredentials {
  readonly id: string
  readonly secret: string
  readonly token?: string
}

/** A request to be signed; the mock's own callers and tests use it, SDK clients sign for themselves. */
export interface Unsigned {
  readonly method: string
  readonly host: string
  /** Percent-encoded. */
  readonly path: string
  /** Percent-encoded, without `?`. */
  readonly query?: string
  /** Lower-case names. */
  readonly headers?: ReadonlyMap<string, string>
  readonly credentials: SigningCredentials
  readonly region: string
  readonly service: string
  readonly at: Instant
}

/** Headers that reach the service as they were signed; transports add or change others. */
const signable = /^(content-(type|md5|encoding)|range|x-(amz|tigris)-.+)$/

const signature = (
  request: Unsigned,
  query: string,
  headers: ReadonlyMap<string, string>,
  signedHeaders: readonly string[],
  payloadHash: string,
) => {
  const date = basicDate(request.at)
  const scope = { day: date.slice(0, 8), region: request.region, service: request.service }
  const { method, path, service, credentials } = request
  const canonical = canonicalRequest({ method, path, query, headers, signedHeaders, payloadHash, service })
  return sign(signingKey(credentials.secret, scope), stringToSign(date, scope, canonical))
}

const credentialText = ({ credentials, region, service, at }: Unsigned): string =>
  `${credentials.id}/${scopeText({ day: basicDate(at).slice(0, 8), region, service })}`

/**
 * Headers to add to a request so that it is signed with SigV4: `authorization`, `x-amz-date`,
 * `x-amz-content-sha256` and, for temporary credentials, `x-amz-security-token`.
 * Source: AWS, "Signature calculations for the Authorization header".
 */
export const signRequest = (request: Unsigned & { readonly payloadHash: string }): Record<string, string> => {
  const added: Record<string, string> = {
    'x-amz-date': basicDate(request.at),
    'x-amz-content-sha256': request.payloadHash,
  }
  if (request.credentials.token !== undefined) added['x-amz-security-token'] = request.credentials.token
  const headers = new Map([...(request.headers ?? []), ...Object.entries(added), ['host', request.host] as const])
  const signedHeaders = [...headers.keys()].filter(name => name === 'host' || signable.test(name)).sort()
  const value = signature(request, request.query ?? '', headers, signedHeaders, request.payloadHash)
  const names = signedHeaders.join(';')
  added.authorization = `${algorithm} Credential=${credentialText(request)}, SignedHeaders=${names}, Signature=${value}`
  return added
}

/**
 * The whole query of a presigned URL; its headers, if any, must be sent with it. `expires` in seconds.
 * Source: AWS, "Authenticating requests: using query parameters".
 */
export const presign = (request: Unsigned & { readonly expires: number; readonly payloadHash?: string }): string => {
  const headers = new Map([...(request.headers ?? []), ['host', request.host] as const])
  const signedHeaders = [...headers.keys()].sort()
  const parameters: (readonly [string, string])[] = [
    ['X-Amz-Algorithm', algorithm],
    ['X-Amz-Credential', credentialText(request)],
    ['X-Amz-Date', basicDate(request.at)],
    ['X-Amz-Expires', String(request.expires)],
    ['X-Amz-SignedHeaders', signedHeaders.join(';')],
  ]
  if (request.credentials.token !== undefined) parameters.push(['X-Amz-Security-Token', request.credentials.token])
  const added = parameters.map(([name, value]) => `${name}=${encodeUri(value)}`)
  const query = canonicalQuery([...(request.query ? [request.query] : []), ...added].join('&'))
  const value = signature(request, query, headers, signedHeaders, request.payloadHash ?? 'UNSIGNED-PAYLOAD')
  return `${query}&X-Amz-Signature=${value}`
}
