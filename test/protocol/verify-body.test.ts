import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { sha256Hex } from '../../src/auth/sigv4.js'
import type { PayloadProof } from '../../src/auth/types.js'
import { openDocument, verifyBody } from '../../src/body/verify.js'
import { isServiceError } from '../../src/contract/errors.js'
import { type Body, bodyOf, type WireRequest } from '../../src/contract/wire.js'
import { checksumOf } from '../../src/protocol/checksums.js'
import type { Blob } from '../../src/store/types.js'

const text = Buffer.from('hello world')
const crc = await checksumOf('CRC32', text)
const unsigned: PayloadProof = { kind: 'unsigned' }
const trailer: PayloadProof = { kind: 'unsigned-trailer' }

interface Sent {
  readonly body?: Uint8Array | Body
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
  readonly query?: string
}

const request = ({ body = text, headers = {}, method = 'PUT', query = '' }: Sent = {}): WireRequest => {
  const bytes = body instanceof Uint8Array ? bodyOf(body) : body
  const length = bytes.length === undefined ? {} : { 'content-length': String(bytes.length) }
  return {
    method,
    protocol: 'https',
    host: 'h',
    path: '/b/k',
    query,
    headers: new Map(Object.entries({ ...length, ...headers })),
    body: bytes,
    scope: {},
  }
}

const keep = (limits: { bodyBytes: number; chunkBytes?: number } = { bodyBytes: 1000 }) => {
  const kept: Uint8Array[] = []
  const blob = (pieces: readonly Uint8Array[]): Blob => {
    const bytes = Buffer.concat(pieces)
    kept.push(bytes)
    return { size: bytes.length, read: () => bytes }
  }
  return { kept, host: { blob, limits } }
}

const outcome = async (call: Promise<unknown>): Promise<{ code: string; message: string; details: object }> => {
  try {
    await call
  } catch (error) {
    if (isServiceError(error)) return error
    throw error
  }
  return { code: 'stored', message: '', details: {} }
}

/** What a refused body ends in; nothing of it may be kept. */
const refused = async (sent: WireRequest, proof: PayloadProof, limits?: { bodyBytes: number; chunkBytes?: number }) => {
  const { kept, host } = keep(limits)
  const result = await outcome(verifyBody(sent, proof, host).store())
  expect(kept).toHaveLength(0)
  return result
}

const streamed = (pieces: readonly string[], length?: number): Body & { readonly cancelled: () => boolean } => {
  let cancelled = false
  return {
    ...(length === undefined ? {} : { length }),
    async *stream() {
      for (const piece of pieces) yield Buffer.from(piece)
    },
    cancel() {
      cancelled = true
    },
    cancelled: () => cancelled,
  }
}

test('a body in memory is kept as it is, with its MD5 and nothing that was not asked for', async () => {
  const { kept, host } = keep()

  const stored = await verifyBody(request(), unsigned, host).store()

  expect(kept[0]).toEqual(text)
  expect(stored).toMatchObject({ size: 11, md5: createHash('md5').update(text).digest('hex'), checksums: {} })
  expect(stored.declared).toBeUndefined()
})

test('a large streamed body is kept while it comes, in segments that are read as one', async () => {
  const { kept, host } = keep({ bodyBytes: 1e9 })
  const piece = Buffer.alloc(3 * 1024 ** 2, 7)
  let sent = 0
  const keptWhen: number[] = []
  const body: Body = {
    length: 8 * piece.length,
    async *stream() {
      for (; sent < 8; sent++) {
        keptWhen.push(kept.length)
        yield piece
      }
    },
    cancel() {},
  }

  const { blob, size, md5 } = await verifyBody(request({ body }), unsigned, host).store()

  expect(keptWhen).toEqual([0, 0, 0, 1, 1, 1, 2, 2])
  const segment = 8 * 1024 ** 2
  expect(kept.map(({ length }) => length)).toEqual([segment, segment, 8 * piece.length - 2 * segment])
  expect([size, blob.size]).toEqual([8 * piece.length, 8 * piece.length])
  expect(md5).toBe(
    createHash('md5')
      .update(Buffer.alloc(8 * piece.length, 7))
      .digest('hex'),
  )
})

test('a streamed body is joined, and digests come over its pieces', async () => {
  const { kept, host } = keep()

  const stored = await verifyBody(request({ body: streamed(['hello', ' ', 'world'], 11) }), unsigned, host).store({
    checksums: ['SHA1', 'CRC32C'],
  })

  expect(kept.map(String)).toEqual(['hello world'])
  expect(stored.checksums).toEqual({ SHA1: await checksumOf('SHA1', text), CRC32C: await checksumOf('CRC32C', text) })
})

test('an empty body is one', async () => {
  const { kept, host } = keep()

  const stored = await verifyBody(request({ body: Buffer.alloc(0) }), unsigned, host).store()

  expect(kept[0]).toHaveLength(0)
  expect(stored.md5).toBe('d41d8cd98f00b204e9800998ecf8427e')
})

test('the body that the SDK sends for a stream is unframed and its trailer held to it', async () => {
  const { kept, host } = keep()
  const framed = Buffer.from(`5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`)
  const headers = { 'x-amz-decoded-content-length': '11', 'x-amz-trailer': 'x-amz-checksum-crc32' }

  const stored = await verifyBody(request({ body: framed, headers }), trailer, host).store()

  expect(kept.map(String)).toEqual(['hello world'])
  expect(stored).toMatchObject({ size: 11, checksums: { CRC32: crc }, declared: 'CRC32' })
})

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'a %s in a header is checked and handed on',
  async algorithm => {
    const value = await checksumOf(algorithm, text)
    const other = await checksumOf(algorithm, Buffer.from('other'))
    const sent = (value: string) => request({ headers: { [`x-amz-checksum-${algorithm.toLowerCase()}`]: value } })

    const stored = await verifyBody(sent(value), unsigned, keep().host).store()

    expect(stored).toMatchObject({ checksums: { [algorithm]: value }, declared: algorithm })
    expect(await refused(sent(other), unsigned)).toMatchObject({
      code: 'BadDigest',
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    })
    expect(await refused(sent(value.slice(4)), unsigned)).toMatchObject({
      code: 'InvalidRequest',
      message: `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`,
    })
  },
)

test('a body that is not what was signed is refused', async () => {
  const proof: PayloadProof = { kind: 'sha256', sha256: sha256Hex(text) }

  expect((await verifyBody(request(), proof, keep().host).store()).checksums).toEqual({})
  expect(await refused(request({ body: Buffer.from('hello World') }), proof)).toMatchObject({
    code: 'XAmzContentSHA256Mismatch',
    details: { ClientComputedContentSHA256: sha256Hex(text), S3ComputedContentSHA256: sha256Hex('hello World') },
  })
})

test('Content-MD5 is checked: malformed is one error, wrong another', async () => {
  const md5 = (value: string) => request({ headers: { 'content-md5': value } })

  expect((await verifyBody(md5('XrY7u+Ae7tCTyyK7j1rNww=='), unsigned, keep().host).store()).size).toBe(11)
  expect(await refused(md5('1B2M2Y8AsgTpgAmY7PhCfg=='), unsigned)).toMatchObject({
    code: 'BadDigest',
    message: 'The Content-MD5 you specified did not match what we received.',
    details: { ExpectedDigest: 'd41d8cd98f00b204e9800998ecf8427e', CalculatedDigest: 'XrY7u+Ae7tCTyyK7j1rNww==' },
  })
  for (const malformed of ['', 'rubbish', '1B2M2Y8AsgTpgAmY7PhCfg', 'AAAA']) {
    expect((await refused(md5(malformed), unsigned)).code).toBe('InvalidDigest')
  }
})

test.each([
  [{ 'content-length': '12' }, unsigned, 'IncompleteBody'],
  [{ 'content-length': '10' }, unsigned, 'IncompleteBody'],
  [{ 'content-length': '-1' }, unsigned, 'InvalidArgument'],
  [{ 'content-length': '1001' }, unsigned, 'EntityTooLarge'],
  [{ 'x-amz-decoded-content-length': '1001' }, trailer, 'EntityTooLarge'],
  [{}, trailer, 'MissingContentLength'],
  [{ 'x-amz-decoded-content-length': '11' }, trailer, 'IncompleteBody'],
  [{ 'x-amz-checksum-crc32': crc, 'x-amz-checksum-sha1': crc }, unsigned, 'InvalidRequest'],
  [{ 'x-amz-checksum-crc32': crc, 'x-amz-trailer': 'x-amz-checksum-crc32' }, trailer, 'InvalidRequest'],
  [{ 'x-amz-trailer': 'x-amz-meta-late' }, trailer, 'InvalidRequest'],
  [{ 'x-amz-trailer': 'x-amz-checksum-crc32' }, unsigned, 'InvalidRequest'],
  [{ 'x-amz-sdk-checksum-algorithm': 'MD4' }, unsigned, 'InvalidRequest'],
  [{ 'x-amz-sdk-checksum-algorithm': 'CRC32' }, unsigned, 'InvalidRequest'],
  [{ 'x-amz-sdk-checksum-algorithm': 'SHA1', 'x-amz-checksum-crc32': crc }, unsigned, 'InvalidRequest'],
] as const)('headers %j are refused for a %j body: %s', async (headers, proof, code) => {
  expect((await refused(request({ headers }), proof)).code).toBe(code)
})

