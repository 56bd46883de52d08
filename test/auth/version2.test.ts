import { expect, test } from 'vitest'
import table from '../../fixtures/sigv4/version2.json' with { type: 'json' }
import { claimedCredential } from '../../src/auth/authenticate.js'
import { authenticateVersion2 } from '../../src/auth/authenticate-version2.js'
import { sign, stringToSign } from '../../src/auth/sigv2.js'
import { at, dialect, refusal, runner, session, type Wire, wire, world } from './setup.js'

interface Example extends Wire {
  readonly name: string
  readonly date: string
  readonly inUrl?: boolean
  readonly bucket?: string
  readonly key?: string
  readonly signature: string
}

test.each(table.examples as readonly Example[])("the vendor's example of $name", example => {
  const text = stringToSign(wire({ query: '', ...example }), example.date, example, example.inUrl ?? false)

  expect(sign(table.secret, text)).toBe(example.signature)
})

const located = { service: 's3', protocol: 'rest-xml', bucket: 'b', key: 'k' } as const
const minute = 60_000
const dateOf = (instant: number): string => new Date(instant).toUTCString()

const prove = (request: ReturnType<typeof wire>, change: Partial<Parameters<typeof authenticateVersion2>[0]> = {}) =>
  authenticateVersion2({
    ...{ request, located, service: 's3', registry: world, wall: at, now: at, skew: 0 },
    ...{ dialect: { ...dialect, newBuckets: { signatureVersion2: true } }, signingKeys: new Map(), ...change },
  })

interface Signer {
  readonly id: string
  readonly secret: string
  readonly token?: string
}

const signed = (headers: Readonly<Record<string, string>>, { id, secret, token }: Signer = runner) => {
  const sent = { ...headers, ...(token !== undefined && { 'x-amz-security-token': token }) }
  const date = headers['x-amz-date'] === undefined ? (headers.date ?? '') : ''
  const signature = sign(secret, stringToSign(wire({ headers: sent }), date, located, false))
  return wire({ headers: { ...sent, authorization: `AWS ${id}:${signature}` } })
}

const urlOf = (expires: number, { id, secret }: Signer = runner) => {
  const query = `AWSAccessKeyId=${id}&Expires=${expires / 1000}`
  const signature = sign(secret, stringToSign(wire({ query }), String(expires / 1000), located, true))
  return wire({ query: `${query}&Signature=${encodeURIComponent(signature)}` })
}

test('a header proves its key, by the date of the request or that of Amazon', () => {
  for (const [name, date] of [
    ['date', dateOf(at)],
    ['x-amz-date', dateOf(at)],
    ['x-amz-date', '20260501T120000Z'],
  ] as const) {
    const proof = prove(signed({ [name]: date }))

    expect(proof?.principal).toMatchObject({ name: runner.id, signed: { type: 'REST-HEADER', at, version: 'AWS' } })
    expect(proof?.payload).toEqual({ kind: 'unsigned' })
  }
})

test('a session bears its token in a header that is signed', () => {
  expect(prove(signed({ date: dateOf(at) }, session))?.principal.name).toBe('job')
})

test('a URL lives until its end on the clock of the mock', () => {
  const request = urlOf(at + minute)

  expect(prove(request, { now: at + minute })?.principal.signed?.type).toBe('REST-QUERY-STRING')
  expect(refusal(() => prove(request, { now: at + minute + 1 }))).toMatchObject({
    code: 'AccessDenied',
    message: 'Request has expired',
    details: { Expires: '2026-05-01T12:01:00Z' },
  })
})

test.each([
  [
    'the signature of another secret',
    () => signed({ date: dateOf(at) }, { ...runner, secret: 'x' }),
    'SignatureDoesNotMatch',
  ],
  ['an unknown key', () => signed({ date: dateOf(at) }, { id: 'tid_nobody', secret: 'x' }), 'InvalidAccessKeyId'],
  ['no date', () => signed({}), 'AccessDenied'],
  ['a date that is none', () => signed({ date: 'soon' }), 'AccessDenied'],
  ['a date before 1970', () => signed({ date: dateOf(-1000) }), 'AccessDenied'],
  ['a header without a signature', () => wire({ headers: { authorization: 'AWS HAHAHA' } }), 'InvalidArgument'],
  ['an old date', () => signed({ date: dateOf(at - 16 * minute) }), 'RequestTimeTooSkewed'],
  ['a URL without an end', () => wire({ query: 'AWSAccessKeyId=a&Signature=b' }), 'AccessDenied'],
  ['a URL whose end is no number', () => wire({ query: 'AWSAccessKeyId=a&Signature=b&Expires=soon' }), 'AccessDenied'],
])('%s is refused', (_, request, code) => {
  expect(refusal(() => prove(request())).code).toBe(code)
})

test('a header of Amazon that is added after signing changes what is signed', () => {
  const request = signed({ date: dateOf(at) })
  const headers = new Map([...request.headers, ['x-amz-acl', 'public-read']])

  expect(refusal(() => prove({ ...request, headers })).code).toBe('SignatureDoesNotMatch')
})

test('other signatures, other services and dialects that take none are left to others', () => {
  expect(prove(wire({}))).toBeUndefined()
  expect(prove(wire({ headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a' } }))).toBeUndefined()
  expect(prove(signed({ date: dateOf(at) }), { dialect })).toBeUndefined()
  expect(prove(signed({ date: dateOf(at) }), { service: 'iam' })).toBeUndefined()
})

test('a signature of version 2 beside one of version 4 in the URL is left to those who refuse two', () => {
  const request = signed({ date: dateOf(at) })

  for (const query of ['X-Amz-Signature=other&x-amz-acl=public-read', 'x-amz-credential=other'])
    expect(prove({ ...request, query })).toBeUndefined()
})

test('a request claims the key of its old signature', () => {
  expect(claimedCredential(signed({ date: dateOf(at) }))).toEqual({ keyId: runner.id, service: 's3' })
  expect(claimedCredential(urlOf(at))).toEqual({ keyId: runner.id, service: 's3' })
})
