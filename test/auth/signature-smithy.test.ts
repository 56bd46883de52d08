import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUri } from '../../src/auth/canonical-uri.js'
import { basicDate } from '../../src/auth/dates.js'
import { presign } from '../../src/auth/sign-request.js'
import { at, prove, runner, session, signed, wire } from './setup.js'
import { presignedBySmithy, signedBySmithy } from './smithy.js'

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const path = fc.array(text, { maxLength: 4 }).map(segments => `/bucket/${segments.map(encodeUri).join('/')}`)
const query = fc.dictionary(
  text.filter(name => name !== '' && name !== '__proto__' && !/^x-amz-/i.test(name)),
  text,
  { maxKeys: 4 },
)
const metadata = fc.dictionary(fc.stringMatching(/^x-amz-meta-[a-z0-9-]{1,8}$/), fc.stringMatching(/^[ -~]{0,12}$/))

test('whatever the SDK signs is proven', async () => {
  await fc.assert(
    fc.asyncProperty(path, query, metadata, text, async (path, query, headers, body) => {
      const request = await signedBySmithy({ method: 'PUT', path, query, headers, body, credentials: runner })

      expect(prove(request).principal.keyId).toBe(runner.id)
    }),
    { numRuns: 150 },
  )
})

test('whatever the SDK presigns is proven', async () => {
  await fc.assert(
    fc.asyncProperty(path, query, async (path, query) => {
      const request = await presignedBySmithy({ path, query, credentials: session })

      expect(prove(request).principal.name).toBe('job')
    }),
    { numRuns: 150 },
  )
})

test('our own signer agrees with the SDK', async () => {
  await fc.assert(
    fc.asyncProperty(path, metadata, async (path, headers) => {
      const theirs = await signedBySmithy({ path, headers, credentials: session })
      const ours = signed({ path, headers }, { credentials: session })

      expect(ours.headers.get('authorization')).toBe(theirs.headers.get('authorization'))
    }),
    { numRuns: 50 },
  )
})

test('our own presigned URLs are proven', () => {
  const query = presign({
    method: 'GET',
    host: 't3.storage.dev',
    path: '/b/a%20b',
    query: 'versionId=1&response-content-type=text%2Fplain',
    credentials: session,
    region: 'auto',
    service: 's3',
    at,
    expires: 60,
  })

  const { principal } = prove(wire({ path: '/b/a%20b', query }))

  expect(principal.signed).toEqual({ type: 'REST-QUERY-STRING', at, region: 'auto', service: 's3' })
  expect(query).toContain(`X-Amz-Date=${basicDate(at)}`)
})

test('a call of IAM by the SDK is proven over its document', async () => {
  const body = 'Action=ListAccessKeys&Version=2010-05-08'
  const call = { method: 'POST', host: 'iam.storage.dev', path: '/', body, credentials: runner, service: 'iam' }
  const request = await signedBySmithy({ ...call, headers: { 'content-type': 'application/x-www-form-urlencoded' } })

  const proof = prove(request, { service: 'iam', document: Buffer.from(body) })

  expect(proof.principal.signed?.service).toBe('iam')
  expect(() => prove(request, { service: 'iam', document: Buffer.from(`${body}x`) })).toThrow()
})
