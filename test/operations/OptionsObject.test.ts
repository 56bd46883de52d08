import { PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, setup } from './s3-setup.js'

const allowed = {
  'access-control-allow-origin': 'https://a.example.com',
  'access-control-allow-methods': 'GET, PUT',
  'access-control-expose-headers': 'ETag, x-amz-request-id',
  'access-control-max-age': '600',
  'access-control-allow-credentials': 'true',
  vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
}

const corsOf = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'))

const withRules = async () => {
  const { mock, s3 } = setup({
    buckets: { samples: { objects: { 'sample.txt': 'sample' } }, closed: {} },
    keys: { nobody: { scope: 'no_default_allow' } },
  })
  const CORSRules = [
    {
      AllowedHeaders: ['Content-*', 'x-amz-date'],
      AllowedMethods: ['GET', 'PUT'],
      AllowedOrigins: ['https://*.example.com'],
      ExposeHeaders: ['ETag', 'x-amz-request-id'],
      MaxAgeSeconds: 600,
    },
    { AllowedMethods: ['HEAD'], AllowedOrigins: ['*'] },
  ]
  await s3.send(new PutBucketCorsCommand({ Bucket: 'samples', CORSConfiguration: { CORSRules } }))
  const ask = (path: string, headers: Record<string, string>) =>
    mock.anonymous().fetch(path, { method: 'OPTIONS', headers })
  return { mock, ask }
}

const preflight = (origin: string, method: string, headers?: string) => ({
  origin,
  'access-control-request-method': method,
  ...(headers !== undefined && { 'access-control-request-headers': headers }),
})

test('answers a preflight with what the first fitting rule allows', async () => {
  const { ask } = await withRules()

  const response = await ask('/samples/any/key', preflight('https://a.example.com', 'PUT', 'Content-Type, X-Amz-Date'))

  expect(response.status).toBe(200)
  expect(await response.text()).toBe('')
  expect(corsOf(response)).toEqual({ ...allowed, 'access-control-allow-headers': 'content-type, x-amz-date' })
})

test('a rule for every origin names none, and allows no credentials', async () => {
  const { ask } = await withRules()

  expect(corsOf(await ask('/samples', preflight('http://anywhere', 'HEAD')))).toEqual({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'HEAD',
    vary: allowed.vary,
  })
})

test('the sub-resource and the signature in a URL belong to the request that follows', async () => {
  const { ask } = await withRules()
  const query = '?uploads&X-Amz-Signature=0&X-Amz-Algorithm=AWS4-HMAC-SHA256'

  expect((await ask(`/samples/key${query}`, preflight('https://a.example.com', 'PUT'))).status).toBe(200)
})

test.each([
  ['another origin', preflight('https://example.com', 'GET')],
  ['another method', preflight('https://a.example.com', 'DELETE')],
  ['another header', preflight('https://a.example.com', 'GET', 'content-type,x-other')],
])('refuses %s', async (_case, headers) => {
  const { ask } = await withRules()

  const response = await ask('/samples/key', headers)

  expect(corsOf(response)).toEqual({})
  expect(await answerOf(response)).toEqual([403, 'AccessForbidden'])
})

test('says whether no rule fits or there are none', async () => {
  const { ask } = await withRules()
  const textOf = async (path: string) => (await ask(path, preflight('https://example.com', 'GET'))).text()

  expect(await textOf('/samples')).toContain('<Message>CORSResponse: This CORS request is not allowed.')
  expect(await textOf('/closed/key')).toContain(
    '<Message>CORSResponse: CORS is not enabled for this bucket.</Message><Method>GET</Method><ResourceType>BUCKET</ResourceType>',
  )
})

test('a preflight without an origin, without a method or on no bucket is refused', async () => {
  const { ask } = await withRules()

  expect(await answerOf(await ask('/samples/key', {}))).toEqual([400, 'BadRequest'])
  expect(await answerOf(await ask('/samples/key', { origin: 'https://a.example.com' }))).toEqual([400, 'BadRequest'])
  expect(await answerOf(await ask('/missing/key', preflight('https://a.example.com', 'GET')))).toEqual([
    403,
    'AccessForbidden',
  ])
})

test('answers and errors to a request from an origin carry the headers of its rule', async () => {
  const { mock } = await withRules()
  const headers = { origin: 'https://a.example.com' }
  const fetched = async (path: string, who: 'admin' | 'nobody') =>
    (who === 'admin' ? mock.admin() : mock.as('nobody')).fetch(path, { headers })

  const [found, missing, denied] = [
    await fetched('/samples/sample.txt', 'admin'),
    await fetched('/samples/missing', 'admin'),
    await fetched('/samples/sample.txt', 'nobody'),
  ]

  expect([found.status, missing.status, denied.status]).toEqual([200, 404, 403])
  for (const response of [found, missing, denied]) expect(corsOf(response)).toEqual(allowed)
})

test('a request that no rule fits is answered without them', async () => {
  const { mock } = await withRules()
  const fetched = async (init: RequestInit) => mock.admin().fetch('/samples/sample.txt', init)

  expect(corsOf(await fetched({}))).toEqual({})
  expect(corsOf(await fetched({ headers: { origin: 'https://example.com' } }))).toEqual({})
  expect(corsOf(await fetched({ method: 'DELETE', headers: { origin: 'https://a.example.com' } }))).toEqual({})
})

test('the method that a request announces counts for its rule', async () => {
  const { mock } = await withRules()
  const headers = { origin: 'https://a.example.com', 'access-control-request-method': 'GET' }

  expect(corsOf(await mock.admin().fetch('/samples/sample.txt', { method: 'DELETE', headers }))).toEqual(allowed)
})