test('x-amz-sdk-checksum-algorithm names the checksum that is sent', async () => {
  const headers = { 'x-amz-sdk-checksum-algorithm': 'crc32', 'x-amz-checksum-crc32': crc }

  expect((await verifyBody(request({ headers }), unsigned, keep().host).store()).declared).toBe('CRC32')
})

const framedAs = (body: string, length: number, headers: Record<string, string> = {}) =>
  request({ body: Buffer.from(body), headers: { 'x-amz-decoded-content-length': String(length), ...headers } })

test('a decoded length that is not that of the chunks is refused', async () => {
  expect((await refused(framedAs('3\r\nabc\r\n0\r\n\r\n', 4), trailer)).code).toBe('IncompleteBody')
  expect((await refused(framedAs('3\r\nabc\r\n0\r\n\r\n', 2), trailer)).code).toBe('IncompleteBody')
})

test('a wrong or malformed checksum in a trailer is refused', async () => {
  const sent = (value: string) =>
    framedAs(`3\r\nabc\r\n0\r\nx-amz-checksum-crc32:${value}\r\n\r\n`, 3, { 'x-amz-trailer': 'x-amz-checksum-crc32' })

  expect((await refused(sent(crc), trailer)).code).toBe('BadDigest')
  expect(await refused(sent('rubbish'), trailer)).toMatchObject({
    code: 'InvalidRequest',
    message: 'Value for x-amz-checksum-crc32 trailing header is invalid.',
  })
})

test('chunks that are too small are refused where the service says so', async () => {
  const sent = framedAs('1\r\na\r\n1\r\nb\r\n0\r\n\r\n', 2)

  expect((await refused(sent, trailer, { bodyBytes: 100, chunkBytes: 8192 })).code).toBe('InvalidChunkSizeError')
  expect((await verifyBody(sent, trailer, keep().host).store()).size).toBe(2)
})

test('a stream longer than the limit is stopped, and let go', async () => {
  const body = streamed(['hello', 'world', 'again'])
  const { kept, host } = keep({ bodyBytes: 8 })
  const headers = { 'content-length': '8' }

  const result = await outcome(verifyBody(request({ body, headers }), unsigned, host).store())

  expect(result).toMatchObject({ code: 'EntityTooLarge', details: { ProposedSize: '10', MaxSizeAllowed: '8' } })
  expect(kept).toHaveLength(0)
  expect(body.cancelled()).toBe(true)
})

test('an operation may set a smaller limit, never a larger one', async () => {
  const { host } = keep({ bodyBytes: 20 })

  expect((await outcome(verifyBody(request(), unsigned, host).store({ limit: 10 }))).code).toBe('EntityTooLarge')
  const large = request({ body: Buffer.alloc(21) })
  expect((await outcome(verifyBody(large, unsigned, host).store({ limit: 100 }))).code).toBe('EntityTooLarge')
})

test('a stream whose length nobody knows is refused', async () => {
  expect((await refused(request({ body: streamed(['x']) }), unsigned)).code).toBe('MissingContentLength')
})

test('a stream that breaks is our caller’s error, not an answer of the service', async () => {
  const body: Body = {
    length: 3,
    stream: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('socket closed')) }) }),
    cancel() {},
  }

  await expect(verifyBody(request({ body }), unsigned, keep().host).store()).rejects.toThrow('socket closed')
})

test('a document is held to the same, with its framing undone', async () => {
  const limits = { bodyBytes: 100 }
  const framed = framedAs('3\r\nabc\r\n0\r\n\r\n', 3)

  expect(await openDocument(request(), unsigned, text, limits)).toBe(text)
  expect(String(await openDocument(framed, trailer, framed.body.bytes ?? text, limits))).toBe('abc')
  const wrong = request({ headers: { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' } })
  expect((await outcome(openDocument(wrong, unsigned, text, limits))).code).toBe('BadDigest')
})

test('the checksum headers of CompleteMultipartUpload speak of the object, not of its document', async () => {
  const headers = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-type': 'FULL_OBJECT' }
  const complete = request({ method: 'POST', query: 'uploadId=1', headers })
  const other = request({ method: 'POST', query: 'delete', headers })

  expect(await openDocument(complete, unsigned, text, { bodyBytes: 100 })).toBe(text)
  expect((await outcome(openDocument(other, unsigned, text, { bodyBytes: 100 }))).code).toBe('BadDigest')
})
