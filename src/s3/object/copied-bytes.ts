import { startDigest } from '../../protocol/checksums.js'
import type { Blob, Checksum, ChecksumAlgorithm, ObjectRecord } from '../../store/types.js'

/** Digests of stored bytes, each computed in one reading. */
const digest = async (blob: Blob, names: readonly ('MD5' | ChecksumAlgorithm)[]): Promise<Buffer[]> => {
  const running = await Promise.all(names.map(name => startDigest(name)))
  const bytes = blob.read()
  if (ArrayBuffer.isView(bytes)) for (const each of running) each.update(bytes)
  else for await (const piece of bytes) for (const each of running) each.update(piece)
  return Promise.all(running.map(async each => Buffer.from(await each.digest())))
}

/**
 * ETag and checksum of a copy, which is an object sent whole: those of the source hold unless it was uploaded in parts
 * or another algorithm is wanted; only then its bytes are read.
 * A source without checksum gets one of the algorithm `otherwise`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export const describeCopy = async (
  source: ObjectRecord,
  wanted: ChecksumAlgorithm | undefined,
  otherwise?: ChecksumAlgorithm,
): Promise<{ readonly etag: string; readonly checksum?: Checksum }> => {
  const algorithm = wanted ?? source.checksum?.algorithm ?? otherwise
  const kept = source.checksum?.type === 'FULL_OBJECT' && source.checksum.algorithm === algorithm
  const names: ('MD5' | ChecksumAlgorithm)[] = []
  if (source.parts !== undefined) names.push('MD5')
  if (algorithm !== undefined && !kept) names.push(algorithm)
  const digests = names.length === 0 ? [] : await digest(source.blob, names)
  const etag = source.parts === undefined ? source.etag : (digests.shift()?.toString('hex') ?? source.etag)
  if (algorithm === undefined) return { etag }
  const value = kept ? source.checksum.value : digests.shift()?.toString('base64')
  return value === undefined ? { etag } : { etag, checksum: { algorithm, value, type: 'FULL_OBJECT' } }
}
