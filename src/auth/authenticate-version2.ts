import { fail } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import type { WireRequest } from '../contract/wire.js'
import { type Authentication, allowedSkew } from './authenticate.js'
import { keyOf } from './caller-facts.js'
import { decodedQuery } from './canonical-uri.js'
import { findCredentials } from './credentials.js'
import { parseBasicDate, plainDate } from './dates.js'
import { checkDocument, payloadProof } from './payload.js'
import { isPresigned } from './presigned.js'
import { signatureMismatch, skewed } from './refusals.js'
import { sign, stringToSign } from './sigv2.js'
import { sameSignature } from './sigv4.js'
import type { Proof } from './types.js'

/** What a request says of its signature of version 2. */
interface OldClaim {
  readonly keyId: string
  readonly signature: string
  readonly token?: string | undefined
  /** As it stands in the text that is signed. */
  readonly date: string
  /** When a header was signed. */
  readonly at?: Instant
  /** When a URL ends. */
  readonly expires?: Instant
}

const second = 1000

const readHeader = ({ headers }: WireRequest, keyId: string, signature: string): OldClaim => {
  const own = headers.get('x-amz-date')
  const sent = own ?? headers.get('date') ?? ''
  const at = parseBasicDate(sent) ?? Date.parse(sent)
  // of what was before 1970 S3 says that it is no date
  if (Number.isNaN(at) || at < 0)
    fail('AccessDenied', {}, 'AWS authentication requires a valid Date or x-amz-date header')
  const token = headers.get('x-amz-security-token')
  return { keyId, signature, date: own === undefined ? sent : '', at, token }
}

const readUrl = (query: ReadonlyMap<string, string>): OldClaim => {
  const [keyId, signature, date] = ['AWSAccessKeyId', 'Signature', 'Expires'].map(name => query.get(name))
  if (!keyId || !signature || !date) {
    const text = 'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters'
    return fail('AccessDenied', {}, text)
  }
  if (!/^\d+$/.test(date)) fail('AccessDenied', {}, `Invalid date (should be seconds since epoch): ${date}`)
  const token = query.get('x-amz-security-token')
  return { keyId, signature, date, expires: Number(date) * second, token }
}

const readOldClaim = (request: WireRequest): OldClaim | undefined => {
  const header = request.headers.get('authorization')
  if (header !== undefined && !header.startsWith('AWS ')) return undefined
  const parameters = decodedQuery(request.query)
  if (isPresigned(parameters)) return undefined
  const query = new Map(parameters)
  const inUrl = query.has('AWSAccessKeyId') || query.has('Signature')
  if (header === undefined) return inUrl ? readUrl(query) : undefined
  if (inUrl) return undefined
  const [, keyId, signature] = /^AWS ([^:\s]+):(\S+)$/.exec(header) ?? []
  if (keyId !== undefined && signature !== undefined) return readHeader(request, keyId, signature)
  const text = 'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature'
  return fail('InvalidArgument', { ArgumentName: 'Authorization', ArgumentValue: header }, text)
}

const checkTime = ({ at, expires }: OldClaim, { now, wall, skew }: Authentication): void => {
  const server = wall + skew
  if (at !== undefined && Math.abs(server - at) > allowedSkew) skewed('s3', plainDate(at), at, server, allowedSkew)
  if (expires !== undefined && now > expires)
    fail('AccessDenied', { Expires: plainDate(expires), ServerTime: plainDate(now) }, 'Request has expired')
}

/**
 * Proves who signed a request of S3 with version 2, in a header or a URL; undefined where it bears no such signature,
 * or the dialect takes none. Order: key, token, time, signature.
 */
export const authenticateVersion2 = (input: Authentication): Proof | undefined => {
  const { request, registry, now, located, document, dialect, service } = input
  const claim = service === 's3' && dialect.newBuckets?.signatureVersion2 ? readOldClaim(request) : undefined
  if (claim === undefined) return undefined
  const { id, facts } = keyOf(request, claim.keyId)
  const { secret, principal } = findCredentials(registry, 's3', id, claim.token, now)
  checkTime(claim, input)
  const text = stringToSign(request, claim.date, located ?? {}, claim.expires !== undefined)
  const { signature: provided } = claim
  if (!sameSignature(sign(secret, text), provided)) signatureMismatch('s3', { keyId: id, text, provided })

  const payload = payloadProof(request.headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD')
  checkDocument(payload, document)
  const type = claim.expires === undefined ? 'REST-HEADER' : 'REST-QUERY-STRING'
  const signed = { type, at: claim.at ?? now, service: 's3', version: 'AWS' } as const
  return { principal: { ...principal, signed }, payload, facts }
}
