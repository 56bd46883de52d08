import { chunkVerifier } from '../auth/chunk-signatures.js'
import type { PayloadProof } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import type { OpenBody, StoredBody } from '../contract/operation.js'
import { bodyOf, type WireRequest } from '../contract/wire.js'
import { type Algorithm, type Digest, digestOf, startDigest } from '../protocol/checksums.js'
import { chunkedReader } from '../protocol/chunked.js'
import { announcedTrailers, checkDeclared, declaredChecksum, declaredMd5 } from '../protocol/declared-checksums.js'
import type { Blob } from '../store/types.js'
import { collectBlob, type KeepPieces, type Sink } from './collect.js'

export interface BodyLimits {
  /** Largest body, in bytes of the object. */
  readonly bodyBytes: number
  /** Smallest chunk of an aws-chunked body that is not its last, where the service has one. */
  readonly chunkBytes?: number | undefined
  /** Bytes that the object must have at least. */
  readonly minimum?: number | undefined
  /** Nobody said before how long the body is. */
  readonly unannounced?: true | undefined
}

export interface BodyHost {
  readonly blob: KeepPieces
  readonly limits: BodyLimits
  /** Is to hold what was stored. */
  readonly keep?: { stored?: Blob | undefined } | undefined
}

interface Wanted {
  readonly limits: BodyLimits
  readonly digests: readonly (Algorithm | 'MD5')[]
  /** Computed where the sender declares none. */
  readonly otherwise?: Algorithm | undefined
  /** BadDigest tells the Content-MD5 as it was sent, in place of hex. */
  readonly tellsSentDigest?: boolean | undefined
}

interface ReadBody extends Pick<StoredBody, 'checksums' | 'declared'> {
  readonly size: number
  readonly md5?: string | undefined
}

const byteCount = (headers: ReadonlyMap<string, string>, name: string): number | undefined => {
  const text = headers.get(name)
  if (text === undefined) return undefined
  return /^\d{1,15}$/.test(text) ? Number(text) : fail('InvalidArgument', { ArgumentName: name, ArgumentValue: text })
}

const tooLarge = (size: number, limit: number): never =>
  fail('EntityTooLarge', { ProposedSize: String(size), MaxSizeAllowed: String(limit) })

/** The size of the object and the trailing headers; the sink takes each piece once, in order. */
const unframe = async (
  request: WireRequest,
  proof: PayloadProof,
  trailers: readonly string[],
  limits: BodyLimits,
  sink: Sink,
): Promise<{ readonly size: number; readonly trailer: ReadonlyMap<string, string> }> => {
  const framed = proof.kind !== 'unsigned' && proof.kind !== 'sha256'
  const onWire = byteCount(request.headers, 'content-length') ?? request.body.length
  const expected = framed ? byteCount(request.headers, 'x-amz-decoded-content-length') : onWire
  if (expected === undefined && !limits.unannounced) return fail('MissingContentLength')
  if (expected !== undefined && expected > limits.bodyBytes) tooLarge(expected, limits.bodyBytes)
  sink.expect(expected)

  let size = 0
  const data = (piece: Uint8Array) => {
    size += piece.length
    if (size > limits.bodyBytes) tooLarge(size, limits.bodyBytes)
    sink.take(piece)
  }
  const reader = framed
    ? chunkedReader({
        data,
        trailers,
        verify: proof.chunks && chunkVerifier(proof.chunks),
        minimumChunk: limits.chunkBytes,
      })
    : { push: data, end: () => new Map<string, string>() }
  let received = 0
  const push = (bytes: Uint8Array) => {
    received += bytes.length
    reader.push(bytes)
  }
  if (request.body.bytes) push(request.body.bytes)
  else
    for await (const bytes of request.body.stream()) {
      push(bytes)
      await sink.settle()
    }
  if (onWire !== undefined && received !== onWire) fail('IncompleteBody')
  const trailer = reader.end()
  if (expected !== undefined && size !== expected) fail('IncompleteBody')
  const { minimum = 0 } = limits
  if (size < minimum) fail('EntityTooSmall', { ProposedSize: String(size), MinSizeAllowed: String(minimum) })
  return { size, trailer }
}

const read = async (
  request: WireRequest,
  proof: PayloadProof,
  { limits, digests, otherwise, tellsSentDigest }: Wanted,
  sink: Sink,
): Promise<ReadBody> => {
  const md5 = declaredMd5(request.headers)
  const trailers = announcedTrailers(request.headers)
  if (trailers.length > 0 && !proof.kind.endsWith('-trailer'))
    fail('InvalidRequest', {}, 'x-amz-trailer needs a body that is sent with STREAMING-...-TRAILER')
  const declared = declaredChecksum(request.headers, trailers)
  const names = new Set(digests)
  const own = declared?.algorithm ?? otherwise
  if (own !== undefined) names.add(own)
  if (md5 !== undefined) names.add('MD5')
  if (proof.sha256 !== undefined) names.add('SHA256')
  const running = new Map<Algorithm | 'MD5', Digest>()
  const framed = proof.kind !== 'unsigned' && proof.kind !== 'sha256'
  const whole = framed ? undefined : request.body.bytes
  if (whole === undefined) for (const name of names) running.set(name, await startDigest(name))

  const take = (piece: Uint8Array): void => {
    for (const digest of running.values()) digest.update(piece)
    sink.take(piece)
  }
  const { size, trailer } = await unframe(request, proof, trailers, limits, { ...sink, take })

  const computed = new Map<Algorithm | 'MD5', Buffer>()
  if (whole !== undefined) for (const name of names) computed.set(name, await digestOf(name, whole))
  for (const [name, digest] of running) computed.set(name, Buffer.from(await digest.digest()))
  const sha256 = computed.get('SHA256')?.toString('hex') ?? ''
  if (proof.sha256 !== undefined && sha256 !== proof.sha256)
    fail('XAmzContentSHA256Mismatch', {
      ClientComputedContentSHA256: proof.sha256,
      S3ComputedContentSHA256: sha256,
    })
  const computedMd5 = computed.get('MD5')
  if (md5 !== undefined && computedMd5?.toString('hex') !== md5) {
    const details = {
      ExpectedDigest: tellsSentDigest ? (request.headers.get('content-md5') ?? '') : md5,
      CalculatedDigest: computedMd5?.toString('base64') ?? '',
    }
    fail('BadDigest', details, 'The Content-MD5 you specified did not match what we received.')
  }
  if (declared) checkDeclared(declared, trailer, computed.get(declared.algorithm)?.toString('base64'))

  const asked = [...computed].filter(([name]) => name === own || digests.includes(name))
  const checksums = Object.fromEntries(
    asked.filter(([name]) => name !== 'MD5').map(([name, bytes]) => [name, bytes.toString('base64')]),
  )
  return {
    size,
    checksums,
    md5: computedMd5?.toString('hex'),
    declared: declared?.algorithm,
  }
}

/**
 * Binds a body to what its signature proved: it is read once, in `store`, and kept only if everything agrees.
 * Source: AWS, "Checking object integrity".
 */
export const verifyBody = (request: WireRequest, proof: PayloadProof, host: BodyHost): OpenBody => ({
  async store({ checksums = [], otherwise, limit, tellsSentDigest } = {}) {
    try {
      const bodyBytes = Math.min(limit ?? Number.POSITIVE_INFINITY, host.limits.bodyBytes)
      const limits = { ...host.limits, bodyBytes }
      const digests = ['MD5', ...checksums] as const
      const blob = collectBlob(host.blob)
      const {
        md5 = '',
        size,
        checksums: computed,
        declared,
      } = await read(request, proof, { limits, digests, otherwise, tellsSentDigest }, blob)
      const kept = await blob.end()
      if (host.keep !== undefined) host.keep.stored = kept
      return { blob: kept, md5, size, checksums: computed, declared }
    } catch (error) {
      request.body.cancel()
      throw error
    }
  },
})

/** CompleteMultipartUpload declares the checksum of the object, not of its own document. */
const speaksOfObject = (request: WireRequest): boolean =>
  request.method === 'POST' && /(^|&)uploadId=/.test(request.query)

/**
 * The same checks for a document that was read before `authenticate`: gives its bytes with aws-chunked undone.
 * Throws as `OpenBody.store` does.
 */
export const openDocument = async (
  request: WireRequest,
  proof: PayloadProof,
  document: Uint8Array,
  limits: BodyLimits,
): Promise<Uint8Array> => {
  const headers = speaksOfObject(request)
    ? new Map([...request.headers].filter(([name]) => !/^x-amz-(sdk-)?checksum-/.test(name)))
    : request.headers
  const pieces: Uint8Array[] = []
  const sink: Sink = { expect() {}, take: piece => void pieces.push(piece), settle() {} }
  await read({ ...request, headers, body: bodyOf(document) }, proof, { limits, digests: [] }, sink)
  const [only = new Uint8Array(0)] = pieces
  return pieces.length > 1 ? Buffer.concat(pieces) : only
}
