import { expect, test } from 'vitest'
import table from '../../fixtures/sigv4/refusals.json' with { type: 'json' }
import { presign } from '../../src/auth/sign-request.js'
import type { WireRequest } from '../../src/contract/wire.js'
import { at, changed, dialect, prove, refusal, runner, session, signed, wire } from './setup.js'

interface HeaderCase {
  readonly name: string
  readonly headers?: Readonly<Record<string, string | null | undefined>>
  readonly replace?: readonly string[]
  readonly query?: string
  readonly s3: readonly string[]
  readonly iam: readonly string[]
}

const spoil = (request: WireRequest, { headers = {}, replace, query }: HeaderCase): WireRequest => {
  const values = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? undefined]))
  const [name = '', pattern = '', by = ''] = replace ?? []
  const before = request.headers.get(name) ?? ''
  const after = before.replace(new RegExp(pattern), by)
  if (replace && after === before) throw new Error('the case changes nothing')
  const all = replace ? { ...values, [name]: after } : values
  return { ...changed(request, all), query: query ?? request.query }
}

const cases: readonly HeaderCase[] = table.header

test.each(cases)('S3 refuses $name', example => {
  const refused = refusal(() => prove(spoil(signed(), example)))

  expect(refused).toMatchObject({ code: example.s3[0], message: expect.stringContaining(example.s3[1] ?? '') })
})

test.each(cases)('IAM refuses $name', example => {
  const request = signed({ method: 'POST', path: '/', host: 'iam.storage.dev' }, { service: 'iam' })

  const refused = refusal(() => prove(spoil(request, example), { service: 'iam' }))

  expect(refused).toMatchObject({ code: example.iam[0], message: expect.stringContaining(example.iam[1] ?? '') })
})

const presigned = (change: Partial<Parameters<typeof presign>[0]> = {}): string =>
  presign({
    method: 'GET',
    host: 't3.storage.dev',
    path: '/b/k',
    credentials: runner,
    region: 'auto',
    service: 's3',
    at,
    expires: 60,
    ...change,
  })

test.each(table.query)('S3 refuses a presigned URL with $name', ({ replace, s3 }) => {
  const query = presigned()
  const spoilt = query.replace(new RegExp(replace[0] ?? ''), replace[1] ?? '')
  expect(spoilt).not.toBe(query)

  const refused = refusal(() => prove(wire({ query: spoilt })))

  expect(refused).toMatchObject({ code: s3[0], message: expect.stringContaining(s3[1] ?? '') })
})

test('a presigned URL lives until its last second on the clock of the mock, and one signed ahead of it is young', () => {
  const request = wire({ query: presigned() })

  expect(prove(request, { now: at + 60_000 }).principal.name).toBe(runner.id)
  expect(prove(request, { now: at - 86_400_000, wall: at + 86_400_000 }).principal.name).toBe(runner.id)
  expect(refusal(() => prove(request, { now: at + 60_001 }))).toMatchObject({
    code: 'AccessDenied',
    message: 'Request has expired',
    details: { 'X-Amz-Expires': '60', Expires: '2026-05-01T12:01:00Z', ServerTime: '2026-05-01T12:01:00Z' },
  })
})

test('a presigned URL of a session dies with its token', () => {
  const request = wire({ query: presigned({ credentials: session, expires: 86_400 }) })

  expect(prove(request, { now: at + 3_599_999 }).principal.name).toBe('job')
  expect(refusal(() => prove(request, { now: at + 3_600_000 })).code).toBe('ExpiredToken')
})

test('a week is named where it is the limit', () => {
  const query = presigned({ expires: 604_801 })

  const refused = refusal(() => prove(wire({ query }), { dialect: { ...dialect, limits: { presignedAge: 604_800 } } }))

  expect(refused.message).toBe('X-Amz-Expires must be less than a week (in seconds) that is 604800')
})

test('a header that is sent with a presigned URL and begins with x-amz- must be signed', () => {
  const request = wire({ query: presigned(), headers: { 'x-amz-acl': 'public-read', 'x-other': '1' } })

  expect(refusal(() => prove(request))).toMatchObject({
    code: 'AccessDenied',
    details: { HeadersNotSigned: 'x-amz-acl' },
  })
})

test('a signed header that is missing is refused', () => {
  const request = signed({ headers: { 'x-amz-meta-empty': '' } })

  expect(refusal(() => prove(changed(request, { 'x-amz-meta-empty': undefined }))).code).toBe('SignatureDoesNotMatch')
})

