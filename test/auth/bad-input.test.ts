import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAlias } from '../../src/auth/caller-facts.js'
import { chunkVerifier } from '../../src/auth/chunk-signatures.js'
import { sha256Hex, sign, signingKey } from '../../src/auth/sigv4.js'
import { isServiceError } from '../../src/contract/errors.js'
import { bodyOf } from '../../src/contract/wire.js'
import { createMock } from '../../src/mock.js'
import { changed, prove, refusal, runner, session, signed, wire } from './setup.js'

const authorization = signed().headers.get('authorization')!
const longKey = 'a'.repeat(1_000_000)

test.each([
  ['cut after each of its characters', authorization.length],
  ['with a megabyte behind its signature', `${authorization}${longKey}`],
  ['with a megabyte as its key id', authorization.replace(runner.id, longKey)],
  [
    'with a hundred thousand signed headers',
    authorization.replace('SignedHeaders=', `SignedHeaders=${'a;'.repeat(100_000)}`),
  ],
  ['with a megabyte of commas', `${authorization}${','.repeat(1_000_000)}`],
  ['with a megabyte of slashes in its credential', authorization.replace('/auto/', `${'/'.repeat(1_000_000)}auto/`)],
  ['with the key id of another', authorization.replace(runner.id, 'tid_off')],
  ['with its signature in capitals', authorization.replace(/[0-9a-f]{64}$/, text => text.toUpperCase())],
] as const)('an authorization header %s is a refusal and never a pass', (_, text) => {
  const texts =
    typeof text === 'number' ? Array.from({ length: text - 1 }, (_, end) => authorization.slice(0, end + 1)) : [text]
  // `AWS` alone is the scheme of signature version 2
  const known = [
    'InvalidRequest',
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'AuthorizationHeaderMalformed',
    'InvalidArgument',
  ]

  const codes = texts.map(text => refusal(() => prove(changed(signed(), { authorization: text }))).code)

  expect(codes.filter(code => !known.includes(code))).toEqual([])
})

test.each([
  ['twice, joined by a comma', `${session.token},${session.token}`],
  ['cut', session.token.slice(0, -1)],
  ['empty', ''],
  ['a megabyte long', longKey],
] as const)('a token that comes %s is malformed', (_, token) => {
  const credentials = { id: session.id, secret: session.secret, token }

  expect(refusal(() => prove(signed({}, { credentials }))).code).toBe('InvalidToken')
})

test('a token in the query does not stand for the one of a signed header', () => {
  const credentials = { id: session.id, secret: session.secret }
  const query = `X-Amz-Security-Token=${encodeURIComponent(session.token)}`

  expect(refusal(() => prove(signed({ query }, { credentials }))).code).toBe('InvalidAccessKeyId')
})

test('a signature over another host is refused, though the host is one of ours', () => {
  const request = signed()

  const refused = refusal(() =>
    prove({ ...changed(request, { host: 't3.storageapi.dev' }), host: 't3.storageapi.dev' }),
  )

  expect(refused.code).toBe('SignatureDoesNotMatch')
})

const chunks = (): { facts: Parameters<typeof chunkVerifier>[0]; made: readonly Chunk[] } => {
  const scope = { day: '20260501', region: 'auto', service: 's3' }
  const key = signingKey(runner.secret, scope)
  const facts = {
    signingKey: key,
    seed: 'a'.repeat(64),
    date: '20260501T120000Z',
    scope: '20260501/auto/s3/aws4_request',
    keyId: runner.id,
  }
  let previous = facts.seed
  const made = ['one', 'two', ''].map(text => {
    const lines = ['AWS4-HMAC-SHA256-PAYLOAD', facts.date, facts.scope, previous, sha256Hex(''), sha256Hex(text)]
    previous = sign(key, lines.join('\n'))
    return { signature: previous, bytes: Buffer.from(text) }
  })
  return { facts, made }
}

