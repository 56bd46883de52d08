import type { Dialect } from '../contract/dialect.js'
import { fail } from '../contract/errors.js'
import type { StoredBody } from '../contract/operation.js'
import { checksumAlgorithms } from '../protocol/checksums.js'
import { type Codec, oneOf } from '../protocol/codecs.js'
import { header } from '../protocol/readers.js'
import type { Checksum, ChecksumAlgorithm } from '../store/types.js'

const enabled = oneOf('ENABLED')

/** `x-amz-checksum-mode: ENABLED`, in any case, asks a read for the stored checksum. */
export const checksumMode = header('x-amz-checksum-mode', {
  ...enabled,
  read: (value, origin) => enabled.read(value.toUpperCase(), origin),
})

/** `x-amz-checksum-algorithm` of CopyObject and CreateMultipartUpload. Throws InvalidRequest. */
export const checksumAlgorithm: Codec<ChecksumAlgorithm> = {
  read: value =>
    checksumAlgorithms.find(known => known === value.toUpperCase()) ??
    fail(
      'InvalidRequest',
      {},
      `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${checksumAlgorithms.join(', ')}]`,
    ),
  write: value => value,
}

const verified = 'checked over the bytes by core, which reads it'
const unknown = 'not modelled: no entry reads its header, so a request with it is refused by name'

/** Input members by which a sender declares the digests of its body. */
export const checksumMembers = {
  ContentMD5: verified,
  ChecksumAlgorithm: verified,
  ChecksumCRC32: verified,
  ChecksumCRC32C: verified,
  ChecksumCRC64NVME: verified,
  ChecksumSHA1: verified,
  ChecksumSHA256: verified,
  ChecksumSHA512: unknown,
  ChecksumMD5: unknown,
  ChecksumXXHASH64: unknown,
  ChecksumXXHASH3: unknown,
  ChecksumXXHASH128: unknown,
}

/** The checksum that S3 keeps with an object: the one its sender declared, else the service's own. */
export const checksumOfBody = (
  { declared, checksums }: StoredBody,
  { defaultChecksum }: Pick<Dialect, 'defaultChecksum'>,
): Checksum | undefined => {
  const algorithm = declared ?? defaultChecksum
  const value = algorithm === undefined ? undefined : checksums[algorithm]
  return algorithm === undefined || value === undefined ? undefined : { algorithm, value, type: 'FULL_OBJECT' }
}

/** A checksum as headers of an answer. */
export const checksumHeaders = (
  checksum: (Omit<Checksum, 'type'> & Partial<Checksum>) | undefined,
): Record<string, string> =>
  checksum === undefined
    ? {}
    : {
        [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
        ...(checksum.type !== undefined && { 'x-amz-checksum-type': checksum.type }),
      }

/** A checksum as elements of an answer's document. */
export const checksumElements = (checksum: Checksum | undefined): Record<string, string> =>
  checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }
