import { createHash } from 'node:crypto'
import { fail } from '../../contract/errors.js'
import type { OperationContext } from '../../contract/operation.js'
import { header } from '../../protocol/readers.js'
import { integer, optional, structure, text } from '../../protocol/shapes.js'
import type { Checksum, ChecksumAlgorithm, ObjectRecord, PartRecord, UploadRecord } from '../../store/types.js'

/** A `Part` of the list that completes an upload. */
export const completedPart = structure({
  PartNumber: integer,
  ETag: text,
  ChecksumCRC32: optional(text),
  ChecksumCRC32C: optional(text),
  ChecksumCRC64NVME: optional(text),
  ChecksumSHA1: optional(text),
  ChecksumSHA256: optional(text),
})

type CompletedPart = ReturnType<typeof completedPart.read>

/** Headers that give the checksum of the whole object. */
export const checksumReaders = {
  ChecksumCRC32: header('x-amz-checksum-crc32'),
  ChecksumCRC32C: header('x-amz-checksum-crc32c'),
  ChecksumCRC64NVME: header('x-amz-checksum-crc64nvme'),
  ChecksumSHA1: header('x-amz-checksum-sha1'),
  ChecksumSHA256: header('x-amz-checksum-sha256'),
}

const algorithms: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']

type Checksums = { readonly [M in keyof typeof checksumReaders]?: string | undefined }

const given = (values: Checksums): [ChecksumAlgorithm, string][] =>
  algorithms.flatMap(algorithm => {
    const value = values[`Checksum${algorithm}`]
    return value === undefined ? [] : [[algorithm, value]]
  })

const bare = (etag: string): string => etag.replace(/^"|"$/g, '')

/** The part that the list names. Throws InvalidPart, and InvalidRequest where its checksum must be repeated. */
const findPart = (upload: UploadRecord, wanted: CompletedPart, checksumNeeded: boolean): PartRecord => {
  const invalid = (): never =>
    fail('InvalidPart', { UploadId: upload.id, PartNumber: String(wanted.PartNumber), ETag: bare(wanted.ETag) })
  const part = upload.parts.get(wanted.PartNumber) ?? invalid()
  if (bare(wanted.ETag) !== part.etag) invalid()
  const algorithm = upload.checksumAlgorithm
  for (const [name, value] of given(wanted)) {
    if (part.checksums[name] === value) continue
    if (name === algorithm) invalid()
    const text = `The ${name.toLowerCase()} you specified for part ${wanted.PartNumber} did not match what we received.`
    fail('BadDigest', {}, text)
  }
  if (checksumNeeded && algorithm !== undefined && wanted[`Checksum${algorithm}`] === undefined) {
    const name = algorithm.toLowerCase()
    fail(
      'InvalidRequest',
      {},
      `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${wanted.PartNumber} in the request.`,
    )
  }
  return part
}

/** The parts of the list, in its order. Throws MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall. */
export const findParts = (
  upload: UploadRecord,
  wanted: readonly CompletedPart[],
  { features, limits }: Pick<OperationContext, 'features' | 'limits'>,
): readonly PartRecord[] => {
  if (wanted.length === 0) fail('InvalidRequest', {}, 'You must specify at least one part')
  if (wanted.length > limits.parts) fail('MalformedXML')
  const ascending = wanted.every((part, index) => index === 0 || part.PartNumber > wanted[index - 1]!.PartNumber)
  if (!ascending) fail('InvalidPartOrder', { UploadId: upload.id })
  const checksumNeeded = upload.checksumType === 'COMPOSITE' && features.has('completion-repeats-checksums')
  const parts = wanted.map(part => findPart(upload, part, checksumNeeded))
  const small = parts.slice(0, -1).find(part => part.blob.size < limits.partSize)
  if (small !== undefined && features.has('minimum-part-size')) {
    fail('EntityTooSmall', {
      ProposedSize: String(small.blob.size),
      MinSizeAllowed: String(limits.partSize),
      PartNumber: String(small.number),
      ETag: small.etag,
    })
  }
  return parts
}

/** Throws unless what the request says of the whole object is what its parts make. */
export const checkWhole = (
  input: Checksums & { readonly ChecksumType?: string | undefined; readonly MpuObjectSize?: number | undefined },
  upload: Pick<UploadRecord, 'checksumType' | 'checksumAlgorithm'>,
  parts: readonly PartRecord[],
  checksum: Checksum | undefined,
): void => {
  const size = parts.reduce((sum, part) => sum + part.blob.size, 0)
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size) {
    fail(
      'InvalidRequest',
      {},
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`,
    )
  }
  if (input.ChecksumType !== undefined && input.ChecksumType !== upload.checksumType) {
    fail(
      'InvalidRequest',
      {},
      `The upload was created using the ${upload.checksumType ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
    )
  }
  for (const [algorithm, value] of given(input)) {
    const name = algorithm.toLowerCase()
    if (checksum?.algorithm !== algorithm) {
      fail(
        'InvalidRequest',
        {},
        `Checksum Type mismatch occurred, expected checksum Type: ${checksum?.algorithm.toLowerCase() ?? 'null'}, actual checksum Type: ${name}`,
      )
    }
    // the checksum of a whole object counts only beside its type: AWS, recorded 2026-02-21
    const typed = checksum?.type !== 'FULL_OBJECT' || input.ChecksumType === 'FULL_OBJECT'
    if (checksum?.value !== value || !typed) {
      fail('BadDigest', {}, `The ${name} you specified did not match the calculated checksum.`)
    }
  }
}

/** Whether an object was made of exactly the parts of this list. */
export const isMadeOf = ({ parts = [] }: ObjectRecord, wanted: readonly CompletedPart[]): boolean =>
  parts.length === wanted.length &&
  parts.every(({ number, etag }, index) => {
    const part = wanted[index]
    return part?.PartNumber === number && bare(part.ETag) === etag
  })

/** MD5 of the parts' MD5s, with their number. */
export const joinedEtag = (parts: readonly PartRecord[]): string => {
  const hash = createHash('md5')
  for (const { etag } of parts) hash.update(etag, 'hex')
  return `${hash.digest('hex')}-${parts.length}`
}
