import { expect, test } from 'vitest'
import type { Feature } from '../../src/contract/features.js'
import { checkPartAlgorithm } from '../../src/s3/upload/upload-checksum.js'

const demanding = new Set<Feature>(['composite-parts-have-checksums'])

const composite = { checksumAlgorithm: 'CRC32', checksumType: 'COMPOSITE' } as const
const whole = { checksumAlgorithm: 'CRC32', checksumType: 'FULL_OBJECT' } as const

test.each([
  [composite, 'CRC32', true],
  [composite, undefined, false],
  [whole, undefined, true],
  [{}, 'SHA1', true],
  [{}, undefined, true],
] as const)('an upload with %j takes a part with %s (strict: %s)', (upload, declared, strict) => {
  expect(() => checkPartAlgorithm(upload, declared, strict ? demanding : new Set())).not.toThrow()
})

test.each([
  [composite, undefined, true, 'crc32', 'null'],
  [composite, 'SHA1', false, 'crc32', 'sha1'],
  [whole, 'CRC32C', false, 'crc32', 'crc32c'],
] as const)('an upload with %j refuses a part with %s (strict: %s)', (upload, declared, strict, expected, told) => {
  const message = `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${told}`

  expect(() => checkPartAlgorithm(upload, declared, strict ? demanding : new Set())).toThrow(message)
})
