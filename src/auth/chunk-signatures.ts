import { createHash } from 'node:crypto'
import { fail } from '../contract/errors.js'
import { signatureMismatch } from './refusals.js'
import { sameSignature, sha256Hex, sign } from './sigv4.js'
import type { PayloadProof } from './types.js'

/** Proves the chunks of an aws-chunked body in the order in which they arrive, each over the one before it. */
export interface ChunkVerifier {
  /** Throws SignatureDoesNotMatch unless `signature` is that of the chunk, given in pieces. */
  chunk(signature: string | undefined, pieces: readonly Uint8Array[]): void
  /** `lines` are the trailing headers, `name:value\n` each. */
  trailer(signature: string | undefined, lines: string): void
}

const nothing = sha256Hex('')

/** Source: AWS, "Signature calculations for the Authorization header: transferring payload in multiple chunks". */
export const chunkVerifier = (chunks: NonNullable<PayloadProof['chunks']>): ChunkVerifier => {
  let previous = chunks.seed
  const verify = (signature: string | undefined, kind: string, hashes: readonly string[]) => {
    if (signature === undefined) return fail('IncompleteBody', {}, 'A chunk or the trailer has no signature')
    const text = [kind, chunks.date, chunks.scope, previous, ...hashes].join('\n')
    const computed = sign(chunks.signingKey, text)
    if (!sameSignature(computed, signature)) signatureMismatch('s3', { keyId: chunks.keyId, text, provided: signature })
    previous = computed
  }
  return {
    chunk(signature, pieces) {
      const hash = createHash('sha256')
      for (const piece of pieces) hash.update(piece)
      verify(signature, 'AWS4-HMAC-SHA256-PAYLOAD', [nothing, hash.digest('hex')])
    },
    trailer: (signature, lines) => verify(signature, 'AWS4-HMAC-SHA256-TRAILER', [sha256Hex(lines)]),
  }
}
