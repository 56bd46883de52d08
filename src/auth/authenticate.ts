import type { Dialect } from '../contract/dialect.js'
import { fail } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import type { Located, Service } from '../contract/located.js'
import type { WireRequest } from '../contract/wire.js'
import { callerHeader, keyOf, readCaller } from './caller-facts.js'
import { decodedQuery } from './canonical-uri.js'
import type { Claim } from './claim.js'
import { anonymous, type CredentialLookup, findCredentials } from './credentials.js'
import { plainDate } from './dates.js'
import { differenceOf } from './mismatch.js'
import { checkDocument, payloadProof } from './payload.js'
import { readClaim } from './read-claim.js'
import { headersNotSigned, signatureMismatch, skewed, wrongScope } from './refusals.js'
import {
  type CanonicalParts,
  canonicalRequest,
  type SigningKeys,
  sameSignature,
  sha256Hex,
  sign,
  signingKey,
  stringToSign,
} from './sigv4.js'
import type { Proof } from './types.js'

export { claimedCredential, claimedKeyId } from './claim.js'

export interface Authentication {
  /** As it was sent. */
  readonly request: WireRequest
  readonly located?: Pick<Located, 'bucket' | 'key' | 'domain'> | undefined
  /** The whole body, where the entry's body is a document. */
  readonly document?: Uint8Array | undefined
  readonly service: Service
  /** For which callers of this host must sign; absent: any. */
  readonly region?: string | undefined
  readonly dialect: Pick<Dialect, 'signingScopes' | 'steers' | 'domains'> & {
    readonly newBuckets?: Dialect['newBuckets']
    readonly limits: Pick<Dialect['limits'], 'presignedAge'>
    readonly features?: Dialect['features']
    readonly regionNames?: Dialect['regionNames']
    readonly region?: Dialect['region']
  }
  readonly registry: CredentialLookup
  /** The unmoved time, against which a signed header's age is measured. */
  readonly wall: Instant
  /** The mock's clock: sessions and presigned URLs expire by it. */
  readonly now: Instant
  /** Milliseconds that `wall` is made to differ. */
  readonly skew: number
  readonly signingKeys: SigningKeys
}

/** Milliseconds. */
export const allowedSkew = 15 * 60_000

export const checkScope = (
  { place, scope, date }: Pick<Claim, 'place' | 'scope' | 'date'>,
  { service, dialect, region }: Pick<Authentication, 'service' | 'dialect' | 'region'>,
): void => {
  if (!/^\d{8}$/.test(scope.day)) {
    const text = `incorrect date format "${scope.day}". This date in the credential must be in the format "yyyyMMdd".`
    wrongScope(service, place, text)
  }
  const services = dialect.signingScopes[service]
  if (!services.includes(scope.service)) {
    const text =
      service === 's3'
        ? `incorrect service "${scope.service}". This endpoint belongs to "${services[0]}".`
        : `Credential should be scoped to correct service: '${services[0]}'. `
    wrongScope(service, place, text)
  }
  if (region !== undefined && scope.region !== region) {
    const text =
      service === 's3'
        ? `the region '${scope.region}' is wrong; expecting '${region}'`
        : 'Credential should be scoped to a valid region. '
    wrongScope(service, place, text, { Region: region })
  }
  // a host without a region is that of the first one; what is no region at all is wrong everywhere
  if (region === undefined && service === 's3' && dialect.regionNames?.test(scope.region) === false) {
    const text = `the region '${scope.region}' is wrong; expecting '${dialect.region}'`
    wrongScope(service, place, text, { Region: dialect.region ?? '' })
  }
  if (scope.day !== date.slice(0, 8)) {
    const text =
      service === 's3'
        ? `Invalid credential date "${scope.day}". This date is not the same as X-Amz-Date: "${date.slice(0, 8)}".`
        : `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.day}' != '${date.slice(0, 8)}', from '${date}'.`
    wrongScope(service, place, text)
  }
}

const checkTime = (claim: Claim, { service, wall, skew, now }: Authentication): void => {
  if (claim.expires === undefined) {
    const server = wall + skew
    if (Math.abs(server - claim.at) > allowedSkew) skewed(service, claim.date, claim.at, server, allowedSkew)
    return
  }
  const end = claim.at + claim.expires * 1000
  if (now > end) {
    const details = { 'X-Amz-Expires': String(claim.expires), Expires: plainDate(end), ServerTime: plainDate(now) }
    fail('AccessDenied', details, 'Request has expired')
  }
}

