import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Checksum, SourceData } from '@smithy/types'
import { encodeUri } from '../../src/auth/canonical-uri.js'
import type { SigningCredentials } from '../../src/auth/sign-request.js'
import { bodyOf, type WireRequest } from '../../src/contract/wire.js'
import { at } from './setup.js'

export class Sha256 implements Checksum {
  private readonly hash: Hash | Hmac
  constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as Uint8Array))
  }
  update(data: Uint8Array) {
    this.hash.update(data)
  }
  async digest() {
    return new Uint8Array(this.hash.digest())
  }
  reset() {
    throw new Error('a digest is used once')
  }
}

export interface SmithyCall {
  readonly method?: string
  readonly host?: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | string[]>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly credentials: SigningCredentials
  readonly service?: string
  readonly region?: string
}

const signerOf = ({ credentials, service = 's3', region = 'auto' }: SmithyCall): SignatureV4 =>
  new SignatureV4({
    service,
    region,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: true,
    credentials: {
      accessKeyId: credentials.id,
      secretAccessKey: credentials.secret,
      ...(credentials.token === undefined ? {} : { sessionToken: credentials.token }),
    },
  })

const requestOf = ({
  method = 'GET',
  host = 't3.storage.dev',
  path,
  query = {},
  headers,
  body,
}: SmithyCall): HttpRequest =>
  new HttpRequest({
    method,
    protocol: 'https:',
    hostname: host,
    path,
    query: { ...query },
    headers: { host, ...headers },
    ...(body === undefined ? {} : { body }),
  })

const sent = (request: HttpRequest, body: string | undefined): WireRequest => ({
  method: request.method,
  protocol: 'https',
  host: request.hostname,
  path: request.path,
  query: Object.entries(request.query)
    .flatMap(([name, value]) => [value ?? ''].flat().map(one => `${encodeUri(name)}=${encodeUri(one)}`))
    .join('&'),
  headers: new Map(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: bodyOf(Buffer.from(body ?? '')),
  scope: {},
})

/** A request as the SDK's own signer sends it. */
export const signedBySmithy = async (call: SmithyCall): Promise<WireRequest> => {
  const request = await signerOf(call).sign(requestOf(call), { signingDate: new Date(at) })
  return sent(request as HttpRequest, call.body)
}

export const presignedBySmithy = async (call: SmithyCall, expiresIn = 900): Promise<WireRequest> => {
  // of a query service even a URL says what its body is: nothing
  const isS3 = call.service === undefined || call.service === 's3'
  const payload: Record<string, string> = isS3 ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {}
  const unsigned = requestOf({ ...call, headers: { ...payload, ...call.headers } })
  return sent(
    (await signerOf(call).presign(unsigned, { signingDate: new Date(at), expiresIn })) as HttpRequest,
    call.body,
  )
}
