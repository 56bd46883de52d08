import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type Digest = 'md5' | 'sha256' | 'crc32'

/** Headers in which a client says what it sent, by lower-case names. */
export type Declared = (name: string) => string | undefined

const base64 = (crc: number): string => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc)
  return bytes.toString('base64')
}

const check = (name: string, computed: string, declared: string | undefined): void => {
  if (declared !== undefined && declared !== computed)
    throw new Error(`${name} is ${computed}, declared as ${declared}`)
}

const signedHash = (declared: Declared): string | undefined => {
  const value = declared('x-amz-content-sha256')
  return value !== undefined && /^[0-9a-f]{64}$/.test(value) ? value : undefined
}

/** Computes the digests of a whole body, and holds it to what its sender declared. */
export const digestWhole = (digests: readonly Digest[], body: Uint8Array, declared: Declared): void => {
  if (digests.includes('md5')) hash('md5', body)
  const sha256 = digests.includes('sha256') ? signedHash(declared) : undefined
  if (sha256 !== undefined) check('x-amz-content-sha256', hash('sha256', body), sha256)
  const crc = digests.includes('crc32') ? declared('x-amz-checksum-crc32') : undefined
  if (crc !== undefined) check('x-amz-checksum-crc32', base64(crc32(body)), crc)
}

/** The same, piece by piece. */
export const digestPieces = async (
  digests: readonly Digest[],
  body: AsyncIterable<Uint8Array>,
  declared: Declared,
): Promise<void> => {
  const md5 = digests.includes('md5') ? createHash('md5') : undefined
  const expected = digests.includes('sha256') ? signedHash(declared) : undefined
  const sha256 = expected === undefined ? undefined : createHash('sha256')
  const crc = digests.includes('crc32') ? declared('x-amz-checksum-crc32') : undefined
  let sum = 0
  for await (const piece of body) {
    md5?.update(piece)
    sha256?.update(piece)
    if (crc !== undefined) sum = crc32(piece, sum)
  }
  md5?.digest()
  if (sha256 !== undefined) check('x-amz-content-sha256', sha256.digest('hex'), expected)
  if (crc !== undefined) check('x-amz-checksum-crc32', base64(sum), crc)
}
