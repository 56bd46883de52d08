import { fail } from '../contract/errors.js'
import { type Body, bodyOf, type WireRequest } from '../contract/wire.js'
import { parseQuery } from '../protocol/locate.js'

const documentLimit = 4 * 1024 ** 2

/** Reads a bounded body whole. Throws EntityTooLarge, IncompleteBody. */
export const readDocument = async (body: Body, limit = documentLimit): Promise<Uint8Array> => {
  if ((body.length ?? 0) > limit) fail('EntityTooLarge', { MaxSizeAllowed: String(limit) })
  if (body.bytes !== undefined) return body.bytes
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body.stream()) {
    size += chunk.length
    if (size > limit) fail('EntityTooLarge', { MaxSizeAllowed: String(limit) })
    chunks.push(chunk)
  }
  if (body.length !== undefined && size !== body.length) fail('IncompleteBody')
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)
}

/**
 * Names of a presigned query that are not headers sent as parameters: the signature's own, and checksums, which the
 * SDK computes over no bytes when it presigns an upload and S3 ignores there (docs/decisions/006).
 */
const notHoisted =
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|checksum-.*|sdk-checksum-algorithm)$/

/**
 * Conditions in the signed query of a presigned URL count as headers (AWS, recorded 2026-02-21), and over a header that
 * nobody signed: who was handed the URL may not write under another condition.
 */
const conditions: ReadonlySet<string> = new Set(['if-match', 'if-none-match'])

/** SDKs hoist `x-amz-*` headers into a presigned URL: S3 reads them there as headers. */
export const withHoistedHeaders = (request: WireRequest, query: ReadonlyMap<string, string>): WireRequest => {
  if (!query.has('X-Amz-Signature') && !query.has('Signature')) return request
  const headers = new Map(request.headers)
  for (const [name, value] of query) {
    const lower = name.toLowerCase()
    if (conditions.has(lower)) headers.set(lower, value)
    else if (lower.startsWith('x-amz-') && !notHoisted.test(lower) && !headers.has(lower)) headers.set(lower, value)
  }
  return { ...request, headers }
}

/** The same with what stands in its place when the body has been read. */
export const withDocument = (request: WireRequest, document: Uint8Array): WireRequest => ({
  ...request,
  body: bodyOf(document),
})

/** The fields of a query service's call: those of the URL, then those of the body. */
export const formOf = (query: ReadonlyMap<string, string>, document: Uint8Array): ReadonlyMap<string, string> => {
  const form = new Map(query)
  for (const [name, value] of parseQuery(new TextDecoder().decode(document))) form.set(name, value)
  return form
}
