import { expect, test } from 'vitest'
import type { Raw } from '../../src/contract/operation.js'
import {
  checkMetadata,
  metadataHeaders,
  systemHeaders,
  systemOf,
  userMetadata,
} from '../../src/s3/object/object-headers.js'

const blank = {
  CacheControl: undefined,
  ContentDisposition: undefined,
  ContentEncoding: undefined,
  ContentLanguage: undefined,
  ContentType: undefined,
  Expires: undefined,
  WebsiteRedirectLocation: undefined,
}

const readMetadata = (value: string) => {
  const raw = { request: { headers: new Map([['x-amz-meta-note', value]]) } } as unknown as Raw
  return userMetadata.read(raw, 'Metadata').note
}

test.each([
  ['ASCII', 'plain', 'plain'],
  ['UTF-8 as latin1', Buffer.from('größe €').toString('latin1'), 'größe €'],
  ['latin1 that is no UTF-8', 'gr\u00f6\u00dfe', 'größe'],
  ['text that no door turned into bytes', 'größe €', 'größe €'],
])('reads user metadata: %s', (_, wire, text) => {
  expect(readMetadata(wire)).toBe(text)
})

test('writes user metadata as its UTF-8 bytes, or as encoded words', () => {
  const metadata = { a: 'plain', b: 'ö' }

  expect(metadataHeaders(metadata, new Set())).toEqual({ 'x-amz-meta-a': 'plain', 'x-amz-meta-b': '\u00c3\u00b6' })
  expect(metadataHeaders(metadata, new Set(['metadata-as-encoded-words']))).toEqual({
    'x-amz-meta-a': 'plain',
    'x-amz-meta-b': '=?UTF-8?B?w7Y=?=',
  })
})

test('holds names and values of user metadata together to the limit, in bytes', () => {
  expect(checkMetadata({ ab: 'ö'.repeat(4) }, 10)).toEqual({ ab: 'öööö' })
  expect(() => checkMetadata({ abc: 'ö'.repeat(4) }, 10)).toThrow(
    expect.objectContaining({ code: 'MetadataTooLarge', details: { Size: '11', MaxSizeAllowed: '10' } }),
  )
})

test('an object has a type even if none was sent', () => {
  expect(systemOf(blank, new Set()).contentType).toBe('binary/octet-stream')
  expect(systemOf({ ...blank, ContentType: '' }, new Set()).contentType).toBe('binary/octet-stream')
  expect(systemHeaders({})['Content-Type']).toBe('binary/octet-stream')
})

test.each([
  ['gzip,aws-chunked', 'gzip'],
  ['aws-chunked, gzip , br', 'gzip , br'],
  ['deflate, gzip', 'deflate, gzip'],
  ['gzip, aws-chunked', 'gzip'],
  ['aws-chunked, aws-chunked', undefined],
  ['aws-chunked', undefined],
  ['gzip', 'gzip'],
])('takes aws-chunked out of a Content-Encoding where the service does: %s', (ContentEncoding, kept) => {
  expect(systemOf({ ...blank, ContentEncoding }, new Set(['strips-aws-chunked'])).contentEncoding).toBe(kept)
  expect(systemOf({ ...blank, ContentEncoding }, new Set()).contentEncoding).toBe(ContentEncoding)
})

test.each(['/other', 'https://example.com/a', 'http://example.com'])('takes the redirect %s', redirect => {
  expect(systemOf({ ...blank, WebsiteRedirectLocation: redirect }, new Set()).websiteRedirectLocation).toBe(redirect)
})
