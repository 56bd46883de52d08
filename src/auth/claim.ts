import type { Instant } from '../contract/host.js'
import type { WireRequest } from '../contract/wire.js'
import { keyOf } from './caller-facts.js'
import { decodedQuery } from './canonical-uri.js'
import type { Place } from './refusals.js'
import type { CredentialScope } from './sigv4.js'

/** What a signed request says of itself, before anything of it is proven. */
export interface Claim {
  readonly place: Place
  /** As sent, an alias with its facts included. */
  readonly keyId: string
  readonly scope: CredentialScope
  /** `yyyyMMddTHHmmssZ`. */
  readonly date: string
  readonly at: Instant
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly token?: string | undefined
  /** Seconds; of a presigned URL. */
  readonly expires?: number | undefined
  /** `x-amz-content-sha256`, if sent. */
  readonly payloadHash?: string | undefined
}

/** `<key id>/<day>/<region>/<service>/aws4_request`; a key id may hold slashes. */
export const readCredential = (
  text: string,
): { keyId: string; scope: CredentialScope; terminal: string } | undefined => {
  const parts = text.split('/')
  if (parts.length < 5) return undefined
  const [day, region, service, terminal] = parts.slice(-4) as [string, string, string, string]
  const keyId = parts.slice(0, -4).join('/')
  return keyId === '' ? undefined : { keyId, scope: { day, region, service }, terminal }
}

/** The one that signs with version 2, which is for S3 alone and names no region. */
const oldKeyId = /^AWS ([^:\s]+):/

/** Whom a request claims to come from and for which service it was signed; nothing is verified, nothing thrown. */
export const claimedCredential = (
  request: WireRequest,
): { keyId: string; service: string; region?: string } | undefined => {
  const header = request.headers.get('authorization') ?? ''
  const inUrl = (isMeant: (name: string) => boolean): string | undefined =>
    decodedQuery(request.query).find(([name]) => isMeant(name))?.[1]
  const text = /Credential=([^,\s]+)/.exec(header)?.[1] ?? inUrl(name => name.toLowerCase() === 'x-amz-credential')
  const credential = text === undefined ? undefined : readCredential(text)
  if (credential !== undefined) {
    const { keyId, scope } = credential
    return { keyId: keyOf(request, keyId).id, service: scope.service, region: scope.region }
  }
  const old = oldKeyId.exec(header)?.[1] ?? inUrl(name => name === 'AWSAccessKeyId')
  return old === undefined ? undefined : { keyId: keyOf(request, old).id, service: 's3' }
}

/** The key id that a request claims, its alias undone: for logs, faults and the choice between mocks. */
export const claimedKeyId = (request: WireRequest): string | undefined => claimedCredential(request)?.keyId
