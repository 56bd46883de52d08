import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { claimedCredential, claimedKeyId } from '../../src/auth/authenticate.js'
import { aliasKeyId, readAlias, writeCaller } from '../../src/auth/caller-facts.js'
import { presign } from '../../src/auth/sign-request.js'
import { sha256Hex } from '../../src/auth/sigv4.js'
import { at, changed, identityOf, lookupOf, prove, refusal, runner, session, signed, wire } from './setup.js'

test('a signed request proves its key, its identity and how it was signed', () => {
  const { principal, payload, facts } = prove(signed({ method: 'PUT', body: Buffer.from('x') }))

  expect(principal).toMatchObject({
    kind: 'key',
    arn: 'arn:aws:iam::org:user/tid_runner',
    account: 'org',
    name: runner.id,
    keyId: runner.id,
    userId: runner.id,
    tags: { team: 'red', stage: 'dev' },
    signed: { type: 'REST-HEADER', at, region: 'auto', service: 's3' },
  })
  expect(principal.session).toBeUndefined()
  expect(payload).toEqual({ kind: 'sha256', sha256: sha256Hex('x') })
  expect(facts).toBeUndefined()
})

test('a session proves its own name and tags over those of its identity', () => {
  const { principal } = prove(signed({}, { credentials: session }))

  expect(principal).toMatchObject({
    kind: 'session',
    arn: 'arn:aws:sts::org:assumed-role/reader/job',
    name: 'job',
    keyId: session.id,
    userId: 'AROA:job',
    tags: { team: 'red', stage: 'test' },
    session: { token: session.token },
    identity: { name: runner.id },
  })
})

test('a session may share the id of its parent key: the token tells them apart', () => {
  const child = { id: runner.id, secret: 'child-secret', token: 'child' }

  expect(prove(signed({}, { credentials: child })).principal.kind).toBe('session')
  expect(prove(signed()).principal.kind).toBe('key')
  expect(refusal(() => prove(signed({}, { credentials: { id: runner.id, secret: 'child-secret' } }))).code).toBe(
    'SignatureDoesNotMatch',
  )
})

test('a root identity is a root principal', () => {
  const registry = lookupOf({
    keys: [{ ...runner, status: 'Active', created: at, account: '111122223333', identity: 'root' }],
    identities: [identityOf('root', { kind: 'root', account: '111122223333', id: '111122223333' })],
  })

  expect(prove(signed(), { registry }).principal).toMatchObject({ kind: 'root', userId: '111122223333' })
})

test('without credentials S3 sees an anonymous caller, and IAM refuses', () => {
  expect(prove(wire({}))).toEqual({
    principal: {
      kind: 'anonymous',
      arn: 'anonymous',
      account: 'anonymous',
      name: 'anonymous',
      userId: 'anonymous',
      tags: {},
    },
    payload: { kind: 'unsigned' },
  })
  expect(refusal(() => prove(wire({ path: '/' }), { service: 'iam' })).code).toBe('MissingAuthenticationToken')
})

