import { expect, test } from 'vitest'
import chunked from '../../fixtures/sigv4/s3-chunked.json' with { type: 'json' }
import header from '../../fixtures/sigv4/s3-header.json' with { type: 'json' }
import presigned from '../../fixtures/sigv4/s3-presigned.json' with { type: 'json' }
import { canonicalPath, canonicalQuery } from '../../src/auth/canonical-uri.js'
import { parseBasicDate } from '../../src/auth/dates.js'
import { presign } from '../../src/auth/sign-request.js'
import { canonicalRequest, type SigningKeys, sha256Hex, sign, signingKey, stringToSign } from '../../src/auth/sigv4.js'

const scope = { day: '20130524', region: 'us-east-1', service: 's3' }

const headersOf = (host: string, payloadHash: string, headers: object): Map<string, string> =>
  new Map(Object.entries({ ...headers, host, 'x-amz-date': header.date, 'x-amz-content-sha256': payloadHash }))

test.each(header.cases)('signs the example of the documentation: $name', example => {
  const canonical = canonicalRequest({
    method: example.method,
    path: example.path,
    query: example.query,
    headers: headersOf(header.host, example.payloadHash, example.headers),
    signedHeaders: example.signedHeaders.split(';'),
    payloadHash: example.payloadHash,
    service: 's3',
  })

  expect(sha256Hex(canonical)).toBe(example.canonicalRequestHash)
  const key = signingKey(header.secret, scope)
  expect(sign(key, stringToSign(header.date, scope, canonical))).toBe(example.signature)
})

test.each(chunked.cases)('makes the seed signature of the documentation: $name', example => {
  const canonical = canonicalRequest({
    method: 'PUT',
    path: chunked.path,
    query: '',
    headers: headersOf(chunked.host, example.payloadHash, example.headers),
    signedHeaders: example.signedHeaders.split(';'),
    payloadHash: example.payloadHash,
    service: 's3',
  })

  const key = signingKey(chunked.secret, scope)
  expect(sign(key, stringToSign(chunked.date, scope, canonical))).toBe(example.seed)
})

test('presigns the example of the documentation', () => {
  const query = presign({
    method: presigned.method,
    host: presigned.host,
    path: presigned.path,
    credentials: { id: presigned.keyId, secret: presigned.secret },
    region: presigned.region,
    service: 's3',
    at: parseBasicDate(presigned.date) ?? Number.NaN,
    expires: presigned.expires,
  })

  expect(query.split('&X-Amz-Signature=')[1]).toBe(presigned.signature)
})

test('every way to escape a path of S3 has one canonical spelling, and no segment is lost', () => {
  expect(canonicalPath('/b/a%2fb/%41/(x)*!/é/%zz/~', 's3')).toBe('/b/a%2Fb/A/%28x%29%2A%21/%C3%A9/%25zz/~')
  expect(canonicalPath('/b/../a//./c', 's3')).toBe('/b/../a//./c')
})

test('paths of other services are normalised and encoded twice', () => {
  expect(canonicalPath('/', 'iam')).toBe('/')
  expect(canonicalPath('/a/../b//./c d/', 'iam')).toBe('/b/c%2520d/')
})

test('query parameters are sorted by encoded name and value, and the signature is left out', () => {
  expect(canonicalQuery('')).toBe('')
  expect(canonicalQuery('uploads')).toBe('uploads=')
  expect(canonicalQuery('b=2&b=1&a+b=c%2fd&B=&X-Amz-Signature=ff&&a=x=y')).toBe('B=&a=x%3Dy&a%20b=c%2Fd&b=1&b=2')
})

test('header values are trimmed and their inner spaces collapsed; absent ones have no line', () => {
  const canonical = canonicalRequest({
    method: 'GET',
    path: '/',
    query: '',
    headers: new Map([
      ['x-amz-meta-a', '  two   words\t'],
      ['host', 'h'],
    ]),
    signedHeaders: ['x-amz-meta-a', 'host', 'absent', 'host'],
    payloadHash: 'UNSIGNED-PAYLOAD',
    service: 's3',
  })

  expect(canonical).toBe('GET\n/\n\nhost:h\nx-amz-meta-a:two words\n\nabsent;host;x-amz-meta-a\nUNSIGNED-PAYLOAD')
})

test('derived keys are kept, and the oldest of them dropped', () => {
  const keys: SigningKeys = new Map()

  const first = signingKey('secret', scope, keys)

  expect(signingKey('secret', scope, keys)).toBe(first)
  for (let count = 0; count < 300; count++) signingKey(`secret ${count}`, scope, keys)
  expect(keys.size).toBe(256)
  expect(signingKey('secret', scope, keys)).toEqual(first)
})

test.each(['20260229T000000Z', '20260101T250000Z', '2026-01-01T00:00:00Z', '20260101T000000', ''])(
  '%s is not a date of SigV4',
  text => {
    expect(parseBasicDate(text)).toBeUndefined()
  },
)
