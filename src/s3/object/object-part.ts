import { fail } from '../../contract/errors.js'
import { integer } from '../../protocol/codecs.js'
import { header, query } from '../../protocol/readers.js'
import type { ObjectRecord, StoredPart } from '../../store/types.js'
import { type ByteRange, parseRange } from '../ranges.js'

/** Readers of the headers and parameters by which a read asks for a part of an object. */
export const partReaders = {
  Range: header('range'),
  PartNumber: query('partNumber', integer(1, 10_000)),
}

/** What a read gives: the whole object, a range of it, or one of the parts it was uploaded in. */
export interface Selection {
  /** Absent: the whole object, with status 200. */
  readonly range?: ByteRange
  readonly part?: StoredPart
  /** Number of parts; told when one was asked for. */
  readonly partsCount?: number
}

/**
 * Finds the part of an object that a read asks for. Throws InvalidRange, InvalidPartNumber, and InvalidRequest for both
 * forms together. An object that was sent whole has part 1.
 */
export const selectPart = (
  { Range, PartNumber }: { readonly Range?: string | undefined; readonly PartNumber?: number | undefined },
  { blob, parts }: ObjectRecord,
): Selection => {
  if (PartNumber === undefined) {
    const range = parseRange(Range, blob.size)
    return range === undefined ? {} : { range }
  }
  if (Range !== undefined) {
    fail('InvalidRequest', {}, 'Cannot specify both Range header and partNumber query parameter')
  }
  const refuse = (count: number): never =>
    fail('InvalidPartNumber', { PartNumberRequested: String(PartNumber), ActualPartCount: String(count) })
  if (parts === undefined) {
    if (PartNumber !== 1) return refuse(1)
    return blob.size === 0 ? {} : { range: { start: 0, end: blob.size } }
  }
  let start = 0
  for (const part of parts) {
    const end = start + part.size
    if (part.number === PartNumber) {
      return { part, partsCount: parts.length, ...(part.size > 0 && { range: { start, end } }) }
    }
    start = end
  }
  return refuse(parts.length)
}
