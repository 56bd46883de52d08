import { expect, test } from 'vitest'
import type { Feature } from '../../src/contract/dialect.js'
import { dialects } from '../../src/dialects/index.js'
import { findParts } from '../../src/s3/upload/completed-parts.js'
import type { PartRecord, UploadRecord } from '../../src/store/types.js'

const part: PartRecord = {
  number: 1,
  blob: { size: 3, read: () => new Uint8Array(3) },
  etag: 'e',
  modified: 0,
  checksums: { CRC32: 'AAAAAA==' },
}

const upload: UploadRecord = {
  id: 'upload',
  bucket: 'samples',
  key: 'made.txt',
  initiated: 0,
  initiator: 'someone',
  object: { system: {}, metadata: {}, tags: [], storageClass: 'STANDARD', owner: 'someone' },
  checksumAlgorithm: 'CRC32',
  checksumType: 'COMPOSITE',
  parts: new Map([[1, part]]),
}

const { limits } = dialects.tigris
const listed = { PartNumber: 1, ETag: '"e"' }
const strict = new Set<Feature>(['completion-repeats-checksums'])

test('where composite parts need checksums, the list repeats them', () => {
  const find = (more: object) => findParts(upload, [{ ...listed, ...more } as never], { limits, features: strict })

  expect(() => find({})).toThrow('It was missing for part 1 in the request.')
  expect(find({ ChecksumCRC32: 'AAAAAA==' })).toEqual([part])
})

test('elsewhere the list may leave them out', () => {
  expect(findParts(upload, [listed as never], { limits, features: new Set() })).toEqual([part])
})
