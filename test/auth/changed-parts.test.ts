import fc from 'fast-check'
import { expect, test } from 'vitest'
import { presign } from '../../src/auth/sign-request.js'
import { at, prove, refusal, runner, wire } from './setup.js'

const target = { method: 'GET', host: 't3.storage.dev', path: '/b/k' }
const valid = presign({ ...target, credentials: runner, region: 'auto', service: 's3', at, expires: 60 })

test('whichever part of a presigned URL is changed, it is refused', () => {
  expect(prove(wire({ ...target, query: valid })).principal.keyId).toBe(runner.id)
  const digits = fc.record({ at: fc.nat(valid.length - 1), digit: fc.constantFrom('0', '1', '5', 'a', 'f', 'Z', '&') })
  fc.assert(
    fc.property(digits, ({ at: place, digit }) => {
      const query = valid.slice(0, place) + digit + valid.slice(place + 1)
      fc.pre(query.toLowerCase() !== valid.toLowerCase())
      expect(refusal(() => prove(wire({ ...target, query }))).status).toBeGreaterThanOrEqual(400)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['method', { ...target, method: 'DELETE' }],
  ['path', { ...target, path: '/b/K' }],
  ['host', { ...target, host: 'fly.storage.tigris.dev' }],
])('a presigned URL is for its %s alone', (_, other) => {
  expect(refusal(() => prove(wire({ ...other, query: valid }))).code).toBe('SignatureDoesNotMatch')
})
