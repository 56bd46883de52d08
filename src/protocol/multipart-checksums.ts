import { fail } from '../contract/errors.js'
import { type Algorithm, checksumLength, checksumOf } from './checksums.js'

/** Reflected polynomials. */
const polynomials: Readonly<Partial<Record<Algorithm, bigint>>> = {
  CRC32: 0xedb88320n,
  CRC32C: 0x82f63b78n,
  CRC64NVME: 0x9a6c9329ac4bc9b5n,
}

/** Product of two polynomials over GF(2); the highest bit is the coefficient of x^0. */
const multiply = (one: bigint, other: bigint, top: bigint, polynomial: bigint): bigint => {
  let product = 0n
  let shifted = other
  for (let bit = top; bit > 0n; bit >>= 1n) {
    if (one & bit) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n
  }
  return product
}

/** x to the number of bits in `size` bytes: what appending them does to a CRC. */
const shiftOf = (size: number, top: bigint, polynomial: bigint): bigint => {
  let power = top
  let square = top >> 1n
  for (let bits = BigInt(size) * 8n; bits > 0n; bits >>= 1n) {
    if (bits & 1n) power = multiply(power, square, top, polynomial)
    square = multiply(square, square, top, polynomial)
  }
  return power
}

export interface PartChecksum {
  /** Base64. */
  readonly value: string
  /** Bytes of the part. */
  readonly size: number
}

/**
 * The checksum of the joined parts, of type FULL_OBJECT, from theirs; CRC algorithms only, InvalidRequest for others.
 * Source: AWS, "Checking object integrity".
 */
export const combineFullObject = (algorithm: Algorithm, parts: readonly PartChecksum[]): string => {
  const polynomial = polynomials[algorithm]
  if (polynomial === undefined) {
    const name = algorithm.toLowerCase()
    return fail(
      'InvalidRequest',
      {},
      `The FULL_OBJECT checksum type cannot be used with the ${name} checksum algorithm.`,
    )
  }
  const length = checksumLength[algorithm]
  const top = 1n << BigInt(length * 8 - 1)
  const shifts = new Map<number, bigint>()
  let combined = 0n
  for (const { value, size } of parts) {
    const shift = shifts.get(size) ?? shiftOf(size, top, polynomial)
    shifts.set(size, shift)
    combined = multiply(combined, shift, top, polynomial) ^ BigInt(`0x${Buffer.from(value, 'base64').toString('hex')}`)
  }
  return Buffer.from(combined.toString(16).padStart(length * 2, '0'), 'hex').toString('base64')
}

/** The checksum of the parts' checksums, of type COMPOSITE, with the number of parts: `base64-3`. Not for CRC64NVME. */
export const compositeChecksum = async (algorithm: Algorithm, partValues: readonly string[]): Promise<string> => {
  if (algorithm === 'CRC64NVME') {
    const text = 'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.'
    return fail('InvalidRequest', {}, text)
  }
  const value = await checksumOf(algorithm, ...partValues.map(part => Buffer.from(part, 'base64')))
  return `${value}-${partValues.length}`
}
