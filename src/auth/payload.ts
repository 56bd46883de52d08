import { fail } from '../contract/errors.js'
import { type CredentialScope, scopeText, sha256Hex } from './sigv4.js'
import type { PayloadProof } from './types.js'

const words: Readonly<Record<string, PayloadProof['kind']>> = {
  'UNSIGNED-PAYLOAD': 'unsigned',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': 'unsigned-trailer',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': 'signed-chunks',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': 'signed-trailer',
}

/** What proves chunk signatures: the seed signature and the key that made it. */
export interface ChunkSeed {
  readonly signingKey: Uint8Array
  readonly seed: string
  readonly date: string
  readonly scope: CredentialScope
  readonly keyId: string
}

/** What an `x-amz-content-sha256` says of the body. Chunk signatures need a seed; without one they are refused. */
export const payloadProof = (claimed: string, seed?: ChunkSeed): PayloadProof => {
  const kind = Object.hasOwn(words, claimed) ? words[claimed] : undefined
  if (kind === 'signed-chunks' || kind === 'signed-trailer') {
    if (!seed) return fail('InvalidRequest', {}, `${claimed} needs a signed request`)
    return { kind, chunks: { ...seed, scope: scopeText(seed.scope) } }
  }
  if (kind) return { kind }
  if (/^[0-9a-f]{64}$/.test(claimed)) return { kind: 'sha256', sha256: claimed }
  if (claimed.startsWith('STREAMING-')) return fail('NotImplemented', {}, `${claimed} is not supported by this mock`)
  return fail(
    'InvalidArgument',
    { ArgumentName: 'x-amz-content-sha256', ArgumentValue: claimed },
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
  )
}

/** A document read before `authenticate` must be what the signed hash says. */
export const checkDocument = (proof: PayloadProof, document: Uint8Array | undefined): void => {
  if (proof.sha256 === undefined || document === undefined) return
  const computed = sha256Hex(document)
  if (computed !== proof.sha256) {
    fail('XAmzContentSHA256Mismatch', {
      ClientComputedContentSHA256: proof.sha256,
      S3ComputedContentSHA256: computed,
    })
  }
}
