import fc from 'fast-check'
import { expect, test } from 'vitest'
import table from '../../fixtures/sigv4/forms.json' with { type: 'json' }
import { authenticateForm } from '../../src/auth/authenticate-form.js'
import { aliasKeyId } from '../../src/auth/caller-facts.js'
import { sign, signingKey } from '../../src/auth/sigv4.js'
import { at, dialect, refusal, runner, session, wire, world } from './setup.js'

const scope = { day: '20260501', region: 'auto', service: 's3' }
const day = 86_400_000

type Fields = Readonly<Record<string, string | null | undefined>>

interface FormParts {
  readonly conditions?: readonly unknown[]
  readonly fields?: Fields
  readonly policy?: string
  readonly credentials?: { readonly id: string; readonly secret: string; readonly token?: string }
}

/** A form for key `a` in bucket `b`, signed over its policy; `fields` are added after signing, null takes one away. */
const formOf = ({ conditions = [], fields = {}, policy, credentials = runner }: FormParts = {}) => {
  const text = JSON.stringify({
    expiration: new Date(at + day).toISOString(),
    conditions: [{ bucket: 'b' }, { key: 'a' }, ['starts-with', '$x-amz-credential', ''], ...conditions].concat(
      ['x-amz-algorithm', 'x-amz-date', 'x-amz-security-token'].map(name => ['starts-with', `$${name}`, '']),
    ),
  })
  const encoded = policy ?? Buffer.from(text).toString('base64')
  const all: Fields = {
    key: 'a',
    policy: encoded,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.id}/20260501/auto/s3/aws4_request`,
    'x-amz-date': '20260501T120000Z',
    'x-amz-security-token': credentials.token,
    'x-amz-signature': sign(signingKey(credentials.secret, scope), encoded),
    ...fields,
  }
  return new Map(Object.entries(all).flatMap(([name, value]) => (value == null ? [] : [[name, value] as const])))
}

const prove = (form: ReadonlyMap<string, string>, { bucket = 'b', now = at } = {}) =>
  authenticateForm(form, bucket, {
    ...{ request: wire({ method: 'POST', path: '/b' }), service: 's3', dialect, registry: world },
    ...{ wall: at + 100 * day, now, skew: 0, signingKeys: new Map() },
  })

test('a signed form proves its key and how long its file may be', () => {
  const proof = prove(formOf({ conditions: [['content-length-range', 1, 1000]] }))

  expect(proof.principal).toMatchObject({
    name: runner.id,
    signed: { type: 'POST', at, region: 'auto', service: 's3' },
  })
  expect(proof.payload).toEqual({ kind: 'unsigned' })
  expect(proof.length).toEqual({ minimum: 1, maximum: 1000 })
})

test('a form of a session bears its token', () => {
  expect(prove(formOf({ credentials: session })).principal.name).toBe('job')
})

test('a form without credentials comes from an anonymous caller', () => {
  const { principal, length } = prove(new Map([['key', 'a']]))

  expect(principal.kind).toBe('anonymous')
  expect(length).toBeUndefined()
})

test('facts travel in the key id of a form too', () => {
  const facts = { ip: '203.0.113.9' }

  expect(prove(formOf({ credentials: { id: aliasKeyId(runner.id, facts), secret: runner.secret } })).facts).toEqual(
    facts,
  )
})

test('a form lives until its policy expires on the clock of the mock', () => {
  expect(prove(formOf(), { now: at + day }).principal.name).toBe(runner.id)
  expect(prove(formOf(), { now: at - 5 * day }).principal.name).toBe(runner.id)
  expect(refusal(() => prove(formOf(), { now: at + day + 1 }))).toMatchObject({
    code: 'AccessDenied',
    message: 'Invalid according to Policy: Policy expired.',
  })
})

test('a form for another bucket is refused', () => {
  expect(refusal(() => prove(formOf(), { bucket: 'other' })).message).toContain('["eq", "$bucket", "b"]')
})

test.each(table.conditions)('conditions of a form: $name', ({ condition, fields, code, message }) => {
  const form = formOf({ conditions: [condition], fields: fields as Fields })

  if (code === 'allowed') expect(prove(form).principal.name).toBe(runner.id)
  else expect(refusal(() => prove(form))).toMatchObject({ code, message: expect.stringContaining(message ?? '') })
})

test.each(table.fields)('a form is refused with $name', ({ fields, code, message }) => {
  const refused = refusal(() => prove(formOf({ fields: fields as Fields })))

  expect(refused).toMatchObject({ code, message: expect.stringContaining(message) })
})

test.each(table.policies)('a form is refused whose policy is $name', ({ text, raw, message }) => {
  const policy = raw ? text : Buffer.from(text).toString('base64')

  expect(refusal(() => prove(formOf({ policy })))).toMatchObject({ code: 'InvalidPolicyDocument', message })
})

test('the signature of a form is refused over what was sent, before its policy is read', () => {
  const form = formOf({ credentials: { ...runner, secret: 'wrong' }, policy: 'e30=' })

  const refused = refusal(() => prove(form))

  expect(refused.code).toBe('SignatureDoesNotMatch')
  expect(refused.details).toMatchObject({ AWSAccessKeyId: runner.id, StringToSign: 'e30=' })
})

test('whichever part of a signed form is changed, it is refused', () => {
  const credential = `${runner.id}/20260501/auto/s3/aws4_request`
  const exact = [{ 'x-amz-date': '20260501T120000Z' }, { 'x-amz-credential': credential }]
  const valid = formOf({ conditions: exact })
  expect(prove(valid).principal.keyId).toBe(runner.id)
  const changes = fc.record({
    name: fc.constantFrom(...valid.keys()),
    place: fc.nat(),
    sign: fc.constantFrom('0', '1', '5', 'a', 'f', 'Z', '/'),
  })
  fc.assert(
    fc.property(changes, ({ name, place, sign: other }) => {
      const value = valid.get(name)!
      const at = place % value.length
      const changed = value.slice(0, at) + other + value.slice(at + 1)
      fc.pre(changed !== value)
      expect(refusal(() => prove(new Map([...valid, [name, changed]]))).status).toBeGreaterThanOrEqual(400)
    }),
    { numRuns: 500 },
  )
})
