import { fail } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import type { Service } from '../contract/located.js'
import type { WireRequest } from '../contract/wire.js'
import { decodedQuery } from './canonical-uri.js'
import { type Claim, readCredential } from './claim.js'
import { basicDate, parseBasicDate } from './dates.js'
import { isPresigned, readPresigned } from './presigned.js'
import { malformed, twoMechanisms, unsupportedScheme } from './refusals.js'
import { algorithm } from './sigv4.js'

const authorizationParts = (text: string): Map<string, string> | undefined => {
  const parts = new Map<string, string>()
  for (const part of text.split(',')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(equals, 0)).trim()
    if (!['Credential', 'SignedHeaders', 'Signature'].includes(name) || parts.has(name)) return undefined
    parts.set(name, part.slice(equals + 1).trim())
  }
  return parts.size === 3 && [...parts.values()].every(value => value !== '') ? parts : undefined
}

const headerDate = (request: WireRequest, service: Service): { date: string; at: Instant } => {
  const sent = request.headers.get('x-amz-date')
  const plain = request.headers.get('date')
  const at = sent === undefined ? Math.floor(Date.parse(plain ?? '') / 1000) * 1000 : parseBasicDate(sent)
  if (at === undefined || Number.isNaN(at)) {
    const text = 'AWS authentication requires a valid Date or x-amz-date header'
    return service === 's3' ? fail('AccessDenied', {}, text) : fail('IncompleteSignature', {}, text)
  }
  return { date: sent ?? basicDate(at), at }
}

const readHeader = (request: WireRequest, service: Service, header: string): Claim => {
  const space = header.indexOf(' ')
  const scheme = space < 0 ? header : header.slice(0, space)
  if (scheme !== algorithm) return unsupportedScheme(service, scheme, header)
  const parts = authorizationParts(space < 0 ? '' : header.slice(space + 1))
  if (!parts) {
    const text = 'the authorization header requires three components: Credential, SignedHeaders, and Signature.'
    return malformed(service, 'header', text)
  }
  const credential = readCredential(parts.get('Credential') ?? '')
  if (credential?.terminal !== 'aws4_request') {
    const text = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
    return malformed(service, 'header', text)
  }
  const token = request.headers.get('x-amz-security-token')
  const payloadHash = request.headers.get('x-amz-content-sha256')
  return {
    place: 'header',
    keyId: credential.keyId,
    scope: credential.scope,
    ...headerDate(request, service),
    signedHeaders: (parts.get('SignedHeaders') ?? '').toLowerCase().split(';'),
    signature: parts.get('Signature') ?? '',
    token,
    payloadHash,
  }
}

/** The claim of a signed request; undefined when it bears no credentials. Contradictions are refused. */
export const readClaim = (request: WireRequest, service: Service, maximumAge: number): Claim | undefined => {
  const header = request.headers.get('authorization')
  const query = decodedQuery(request.query)
  const inQuery = isPresigned(query)
  const version2 = query.find(([name]) => name === 'AWSAccessKeyId' || name === 'Signature')
  if (header !== undefined && (inQuery || version2)) return twoMechanisms(service, header)
  if (header !== undefined) return readHeader(request, service, header)
  if (inQuery) return readPresigned(request, query, service, maximumAge)
  if (version2) return unsupportedScheme(service, 'AWS', version2[1])
  const token = request.headers.get('x-amz-security-token')
  if (token !== undefined) {
    const text = 'A security token was sent without a signature; sign the request, or leave x-amz-security-token out.'
    return service === 's3' ? fail('InvalidRequest', {}, text) : fail('IncompleteSignature', {}, text)
  }
  return undefined
}
