import type { Dialect } from '../../contract/dialect.js'
import { fail } from '../../contract/errors.js'
import type { OperationContext } from '../../contract/operation.js'
import { combineFullObject, compositeChecksum } from '../../protocol/multipart-checksums.js'
import type { Checksum, ChecksumAlgorithm, PartRecord, UploadRecord } from '../../store/types.js'
import { needsKey } from '../encryption/customer-keys.js'

type Upload = Pick<UploadRecord, 'checksumAlgorithm' | 'checksumType'>

const nameOf = (algorithm: ChecksumAlgorithm | undefined): string => algorithm?.toLowerCase() ?? 'null'

const wholeOnly: ReadonlySet<ChecksumAlgorithm> = new Set(['CRC64NVME'])
const compositeOnly: ReadonlySet<ChecksumAlgorithm> = new Set(['SHA1', 'SHA256'])

/**
 * The checksum that an upload is begun with; throws InvalidRequest for a type that its algorithm does not have.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export const uploadChecksum = (
  algorithm: ChecksumAlgorithm | undefined,
  type: Checksum['type'] | undefined,
): Upload => {
  if (algorithm === undefined) {
    return type === undefined
      ? {}
      : fail(
          'InvalidRequest',
          {},
          'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
        )
  }
  const impossible = type === 'FULL_OBJECT' ? compositeOnly : wholeOnly
  if (type !== undefined && impossible.has(algorithm)) {
    const name = algorithm.toLowerCase()
    fail('InvalidRequest', {}, `The ${type} checksum type cannot be used with the ${name} checksum algorithm.`)
  }
  return {
    checksumAlgorithm: algorithm,
    checksumType: type ?? (wholeOnly.has(algorithm) ? 'FULL_OBJECT' : 'COMPOSITE'),
  }
}

/**
 * The checksum that an upload's parts are joined to: its own, else the service's, of the whole object. With a
 * customer-provided key S3 adds none to uploads in parts: https://github.com/localstack/localstack/pull/12401
 */
export const checksumOfUpload = (
  { checksumAlgorithm, checksumType, object }: Upload & Pick<UploadRecord, 'object'>,
  { defaultChecksum }: Pick<Dialect, 'defaultChecksum'>,
): Upload => {
  if (checksumAlgorithm !== undefined && checksumType !== undefined) return { checksumAlgorithm, checksumType }
  if (defaultChecksum === undefined || needsKey(object.encryption)) return {}
  return { checksumAlgorithm: defaultChecksum, checksumType: 'FULL_OBJECT' }
}

/**
 * Throws InvalidRequest for a part whose sender used another algorithm than its upload, or none in a COMPOSITE upload
 * (`composite-parts-have-checksums`).
 */
export const checkPartAlgorithm = (
  { checksumAlgorithm: expected, checksumType }: Upload,
  declared: ChecksumAlgorithm | undefined,
  features: OperationContext['features'],
): void => {
  if (declared === expected) return
  if (expected === undefined) return
  if (declared === undefined && !(checksumType === 'COMPOSITE' && features.has('composite-parts-have-checksums')))
    return
  fail(
    'InvalidRequest',
    {},
    `Checksum Type mismatch occurred, expected checksum Type: ${nameOf(expected)}, actual checksum Type: ${nameOf(declared)}`,
  )
}

/** The checksum of the object that the parts of an upload become. */
export const joinedChecksum = async (
  { checksumAlgorithm: algorithm, checksumType: type }: Upload,
  parts: readonly PartRecord[],
): Promise<Checksum | undefined> => {
  if (algorithm === undefined || type === undefined) return undefined
  const values = parts.map(part => ({ value: part.checksums[algorithm] ?? '', size: part.blob.size }))
  const value =
    type === 'FULL_OBJECT'
      ? combineFullObject(algorithm, values)
      : await compositeChecksum(
          algorithm,
          values.map(each => each.value),
        )
  return { algorithm, value, type }
}
