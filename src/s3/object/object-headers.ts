import type { Dialect, Feature } from '../../contract/dialect.js'
import { fail } from '../../contract/errors.js'
import type { InputOf, Reader } from '../../contract/operation.js'
import { header, headers } from '../../protocol/readers.js'
import type { SystemMetadata } from '../../store/types.js'

/** Readers of the headers that are stored with an object and come back as they were sent. */
export const systemReaders = {
  CacheControl: header('cache-control'),
  ContentDisposition: header('content-disposition'),
  ContentEncoding: header('content-encoding'),
  ContentLanguage: header('content-language'),
  ContentType: header('content-type'),
  Expires: header('expires'),
  WebsiteRedirectLocation: header('x-amz-website-redirect-location'),
}

/** S3's default for an object that was sent without a type. */
const defaultType = 'binary/octet-stream'

const withoutChunking = (encoding: string): string | undefined => {
  const kept = encoding.split(',').filter(each => each.trim().toLowerCase() !== 'aws-chunked')
  return kept.join(',').trim() || undefined
}

/** What a write sends of them. Throws InvalidArgument for a redirect that is neither a path nor a URL. */
export const systemOf = (input: InputOf<typeof systemReaders>, features: ReadonlySet<Feature>): SystemMetadata => {
  const { ContentEncoding, WebsiteRedirectLocation: redirect } = input
  if (redirect !== undefined && !/^(?:\/|https?:\/\/)/i.test(redirect)) {
    fail(
      'InvalidArgument',
      { ArgumentName: 'x-amz-website-redirect-location', ArgumentValue: redirect },
      "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
    )
  }
  const strips = ContentEncoding !== undefined && features.has('strips-aws-chunked')
  return {
    contentType: input.ContentType || defaultType,
    cacheControl: input.CacheControl,
    contentDisposition: input.ContentDisposition,
    contentEncoding: strips ? withoutChunking(ContentEncoding) : ContentEncoding,
    contentLanguage: input.ContentLanguage,
    expires: input.Expires,
    websiteRedirectLocation: redirect,
  }
}

/** The same as headers of an answer. */
export const systemHeaders = (system: SystemMetadata): Record<string, string | undefined> => ({
  'Content-Type': system.contentType ?? defaultType,
  'Cache-Control': system.cacheControl,
  'Content-Disposition': system.contentDisposition,
  'Content-Encoding': system.contentEncoding,
  'Content-Language': system.contentLanguage,
  Expires: system.expires,
  'x-amz-website-redirect-location': system.websiteRedirectLocation,
})

const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text)

/** HTTP hands on the bytes of a header as latin1 text; clients mean UTF-8. Text that is no such bytes stays. */
const fromWire = (value: string): string => {
  if (isAscii(value) || /[^\u0000-\u00ff]/.test(value)) return value
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

const prefix = 'x-amz-meta-'
const metadataHeader = headers(prefix)

/** `x-amz-meta-*` by the rest of their names. */
export const userMetadata: Reader<Readonly<Record<string, string>>> = {
  ...metadataHeader,
  read: (raw, member) =>
    Object.fromEntries(
      Object.entries(metadataHeader.read(raw, member)).map(([name, value]) => [name, fromWire(value)]),
    ),
}

/**
 * Holds user metadata to its limit: bytes of all names and values, in UTF-8. Throws MetadataTooLarge.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
export const checkMetadata = (
  metadata: Readonly<Record<string, string>>,
  limit: number,
): Readonly<Record<string, string>> => {
  const size = Object.entries(metadata).reduce((sum, pair) => sum + Buffer.byteLength(pair[0] + pair[1]), 0)
  return size > limit ? fail('MetadataTooLarge', { Size: String(size), MaxSizeAllowed: String(limit) }) : metadata
}

const words = /^=\?utf-8\?([bq])\?([^?]*(?:\?(?!=)[^?]*)*)\?=$/i

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 as far as it goes: of four signs that are none, what the others leave is kept (AWS, recorded 2026-02-21). */
const bytesOf = (text: string): Buffer => {
  const bytes: number[] = []
  for (let at = 0; at + 1 < text.length; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [...text.slice(at, at + 4)].map(sign => base64.indexOf(sign))
    bytes.push((a << 2) | ((b & 63) >> 4))
    if (text[at + 2] !== undefined && text[at + 2] !== '=') bytes.push((b << 4) | ((c & 63) >> 2))
    if (text[at + 3] !== undefined && text[at + 3] !== '=') bytes.push((c << 6) | (d & 63))
  }
  return Buffer.from(bytes.map(byte => byte & 255))
}

/** The value that a header's encoded word (RFC 2047) stands for; other text stays. */
export const decodedWord = (value: string): string => {
  const [, kind, text = ''] = words.exec(value) ?? []
  if (kind === undefined) return value
  if (kind.toUpperCase() === 'B') return bytesOf(text).toString('utf8')
  const escaped = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(escaped, 'latin1').toString('utf8')
}

const quoted = (byte: number): string =>
  byte === 0x20
    ? '_'
    : byte > 0x20 && byte < 0x7f && !'=?_'.includes(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`

/** A value beyond ASCII as an encoded word: Q where most of it is ASCII, else B (AWS, recorded 2026-02-21). */
const encodedWord = (value: string): string => {
  const bytes = Buffer.from(value)
  const signs = [...value]
  const ascii = signs.filter(sign => sign.charCodeAt(0) < 0x80).length
  return ascii > signs.length - ascii
    ? `=?UTF-8?Q?${Array.from(bytes, quoted).join('')}?=`
    : `=?UTF-8?B?${bytes.toString('base64')}?=`
}

/** Whether a header may have the name: forms and URLs can bring others. */
const isToken = (name: string): boolean => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)

/**
 * User metadata as headers of an answer: its UTF-8 bytes, or encoded words (RFC 2047). How many entries no header can
 * name is told beside them: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (MissingMeta)
 */
export const metadataHeaders = (
  metadata: Readonly<Record<string, string>>,
  features: ReadonlySet<Feature>,
): Record<string, string> => {
  const encode = features.has('metadata-as-encoded-words')
    ? encodedWord
    : (value: string) => Buffer.from(value).toString('latin1')
  const shown = Object.entries(metadata).filter(([name]) => isToken(name))
  const missing = Object.keys(metadata).length - shown.length
  return {
    ...Object.fromEntries(shown.map(([name, value]) => [`${prefix}${name}`, isAscii(value) ? value : encode(value)])),
    ...(missing > 0 && { 'x-amz-missing-meta': String(missing) }),
  }
}

export const storageClass = header('x-amz-storage-class')

/** The storage class that a write names, or the default. Throws InvalidStorageClass. */
export const storageClassOf = (name: string | undefined, { storageClasses }: Dialect): string =>
  name === undefined || storageClasses.includes(name)
    ? (name ?? 'STANDARD')
    : fail('InvalidStorageClass', { StorageClassRequested: name })
