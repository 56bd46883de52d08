import { createHash, hash as hashOf } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { IHasher } from 'hash-wasm'
import type { StoredBody } from '../contract/operation.js'

/** As `ChecksumAlgorithm` of S3's API. */
export type Algorithm = NonNullable<StoredBody['declared']>

export const checksumAlgorithms: readonly Algorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']

/** Bytes of a digest. */
export const checksumLength: Readonly<Record<Algorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
}

/** A digest that takes its bytes piece by piece and is read once. */
export interface Digest {
  update(bytes: Uint8Array): void
  digest(): Uint8Array | Promise<Uint8Array>
}

const hash = (name: 'md5' | 'sha1' | 'sha256'): Digest => {
  const state = createHash(name)
  return { update: bytes => void state.update(bytes), digest: () => state.digest() }
}

const crc32Digest = (): Digest => {
  let value = 0
  return {
    update(bytes) {
      value = crc32(bytes, value)
    },
    digest() {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return bytes
    },
  }
}

const wasmDigest = (hasher: IHasher): Digest => {
  const state = hasher.init()
  return { update: bytes => void state.update(bytes), digest: () => state.digest('binary') }
}

const makers: Readonly<Record<Algorithm | 'MD5', () => Digest | Promise<Digest>>> = {
  MD5: () => hash('md5'),
  SHA1: () => hash('sha1'),
  SHA256: () => hash('sha256'),
  CRC32: crc32Digest,
  CRC32C: async () => wasmDigest(await (await import('hash-wasm')).createCRC32(0x82f63b78)),
  CRC64NVME: async () => wasmDigest(await (await import('hash-wasm')).createCRC64('9a6c9329ac4bc9b5')),
}

export const startDigest = (algorithm: Algorithm | 'MD5'): Digest | Promise<Digest> => makers[algorithm]()

const hashes = { MD5: 'md5', SHA1: 'sha1', SHA256: 'sha256' } as const

/** The digest of bytes that are all there: half of what a running one takes for a small body. */
export const digestOf = async (algorithm: Algorithm | 'MD5', bytes: Uint8Array): Promise<Buffer> => {
  if (algorithm === 'MD5' || algorithm === 'SHA1' || algorithm === 'SHA256')
    return hashOf(hashes[algorithm], bytes, 'buffer')
  const digest = await startDigest(algorithm)
  digest.update(bytes)
  return Buffer.from(await digest.digest())
}

/** Base64, as in `x-amz-checksum-*`. */
export const checksumOf = async (algorithm: Algorithm, ...pieces: readonly Uint8Array[]): Promise<string> => {
  const digest = await startDigest(algorithm)
  for (const piece of pieces) digest.update(piece)
  return Buffer.from(await digest.digest()).toString('base64')
}