const checkSignedHeaders = (claim: Claim, { request, service, dialect }: Authentication): void => {
  // recorded of AWS, 2026-02-21: the payload's hash beside a URL need not be signed
  const unsignedInUrl = claim.place === 'query'
  const again = claim.place === 'query' && dialect.features?.has('presigned-headers-again')
  const inUrl = new Map(again ? decodedQuery(request.query).map(([name, value]) => [name.toLowerCase(), value]) : [])
  const amazon = [...request.headers].flatMap(([name, value]) =>
    isAmazon(name) && inUrl.get(name) !== value && !(unsignedInUrl && name === 'x-amz-content-sha256') ? [name] : [],
  )
  // of a URL handed to somebody else, no header may change what its maker signed
  const steering = claim.place === 'query' ? [...request.headers.keys()].filter(name => dialect.steers?.(name)) : []
  const needed = ['host', ...(service === 's3' ? [...amazon, ...steering] : [])]
  const unsigned = needed.filter(name => !claim.signedHeaders.includes(name))
  if (unsigned.length > 0) headersNotSigned(service, unsigned)
}

const isAmazon = (name: string): boolean => name.startsWith('x-amz-')

/** The last line of the canonical request. Query services sign the body itself, S3 what the sender says of it. */
const payloadHash = (claim: Claim, { service, document }: Authentication): string => {
  if (service !== 's3' && claim.scope.service !== 's3') return sha256Hex(document ?? '')
  if (claim.payloadHash !== undefined) return claim.payloadHash
  if (claim.place === 'query') return 'UNSIGNED-PAYLOAD'
  if (service !== 's3') return sha256Hex(document ?? '')
  return fail('InvalidRequest', {}, 'Missing required header for this request: x-amz-content-sha256')
}

const unsignedProof = ({ request, service, document }: Authentication): Proof => {
  if (service !== 's3') return fail('MissingAuthenticationToken')
  const payload = payloadProof(request.headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD')
  checkDocument(payload, document)
  const { caller: text, inProcess } = request.scope
  if (text === undefined || !inProcess) return { principal: anonymous, payload }
  const facts = readCaller(text)?.facts ?? fail('InvalidRequest', {}, `The header ${callerHeader} is not valid`)
  return { principal: anonymous, payload, facts }
}

/** A presigned URL may be used on the domain of its bucket, though it was signed for another host. */
const otherHosts = ({ place }: Claim, { dialect, located }: Authentication): readonly string[] => {
  const { domain, bucket } = located ?? {}
  return place === 'query' && domain && bucket !== undefined ? (dialect.domains?.signedFor(bucket) ?? []) : []
}

function* otherSecrets({ registry }: Authentication, id: string, account: string): Iterable<[string, string]> {
  for (const key of registry.keys?.(account) ?? []) {
    const label = registry.identity(account, key.identity)?.label
    if (key.id !== id) yield [`\`${label ?? key.id}\``, key.secret]
  }
}

/**
 * Proves who sent a request, header-signed, presigned or without credentials, and what the signature says of its
 * body. Order: key, token, time, signature. Throws the service's own refusals.
 * Source: AWS, "Authenticating requests (AWS Signature Version 4)".
 */
export const authenticate = (input: Authentication): Proof => {
  const { request, service, dialect, registry, now, signingKeys } = input
  const claim = readClaim(request, service, dialect.limits.presignedAge)
  if (!claim) return unsignedProof(input)
  checkScope(claim, input)
  const hash = payloadHash(claim, input)
  const { id, facts } = keyOf(request, claim.keyId)
  if (dialect.features?.has('inactive-keys-are-denied') && registry.key(id)?.status === 'Inactive') fail('AccessDenied')
  const { secret, principal } = findCredentials(registry, service, id, claim.token, now)
  checkTime(claim, input)
  checkSignedHeaders(claim, input)

  const key = signingKey(secret, claim.scope, signingKeys)
  const { method, path, query } = request
  const headers = request.headers.has('host') ? request.headers : new Map([...request.headers, ['host', request.host]])
  const { signedHeaders } = claim
  const parts = { method, path, query, headers, signedHeaders, payloadHash: hash, service: claim.scope.service }
  const compute = (asked: CanonicalParts) => {
    const canonical = canonicalRequest(asked)
    const text = stringToSign(claim.date, claim.scope, canonical)
    return { canonical, text, fits: sameSignature(sign(key, text), claim.signature) }
  }
  const sentTo = (host: string) => compute({ ...parts, headers: new Map([...headers, ['host', host]]) })
  const { canonical, text, fits } = compute(parts)
  if (!fits && !otherHosts(claim, input).some(host => sentTo(host).fits)) {
    const computed = { keyId: id, text, provided: claim.signature, canonical }
    const others = () => otherSecrets(input, id, principal.account)
    const known = { parts, keyId: id, secret, provided: claim.signature, document: input.document, others }
    signatureMismatch(service, computed, differenceOf({ ...known, date: claim.date, scope: claim.scope }))
  }

  const { signature: seed, date, scope } = claim
  const payload = payloadProof(hash, { signingKey: key, seed, date, scope, keyId: id })
  checkDocument(payload, input.document)
  const type = claim.place === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING'
  const signed = { type, at: claim.at, region: claim.scope.region, service: claim.scope.service } as const
  return { principal: { ...principal, signed }, payload, facts }
}
