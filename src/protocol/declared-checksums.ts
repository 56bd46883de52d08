import { fail } from '../contract/errors.js'
import { type Algorithm, checksumAlgorithms, checksumLength } from './checksums.js'

/** A checksum that the sender gives for its body, in a header or in a trailer that follows the body. */
export interface DeclaredChecksum {
  readonly algorithm: Algorithm
  /** Lower case: `x-amz-checksum-crc32`. */
  readonly name: string
  /** Base64; absent until the trailer has come. */
  readonly value?: string
}

const nameOf = (algorithm: Algorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`
const byName = new Map(checksumAlgorithms.map(algorithm => [nameOf(algorithm), algorithm]))

/** The bytes of a base64 text of exactly this length, or undefined. */
const base64 = (text: string, length: number): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === length && bytes.toString('base64') === text ? bytes : undefined
}

/** `x-amz-trailer`: names of trailing headers, all of which must be checksums. */
export const announcedTrailers = (headers: ReadonlyMap<string, string>): readonly string[] => {
  const names = (headers.get('x-amz-trailer') ?? '').split(',').map(name => name.trim().toLowerCase())
  const given = names.filter(name => name !== '')
  if (given.some(name => !byName.has(name)))
    fail('InvalidRequest', {}, 'The value specified in the x-amz-trailer header is not supported')
  return given
}

const requireWellFormed = (algorithm: Algorithm, value: string, place: 'header' | 'trailing header'): void => {
  if (!base64(value, checksumLength[algorithm]))
    fail('InvalidRequest', {}, `Value for ${nameOf(algorithm)} ${place} is invalid.`)
}

/** The one checksum that a request declares. Throws InvalidRequest for two, a malformed one or an unknown algorithm. */
export const declaredChecksum = (
  headers: ReadonlyMap<string, string>,
  trailers: readonly string[],
): DeclaredChecksum | undefined => {
  const inHeader = [...byName].filter(([name]) => headers.has(name))
  const inTrailer = [...byName].filter(([name]) => trailers.includes(name))
  if (inHeader.length + inTrailer.length > 1) {
    const text = 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.'
    return fail('InvalidRequest', {}, text)
  }
  const [name, algorithm] = inHeader[0] ?? inTrailer[0] ?? []
  requireNamed(headers, algorithm)
  if (name === undefined || algorithm === undefined) return undefined
  const value = headers.get(name)
  if (value === undefined) return { algorithm, name }
  requireWellFormed(algorithm, value, 'header')
  return { algorithm, name, value }
}

const requireNamed = (headers: ReadonlyMap<string, string>, declared: Algorithm | undefined): void => {
  const wanted = headers.get('x-amz-sdk-checksum-algorithm')?.toUpperCase()
  if (wanted === undefined) return
  if (!checksumAlgorithms.some(known => known === wanted) || (declared !== undefined && declared !== wanted))
    fail('InvalidRequest', {}, 'Value for x-amz-sdk-checksum-algorithm header is invalid.')
  if (declared === undefined) {
    const text =
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.'
    fail('InvalidRequest', {}, text)
  }
}

/** Throws BadDigest unless the computed value is the declared one; `trailer` is what followed the body. */
export const checkDeclared = (
  declared: DeclaredChecksum,
  trailer: ReadonlyMap<string, string>,
  computed: string | undefined,
): void => {
  const sent = declared.value ?? trailer.get(declared.name) ?? ''
  if (declared.value === undefined) requireWellFormed(declared.algorithm, sent, 'trailing header')
  if (sent !== computed)
    fail('BadDigest', {}, `The ${declared.algorithm} you specified did not match the calculated checksum.`)
}

/** The 16 bytes of Content-MD5, as hex. Throws InvalidDigest. */
export const declaredMd5 = (headers: ReadonlyMap<string, string>): string | undefined => {
  const text = headers.get('content-md5')
  if (text === undefined) return undefined
  const bytes = base64(text.trim(), 16) ?? fail('InvalidDigest', { 'Content-MD5': text })
  return bytes.toString('hex')
}
