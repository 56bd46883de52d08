import { Readable } from 'node:stream'
import { GetObjectCommand, PutObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type HttpRequest, HttpResponse } from '@smithy/protocol-http'
import { expect, test } from 'vitest'
import example from '../../fixtures/sigv4/s3-chunked.json' with { type: 'json' }
import { authenticate } from '../../src/auth/authenticate.js'
import { encodeUri } from '../../src/auth/canonical-uri.js'
import { parseBasicDate } from '../../src/auth/dates.js'
import { verifyBody } from '../../src/body/verify.js'
import { hostTime } from '../../src/contract/host.js'
import { type Body, bodyOf, type WireRequest } from '../../src/contract/wire.js'
import { dialect, identityOf, lookupOf, prove, runner, world } from '../auth/setup.js'

const toBody = (body: unknown): Body => {
  if (body === undefined) return bodyOf()
  if (typeof body === 'string') return bodyOf(Buffer.from(body))
  if (body instanceof Uint8Array) return bodyOf(body)
  if (body instanceof Readable) return { stream: () => body, cancel: () => void body.destroy() }
  throw new Error('the client sent a body of a kind that this test does not know')
}

const toWire = (request: HttpRequest): WireRequest => ({
  method: request.method,
  protocol: 'https',
  host: request.hostname,
  path: request.path,
  query: Object.entries(request.query)
    .map(([name, value]) => `${encodeUri(name)}=${encodeUri(String(value ?? ''))}`)
    .join('&'),
  headers: new Map(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: toBody(request.body),
  scope: {},
})

const setup = () => {
  const requests: WireRequest[] = []
  const stored: unknown[] = []
  const requestHandler = {
    handle: async (sent: HttpRequest) => {
      const request = toWire(sent)
      requests.push(request)
      const now = hostTime.visible()
      const { payload } = authenticate({
        ...{ request, raw: {}, service: 's3', dialect, registry: world, skew: 0, signingKeys: new Map() },
        wall: now,
        now,
      })
      const blob = (pieces: readonly Uint8Array[], size: number) => ({ size, read: () => Buffer.concat(pieces) })
      const body = await verifyBody(request, payload, { blob, limits: { bodyBytes: 1e8 } }).store()
      stored.push({ kind: payload.kind, text: String(body.blob.read()), declared: body.declared })
      return { response: new HttpResponse({ statusCode: 200, headers: { etag: '"x"' }, body: Readable.from([]) }) }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    metadata: { handlerProtocol: 'http/1.1' },
  }
  const s3 = new S3Client({
    region: 'auto',
    endpoint: 'https://t3.storage.dev',
    credentials: { accessKeyId: runner.id, secretAccessKey: runner.secret },
    requestHandler,
  })
  return { s3, requests, stored }
}

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'the SDK puts bytes with a %s and a stream with the same in its trailer',
  async ChecksumAlgorithm => {
    const { s3, stored } = setup()
    const input = { Bucket: 'models', Key: 'a b/../ü+(1)', ChecksumAlgorithm }

    await s3.send(new PutObjectCommand({ ...input, Body: 'hello world' }))
    await s3.send(new PutObjectCommand({ ...input, Body: Readable.from(['hello', ' world']), ContentLength: 11 }))

    const text = 'hello world'
    expect(stored).toEqual([
      { kind: 'sha256', text, declared: ChecksumAlgorithm },
      { kind: 'unsigned-trailer', text, declared: ChecksumAlgorithm },
    ])
  },
)

test('the SDK uploads a part with its default checksum', async () => {
  const { s3, stored } = setup()

  await s3.send(
    new UploadPartCommand({ Bucket: 'b', Key: 'k', UploadId: 'u', PartNumber: 1, Body: Buffer.from('part') }),
  )

  expect(stored).toEqual([{ kind: 'sha256', text: 'part', declared: 'CRC32' }])
})

const fetched = (url: string, body?: Uint8Array): WireRequest => {
  const { host, pathname, search } = new URL(url)
  return {
    ...{ method: body ? 'PUT' : 'GET', protocol: 'https', host, path: pathname, query: search.slice(1), scope: {} },
    headers: new Map(body ? [['content-length', String(body.length)]] : []),
    body: bodyOf(body),
  }
}

test('URLs that the SDK presigned are proven, and an upload through one is not held to the checksum of no bytes', async () => {
  const { s3 } = setup()
  const key = { Bucket: 'models', Key: "a b/ü+(1)*!'/x" }
  const now = hostTime.visible()

  const get = fetched(await getSignedUrl(s3, new GetObjectCommand(key)))
  const put = fetched(await getSignedUrl(s3, new PutObjectCommand(key)), Buffer.from('hello'))

  expect(put.query).toContain('x-amz-checksum-crc32=AAAAAA')
  expect(prove(get, { now }).principal.signed?.type).toBe('REST-QUERY-STRING')
  const { payload } = prove(put, { now })
  const blob = (pieces: readonly Uint8Array[], size: number) => ({ size, read: () => Buffer.concat(pieces) })
  const stored = await verifyBody(put, payload, { blob, limits: { bodyBytes: 100 } }).store()
  expect(stored).toMatchObject({ size: 5, checksums: {} })
})

test.each(example.cases)('the upload of the documentation goes from header to last chunk: $name', async example_ => {
  const object = Buffer.alloc(example.object.size, example.object.byte)
  let from = 0
  const chunks = example.chunkSizes.flatMap((size, index) => {
    const bytes = object.subarray(from, from + size)
    from += size
    const head = Buffer.from(`${size.toString(16)};chunk-signature=${example_.chunks[index]}\r\n`)
    return size > 0 ? [head, bytes, Buffer.from('\r\n')] : [head]
  })
  const tail = example_.trailer
    ? `${example_.trailer}\r\nx-amz-trailer-signature:${example_.trailerSignature}\r\n\r\n`
    : '\r\n'
  const at = parseBasicDate(example.date) ?? Number.NaN
  const credential = `Credential=${example.keyId}/20130524/us-east-1/s3/aws4_request`
  const request: WireRequest = {
    ...{ method: 'PUT', protocol: 'https', host: example.host, path: example.path, query: '', scope: {} },
    headers: new Map(
      Object.entries({
        ...example_.headers,
        'x-amz-date': example.date,
        'x-amz-content-sha256': example_.payloadHash,
        authorization: `AWS4-HMAC-SHA256 ${credential},SignedHeaders=${example_.signedHeaders},Signature=${example_.seed}`,
      }),
    ),
    body: bodyOf(Buffer.concat([...chunks, Buffer.from(tail)])),
  }
  const registry = lookupOf({
    keys: [{ id: example.keyId, secret: example.secret, status: 'Active', created: at, account: 'org', identity: 'u' }],
    identities: [identityOf('u')],
  })

  const { payload } = prove(request, { registry, wall: at, now: at })
  const blob = (pieces: readonly Uint8Array[], size: number) => ({ size, read: () => Buffer.concat(pieces) })
  const stored = await verifyBody(request, payload, { blob, limits: { bodyBytes: 1e6, chunkBytes: 8192 } }).store()

  expect(stored).toMatchObject({ size: 66_560, ...(example_.trailer ? { declared: 'CRC32C' } : {}) })
})