test('skew is measured both ways against the unmoved time and what it is made to differ', () => {
  const edge = 15 * 60_000
  const request = signed()

  expect(prove(request, { wall: at + edge, now: at + 1e10 }).principal.name).toBe(runner.id)
  expect(prove(request, { wall: at - edge }).principal.name).toBe(runner.id)
  expect(prove(request, { wall: at + 2 * edge, skew: -edge }).principal.name).toBe(runner.id)
  expect(refusal(() => prove(request, { wall: at - edge - 1 })).code).toBe('RequestTimeTooSkewed')
  expect(refusal(() => prove(request, { skew: edge + 1000 })).details).toEqual({
    RequestTime: '20260501T120000Z',
    ServerTime: '2026-05-01T12:15:01Z',
    MaxAllowedSkewMilliseconds: '900000',
  })
})

test('IAM tells of skew in the words of a signature', () => {
  const request = signed({ method: 'POST', path: '/' }, { service: 'iam' })
  const messageAt = (wall: number): string => {
    const refused = refusal(() => prove(request, { service: 'iam', wall }))
    expect(refused.code).toBe('SignatureDoesNotMatch')
    return refused.message
  }

  expect(messageAt(at + 1_800_000)).toBe(
    'Signature expired: 20260501T120000Z is now earlier than 20260501T121500Z (20260501T123000Z - 15 min.)',
  )
  expect(messageAt(at - 1_800_000)).toBe(
    'Signature not yet current: 20260501T120000Z is still later than 20260501T114500Z (20260501T113000Z + 15 min.)',
  )
})

test('an expired token is 400 for S3 and 403 for STS', () => {
  const late = { now: at + 3_600_000 }
  const s3 = refusal(() => prove(signed({}, { credentials: session }), late))
  const request = signed({ method: 'POST', path: '/' }, { credentials: session, service: 'sts' })
  const sts = refusal(() => prove(request, { ...late, service: 'sts' }))

  expect(s3).toMatchObject({ code: 'ExpiredToken', status: 400, details: { 'Token-0': session.token } })
  expect(sts).toMatchObject({ code: 'ExpiredToken', status: 403, details: {} })
  expect(sts.message).toBe('The security token included in the request is expired')
})

test('the key is looked up first, then the token, then the time, then the signature', () => {
  const wrongAll = { wall: at + 1e9, now: at + 1e9 }
  const code = (headers: Record<string, string>) => refusal(() => prove(changed(signed(), headers), wrongAll)).code
  const authorization = (keyId: string) =>
    `AWS4-HMAC-SHA256 Credential=${keyId}/20260501/auto/s3/aws4_request, SignedHeaders=host, Signature=00`

  expect(code({ authorization: authorization('tid_nobody'), 'x-amz-security-token': 'x' })).toBe('InvalidAccessKeyId')
  expect(code({ authorization: authorization(runner.id), 'x-amz-security-token': 'x' })).toBe('InvalidToken')
  expect(code({ authorization: authorization(session.id), 'x-amz-security-token': session.token })).toBe('ExpiredToken')
  expect(code({ authorization: authorization(runner.id) })).toBe('RequestTimeTooSkewed')
})

test('a refused signature shows what was computed, under the real id of the key', () => {
  const { details } = refusal(() => prove(signed({}, { credentials: { ...runner, secret: 'wrong' } })))

  expect(Object.keys(details)).toEqual([
    'AWSAccessKeyId',
    'StringToSign',
    'SignatureProvided',
    'StringToSignBytes',
    'CanonicalRequest',
    'CanonicalRequestBytes',
  ])
  expect(details.StringToSign).toMatch(/^AWS4-HMAC-SHA256\n20260501T120000Z\n20260501\/auto\/s3\/aws4_request\n/)
  expect(details.StringToSignBytes).toMatch(/^41 57 53 34 2d/)
  expect(details.CanonicalRequest).toMatch(/^GET\n\/b\/k\n\nhost:t3\.storage\.dev\n/)
})

test("a region that is not the host's is refused and the right one named", () => {
  const refused = refusal(() => prove(signed({}, { region: 'mars' }), { region: 'auto' }))
  const request = signed({ path: '/' }, { service: 'iam', region: 'mars' })
  const iam = refusal(() => prove(request, { service: 'iam', region: 'auto' }))

  expect(refused).toMatchObject({ code: 'AuthorizationHeaderMalformed', details: { Region: 'auto' } })
  expect(refused.message).toContain("the region 'mars' is wrong; expecting 'auto'")
  expect(iam).toMatchObject({ code: 'SignatureDoesNotMatch', message: expect.stringContaining('a valid region') })
})