interface Chunk {
  readonly signature: string
  readonly bytes: Uint8Array
}

test.each([
  ['in their order', ([one, two, end]: readonly Chunk[]) => [one, two, end], undefined],
  ['with the first one replayed', ([one, two, end]: readonly Chunk[]) => [one, one, two, end], 'SignatureDoesNotMatch'],
  ['swapped', ([one, two, end]: readonly Chunk[]) => [two, one, end], 'SignatureDoesNotMatch'],
  ['without the second', ([one, , end]: readonly Chunk[]) => [one, end], 'SignatureDoesNotMatch'],
  [
    'with the bytes of another',
    ([one, two]: readonly Chunk[]) => [{ ...one, bytes: two?.bytes }],
    'SignatureDoesNotMatch',
  ],
  ['without a signature', ([one]: readonly Chunk[]) => [{ ...one, signature: undefined }], 'IncompleteBody'],
] as const)('chunks %s', (_, arrange, code) => {
  const { facts, made } = chunks()
  const verifier = chunkVerifier(facts)
  const send = () => {
    for (const chunk of arrange(made)) verifier.chunk(chunk?.signature, [chunk?.bytes ?? new Uint8Array()])
  }

  if (code === undefined) expect(send).not.toThrow()
  else expect(refusal(send).code).toBe(code)
})

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    authorization,
    'AWS4-HMAC-SHA256',
    'AWS4-HMAC-SHA256 Credential=',
    `Bearer ${runner.secret}`,
    'AWS a:b',
  ),
  fc.nat(authorization.length).map(end => authorization.slice(end)),
)
const names = ['authorization', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token', 'date', 'host']

test('whatever stands in the headers of credentials, it is a refusal of the service', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), odd),
      fc.constantFrom('s3', 'iam', 'sts'),
      (headers, service) => {
        try {
          const { principal } = prove(wire({ headers }), { service })
          expect(principal.kind).toBe('anonymous')
          expect(headers.authorization).toBeUndefined()
        } catch (error) {
          if (!isServiceError(error)) throw error
          expect(error.status).toBeGreaterThanOrEqual(400)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('whatever a request is, the pipeline answers it and stays up', async () => {
  const mock = createMock({ dialect: 'aws', buckets: { images: { objects: { 'a.png': 'image' } } } })
  const host = fc.constantFrom('s3.amazonaws.com', 'images.s3.amazonaws.com', 'iam.amazonaws.com', 'sts.amazonaws.com')
  const request = fc.record({
    host,
    method: fc.constantFrom('GET', 'PUT', 'POST', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS'),
    path: fc.string({ maxLength: 20 }).map(text => `/${text}`),
    query: fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ maxLength: 20 }).map(text => `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${text}`),
    ),
    headers: fc.dictionary(fc.constantFrom(...names, 'content-type', 'x-amz-acl', 'content-length'), odd),
    body: fc.uint8Array({ maxLength: 50 }),
  })

  await fc.assert(
    fc.asyncProperty(request, async ({ host, method, path, query, headers, body }) => {
      const answer = await mock.handle({
        ...{ method, protocol: 'https' as const, host, path, query, scope: {} },
        headers: new Map(Object.entries({ ...headers, host })),
        body: bodyOf(body),
      })

      expect(answer.status).not.toBe(500)
      // a preflight is the one request that is answered without a right
      if (method !== 'OPTIONS') expect(answer.status).toBeGreaterThanOrEqual(400)
    }),
    { numRuns: 500 },
  )
  expect(mock.bucket('images').keys()).toEqual(['a.png'])
})

test.each(['1e300', '-1e300', '8.7e15', '1e999'])('a key id that names %s as its time has no facts', at => {
  const text = Buffer.from(`{"at":${at}}`).toString('base64url')

  expect(readAlias(`${runner.id}~${text}`)).toEqual({ id: `${runner.id}~${text}` })
})