test('an anonymous body is still held to what its sender says of it', () => {
  const framed = wire({ headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' } })
  const chunked = wire({ headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } })

  expect(prove(framed).payload).toEqual({ kind: 'unsigned-trailer' })
  expect(refusal(() => prove(chunked)).code).toBe('InvalidRequest')
})

test('the words of x-amz-content-sha256 say how the body is proven', () => {
  const kindOf = (payloadHash: string) => prove(signed({}, { payloadHash })).payload

  expect(kindOf('UNSIGNED-PAYLOAD')).toEqual({ kind: 'unsigned' })
  expect(kindOf('STREAMING-UNSIGNED-PAYLOAD-TRAILER')).toEqual({ kind: 'unsigned-trailer' })
  expect(kindOf('STREAMING-AWS4-HMAC-SHA256-PAYLOAD')).toMatchObject({
    kind: 'signed-chunks',
    chunks: { date: '20260501T120000Z', scope: '20260501/auto/s3/aws4_request', keyId: runner.id },
  })
  expect(kindOf('STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER').kind).toBe('signed-trailer')
  expect(refusal(() => kindOf('STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD')).code).toBe('NotImplemented')
  expect(refusal(() => kindOf('constructor')).code).toBe('InvalidArgument')
})

test('S3 needs x-amz-content-sha256 in a signed header request; the document must be what it says', () => {
  const bare = changed(signed(), { 'x-amz-content-sha256': undefined })
  const request = signed({ method: 'POST', query: 'delete', body: Buffer.from('<Delete/>') })

  expect(refusal(() => prove(bare))).toMatchObject({
    code: 'InvalidRequest',
    message: 'Missing required header for this request: x-amz-content-sha256',
  })
  expect(prove(request, { document: Buffer.from('<Delete/>') }).payload.kind).toBe('sha256')
  expect(refusal(() => prove(request, { document: Buffer.from('<Delete />') })).code).toBe('XAmzContentSHA256Mismatch')
})

test('an IAM host takes the scopes iam and s3, and the document counts in both', () => {
  const body = Buffer.from('Action=ListAccessKeys')
  const other = { service: 'iam', document: Buffer.from('Action=DeleteAccessKey') } as const
  const requests = ['iam', 's3'].map(service => signed({ method: 'POST', path: '/', body }, { service }))

  for (const request of requests) {
    expect(prove(request, { service: 'iam', document: body }).payload.sha256).toBe(sha256Hex(body))
  }
  expect(requests.map(request => refusal(() => prove(request, other)).code)).toEqual([
    'SignatureDoesNotMatch',
    'XAmzContentSHA256Mismatch',
  ])
})

test('a caller may date its request with Date alone', () => {
  const request = wire({ headers: { date: 'Fri, 01 May 2026 12:00:00 GMT' } })
  const credential = `Credential=${runner.id}/20260501/auto/s3/aws4_request`
  const unsigned = { ...request, headers: new Map([...request.headers, ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']]) }
  const authorization = `AWS4-HMAC-SHA256 ${credential},SignedHeaders=date;host;x-amz-content-sha256,Signature=00`

  const refused = refusal(() => prove(changed(unsigned, { authorization })))

  expect(refused.code).toBe('SignatureDoesNotMatch')
  expect(refused.details.StringToSign).toContain('\n20260501T120000Z\n')
})

test('facts of a caller travel in an alias of its key id, and the real id is shown', () => {
  const facts = { ip: '203.0.113.9', at: at + 5, userAgent: 'demo/1.0 (é)' }
  const credentials = { id: aliasKeyId(runner.id, facts), secret: runner.secret }
  const query = presign({
    ...{ method: 'GET', host: 't3.storage.dev', path: '/b/k', credentials, region: 'auto', service: 's3', at },
    expires: 60,
  })

  for (const request of [signed({}, { credentials }), wire({ query })]) {
    const proof = prove(request)
    expect(proof.facts).toEqual(facts)
    expect(proof.principal.keyId).toBe(runner.id)
    expect(claimedKeyId(request)).toBe(runner.id)
  }
  const refused = refusal(() => prove(signed({}, { credentials: { ...credentials, secret: 'wrong' } })))
  expect(refused.details.AWSAccessKeyId).toBe(runner.id)
})

test('an alias without facts is the id, and a text that is no alias stays as it is', () => {
  expect(aliasKeyId('tid_a')).toBe('tid_a')
  for (const id of ['tid_a', '~', 'a~', 'a~e30x', `a~${Buffer.from('[1]').toString('base64url')}`]) {
    expect(readAlias(id)).toEqual({ id })
  }
  const foreign = Buffer.from('{"ip":1}').toString('base64url')
  expect(readAlias(`a~${foreign}`)).toEqual({ id: `a~${foreign}` })
  expect(readAlias(`a~${Buffer.from('{"admin":"yes"}').toString('base64url')}`).facts).toBeUndefined()
})

test('facts of an anonymous caller travel in a header, and a malformed one is refused', () => {
  const facts = { ip: '203.0.113.9' }

  expect(prove({ ...wire({}), scope: { inProcess: true, caller: writeCaller('mock', facts) } }).facts).toEqual(facts)
  expect(refusal(() => prove({ ...wire({}), scope: { inProcess: true, caller: '{' } })).code).toBe('InvalidRequest')
})

test('a claim is read without proof, and nothing is thrown for what cannot be read', () => {
  expect(claimedCredential(signed())).toEqual({ keyId: runner.id, service: 's3', region: 'auto' })
  expect(claimedKeyId(wire({}))).toBeUndefined()
  expect(claimedKeyId(wire({ headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a/b' } }))).toBeUndefined()
  expect(claimedKeyId(wire({ query: 'X-Amz-Credential=%zz' }))).toBeUndefined()
})

const methods = ['GET', 'PUT', 'HEAD', 'DELETE', 'POST']
const signedParts = fc.record({
  path: fc
    .array(fc.stringMatching(/^[a-z0-9.~-]{0,4}$/), { minLength: 1, maxLength: 3 })
    .map(all => `/${all.join('/')}`),
  query: fc.stringMatching(/^([a-z]{1,3}=[a-z0-9]{0,3}&){0,2}list-type=2$/),
  meta: fc.stringMatching(/^[!-~]{1,8}$/),
})

test('whichever signed part of a valid request is changed, it is refused', () => {
  const part = fc.constantFrom(
    'method',
    'path',
    'query',
    'host',
    'meta',
    'date',
    'hash',
    'region',
    'signature',
    'added',
  )
  fc.assert(
    fc.property(signedParts, part, fc.nat(63), ({ path, query, meta }, part, position) => {
      const request = signed({ path, query, headers: { 'x-amz-meta-a': meta } })
      const authorization = request.headers.get('authorization') ?? ''
      const at64 = authorization.length - 64 + position
      const digit = authorization[at64] === '0' ? '1' : '0'
      const spoilt = {
        method: { ...request, method: methods[1 + (position % 4)] ?? 'PUT' },
        path: { ...request, path: `${path}x` },
        query: { ...request, query: query.replace('list-type=2', 'list-type=1') },
        host: changed(request, { host: 'fly.storage.tigris.dev' }),
        meta: changed(request, { 'x-amz-meta-a': `${meta}x` }),
        date: changed(request, { 'x-amz-date': '20260501T120001Z' }),
        hash: changed(request, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }),
        region: changed(request, { authorization: authorization.replace('/auto/', '/other/') }),
        signature: changed(request, {
          authorization: authorization.slice(0, at64) + digit + authorization.slice(at64 + 1),
        }),
        added: changed(request, { 'x-amz-acl': 'public-read' }),
      }[part]

      expect(prove(request).principal.keyId).toBe(runner.id)
      const { code } = refusal(() => prove(spoilt))
      expect(code).toBe(part === 'added' ? 'AccessDenied' : 'SignatureDoesNotMatch')
    }),
    { numRuns: 300 },
  )
})
