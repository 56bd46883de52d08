import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import vectors from '../../fixtures/sigv4/checksums.json' with { type: 'json' }
import { checksumAlgorithms, checksumOf } from '../../src/protocol/checksums.js'
import { combineFullObject, compositeChecksum } from '../../src/protocol/multipart-checksums.js'

const crcs = ['CRC32', 'CRC32C', 'CRC64NVME'] as const

test.each(checksumAlgorithms)('%s gives its published value, in pieces too', async algorithm => {
  const expected = Buffer.from(vectors.hex[algorithm], 'hex').toString('base64')
  const bytes = Buffer.from(vectors.text)

  expect(await checksumOf(algorithm, bytes)).toBe(expected)
  expect(await checksumOf(algorithm, bytes.subarray(0, 2), bytes.subarray(2, 2), bytes.subarray(2))).toBe(expected)
})

test.each(crcs)('the %s of an object follows from those of its parts', async algorithm => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), async parts => {
      const values = await Promise.all(parts.map(part => checksumOf(algorithm, part)))
      const sized = parts.map((part, index) => ({ value: values[index] ?? '', size: part.length }))

      expect(combineFullObject(algorithm, sized)).toBe(await checksumOf(algorithm, ...parts))
    }),
    { numRuns: 60 },
  )
})

test('parts of many megabytes are combined without their bytes', async () => {
  const part = Buffer.alloc(5 * 1024 * 1024, 'part')
  const last = Buffer.from('end')
  const [value, end] = [await checksumOf('CRC32', part), await checksumOf('CRC32', last)]
  const parts = [
    { value, size: part.length },
    { value, size: part.length },
    { value: end, size: last.length },
  ]

  expect(combineFullObject('CRC32', parts)).toBe(await checksumOf('CRC32', part, part, last))
})

test('a hash cannot be combined to that of the object', () => {
  expect(() => combineFullObject('SHA256', [])).toThrow(
    'The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.',
  )
})

test('a composite checksum is that of the checksums, with the number of parts', async () => {
  const one = await checksumOf('SHA256', Buffer.from('one'))
  const two = await checksumOf('SHA256', Buffer.from('two'))
  const joined = Buffer.concat([one, two].map(value => Buffer.from(value, 'base64')))

  expect(await compositeChecksum('SHA256', [one, two])).toBe(`${await checksumOf('SHA256', joined)}-2`)
  await expect(compositeChecksum('CRC64NVME', [])).rejects.toThrow(
    'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
  )
})
