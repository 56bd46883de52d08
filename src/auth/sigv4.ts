import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { canonicalPath, canonicalQuery } from './canonical-uri.js'

export const algorithm = 'AWS4-HMAC-SHA256'

/** What a signature stands over. Source: AWS, "Create a signed AWS API request". */
export interface CanonicalParts {
  readonly method: string
  /** As sent, percent-encoded. */
  readonly path: string
  readonly query: string
  /** Lower-case names; `host` among them. */
  readonly headers: ReadonlyMap<string, string>
  readonly signedHeaders: readonly string[]
  /** Hex SHA-256 of the body, or one of S3's words such as `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string
  /** Of the credential scope: S3 encodes paths once, the others twice. */
  readonly service: string
}

/** The four parts of a credential after its key id. `day` is `yyyyMMdd`. */
export interface CredentialScope {
  readonly day: string
  readonly region: string
  readonly service: string
}

export const scopeText = ({ day, region, service }: CredentialScope): string =>
  `${day}/${region}/${service}/aws4_request`

export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data)

const hmac = (key: string | Uint8Array, text: string): Uint8Array => createHmac('sha256', key).update(text).digest()

export const canonicalRequest = (parts: CanonicalParts): string => {
  const names = [...new Set(parts.signedHeaders)].sort()
  // a signed header that did not arrive has no line, so its absence shows in the signature
  let lines = ''
  for (const name of names) {
    const value = parts.headers.get(name)
    if (value !== undefined) lines += `${name}:${value.trim().replace(/\s{2,}|[^\S ]/g, ' ')}\n`
  }
  return [
    parts.method,
    canonicalPath(parts.path, parts.service),
    canonicalQuery(parts.query),
    lines,
    names.join(';'),
    parts.payloadHash,
  ].join('\n')
}

/** `date` is the `yyyyMMddTHHmmssZ` of the request. */
export const stringToSign = (date: string, scope: CredentialScope, canonical: string): string =>
  [algorithm, date, scopeText(scope), sha256Hex(canonical)].join('\n')

/** Derived keys of one mock, oldest first; deriving costs four HMACs. */
export type SigningKeys = Map<string, Uint8Array>

const maximumSigningKeys = 256

export const signingKey = (secret: string, scope: CredentialScope, keys?: SigningKeys): Uint8Array => {
  const name = `${scopeText(scope)}/${secret}`
  const known = keys?.get(name)
  if (known) return known
  const key = [scope.region, scope.service, 'aws4_request'].reduce<Uint8Array>(hmac, hmac(`AWS4${secret}`, scope.day))
  if (keys) {
    for (const oldest of keys.keys()) {
      if (keys.size < maximumSigningKeys) break
      keys.delete(oldest)
    }
    keys.set(name, key)
  }
  return key
}

/** Hex signature of a text. */
export const sign = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Compares without telling by its duration where two signatures differ. */
export const sameSignature = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
