import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const read = <T>(file: string): readonly T[] => JSON.parse(readFileSync(`fixtures/bad-input/${file}`, 'utf8'))

const setup = () => {
  const mock = createTigrisMock({ buckets: { images: { objects: { 'a.txt': 'kept' } } } })
  return { mock, admin: mock.admin() }
}

interface Refused {
  readonly status: number
  readonly code: string | undefined
  readonly message: string
}

const refusalOf = async (response: Response): Promise<Refused> => {
  const text = await response.text()
  const [, code] = /<Code>(\w+)<\/Code>/.exec(text) ?? []
  return { status: response.status, code, message: /<Message>([\s\S]*?)<\/Message>/.exec(text)?.[1] ?? '' }
}

/** The store is as it was, and the mock still answers. */
const expectUnharmed = async ({ mock, admin }: ReturnType<typeof setup>): Promise<void> => {
  expect(mock.bucket('images').toJSON()).toEqual({ 'a.txt': 'kept' })
  expect((await admin.fetch('/images/a.txt')).status).toBe(200)
}

test.each(read<{ name: string; body: string }>('documents.json'))(
  'a document with $name is MalformedXML, and nothing is lost',
  async ({ body }) => {
    const made = setup()
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') }

    const response = await made.admin.fetch('/images?delete', { method: 'POST', body, headers })

    expect(await refusalOf(response)).toMatchObject({ status: 400, code: 'MalformedXML' })
    await expectUnharmed(made)
  },
)

test('a document that is not UTF-8 is MalformedXML', async () => {
  const made = setup()
  const body = new Uint8Array([0x3c, 0x44, 0xff, 0xfe, 0x3e])
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') }

  const response = await made.admin.fetch('/images?delete', { method: 'POST', body, headers })

  expect(await refusalOf(response)).toMatchObject({ status: 400, code: 'MalformedXML' })
})

interface RequestCase {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly status: number
  readonly code: string
  readonly message?: string
}

test.each(read<RequestCase>('requests.json'))('$name', async ({ method, path, headers, body, ...expected }) => {
  const made = setup()

  const response = await made.admin.fetch(path, { method, ...(headers && { headers }), ...(body && { body }) })

  const refused = await refusalOf(response)
  expect(refused).toMatchObject({ status: expected.status, code: expected.code })
  expect(refused.message).toContain(expected.message ?? '')
  await expectUnharmed(made)
})

const iam = (body: string) => {
  const made = setup()
  return made.admin.fetch('https://iam.storage.dev/', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
}

test('an unknown action of IAM is InvalidAction and names it', async () => {
  expect(await refusalOf(await iam('Action=CreateUnicorn&Version=2010-05-08'))).toEqual({
    status: 400,
    code: 'InvalidAction',
    message: 'Could not find operation CreateUnicorn for version 2010-05-08',
  })
})

test('a call of IAM without an action is MissingAction', async () => {
  expect(await refusalOf(await iam('Version=2010-05-08'))).toMatchObject({ status: 400, code: 'MissingAction' })
})

test('a policy that is no JSON is MalformedPolicyDocument, and none is made', async () => {
  const made = setup()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const call = (body: string) => made.admin.fetch('https://iam.storage.dev/', { method: 'POST', body, headers })

  const refused = await refusalOf(await call('Action=CreatePolicy&PolicyName=p&PolicyDocument=not+json'))
  const listed = await (await call('Action=ListPolicies')).text()

  expect(refused).toMatchObject({ status: 400, code: 'MalformedPolicyDocument' })
  expect(listed).not.toContain('<PolicyName>')
})

test('a changed request is SignatureDoesNotMatch, with what the service computed', async () => {
  const { mock, admin } = setup()
  const credentials = { ...admin.credentials, secretAccessKey: 'another' }
  const { signRequest } = await import('../../src/auth/sign-request.js')
  const headers = signRequest({
    ...{ method: 'GET', host: 't3.storage.dev', path: '/images/a.txt', region: 'auto', service: 's3', at: Date.now() },
    credentials: { id: credentials.accessKeyId, secret: credentials.secretAccessKey },
    payloadHash: 'UNSIGNED-PAYLOAD',
  })

  const response = await mock.anonymous().fetch('/images/a.txt', { headers })

  const text = await response.text()
  expect(response.status).toBe(403)
  expect(text).toContain('<Code>SignatureDoesNotMatch</Code>')
  expect(text).toContain('<StringToSign>AWS4-HMAC-SHA256')
  expect(text).toContain('<CanonicalRequest>GET\n/images/a.txt')
})

test('a request to a host that is none of the service says so', async () => {
  const { admin } = setup()

  const response = await admin.fetch('https://example.com/images/a.txt')

  expect(await refusalOf(response)).toMatchObject({ status: 421, code: 'UnknownHost' })
})

test('an authorization header that begins its credential a hundred thousand times is refused at once', async () => {
  const { mock } = setup()
  const authorization = `AWS4-HMAC-SHA256 ${'Credential='.repeat(100_000)}`

  const response = await mock.fetch(
    new Request('https://t3.storage.dev/', { method: 'POST', headers: { authorization } }),
  )

  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.status).toBeLessThan(500)
})
