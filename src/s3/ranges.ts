import { fail } from '../contract/errors.js'

/** Bytes `start` up to but not including `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

const form = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i
const largest = 2n ** 63n - 1n

const unsatisfiable = (header: string, size: number): never =>
  fail('InvalidRange', { RangeRequested: header, ActualObjectSize: String(size) })

/**
 * The part of `size` bytes that a Range header names. Undefined for text that is no single byte range (another unit,
 * several ranges, last before first): the whole object is sent then, as RFC 9110 asks. Throws InvalidRange.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const parseRange = (header: string | undefined, size: number): ByteRange | undefined => {
  const [, first = '', last = ''] = (header === undefined ? null : form.exec(header)) ?? []
  if (header === undefined || (first === '' && last === '')) return undefined
  if (first !== '' && last !== '' && BigInt(last) < BigInt(first)) return undefined
  if ((last !== '' && BigInt(last) > largest) || size === 0) return unsatisfiable(header, size)
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? unsatisfiable(header, size) : { start: size - length, end: size }
  }
  const start = Number(first)
  if (start >= size) return unsatisfiable(header, size)
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) }
}

const copyForm = /^bytes=(\d{1,19})-(\d{1,19})$/

/**
 * The part of a source of `size` bytes that `x-amz-copy-source-range` names: both ends given, both inside the source.
 * Throws InvalidArgument, and InvalidRequest for one that lies wholly past the end.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
 */
export const parseCopyRange = (header: string, size: number): ByteRange => {
  const refuse = (message: string): never =>
    fail('InvalidArgument', { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header }, message)
  const [, first, last] = copyForm.exec(header) ?? []
  if (first === undefined || last === undefined || Number(last) < Number(first)) {
    return refuse(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    )
  }
  if (Number(first) >= size) {
    fail('InvalidRequest', {}, 'The specified copy range is invalid for the source object size')
  }
  if (Number(last) >= size) return refuse(`Range specified is not valid for source object of size: ${size}`)
  return { start: Number(first), end: Number(last) + 1 }
}

/** Value of Content-Range. */
export const contentRange = ({ start, end }: ByteRange, size: number): string => `bytes ${start}-${end - 1}/${size}`
