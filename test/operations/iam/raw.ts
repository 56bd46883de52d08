import { signRequest } from '../../../src/auth/sign-request.js'
import { sha256Hex } from '../../../src/auth/sigv4.js'
import { bodyOf } from '../../../src/contract/wire.js'
import { type Mock, wholeOf } from '../../../src/mock.js'

const encode = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')

interface Call {
  readonly form: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly accept?: string
  /** The body that is sent in place of the one that was signed. */
  readonly sent?: string
}

/** Sends a form as clients do that are no SDK of AWS, signed by the admin. */
export const sendForm = async (mock: Mock, { form, query = {}, accept = '*/*', sent }: Call) => {
  const { credentials, clientConfig } = mock.admin()
  const body = encode(form)
  const unsigned = { method: 'POST', host: 'iam.storage.dev', path: '/', query: encode(query) }
  const headers = new Map([
    ['accept', accept],
    ['content-type', 'application/x-www-form-urlencoded'],
  ])
  const added = signRequest({
    ...unsigned,
    headers,
    credentials: { id: credentials.accessKeyId, secret: credentials.secretAccessKey },
    region: clientConfig.region,
    service: 'iam',
    at: Date.now(),
    payloadHash: sha256Hex(Buffer.from(body)),
  })
  const response = await wholeOf(mock).handle({
    ...unsigned,
    protocol: 'https',
    headers: new Map([...headers, ['host', unsigned.host], ...Object.entries(added)]),
    body: bodyOf(Buffer.from(sent ?? body)),
    scope: {},
  })
  return {
    status: response.status,
    type: response.headers.find(([name]) => name === 'Content-Type')?.[1],
    text: Buffer.from(response.body as Uint8Array).toString(),
  }
}
