import type { Dialect } from '../contract/dialect.js'
import { fail } from '../contract/errors.js'
import type { WireRequest } from '../contract/wire.js'
import { checkVersionId } from '../rules/version-id.js'
import type { ProvenExchange } from './exchange.js'

/** Throws RequestHeaderSectionTooLarge. */
export const checkHeaderSection = (request: WireRequest, { limits: { headerBytes } }: Dialect): void => {
  if (headerBytes === undefined) return
  // with the spaces and line ends between them
  let size = request.method.length + request.path.length + request.query.length + 13
  for (const [name, value] of request.headers) size += name.length + Buffer.byteLength(value) + 4
  if (size > headerBytes) fail('RequestHeaderSectionTooLarge', { MaxSizeAllowed: String(headerBytes) })
}

/** Holds the key and the version that a call names to the form they must have. Throws KeyTooLongError, InvalidArgument. */
export const checkNames = ({ operation: { readers }, located, query, dialect }: ProvenExchange): void => {
  if (located.key === undefined) return
  const size = Buffer.byteLength(located.key)
  const { keyBytes } = dialect.limits
  if (size > keyBytes) fail('KeyTooLongError', { Size: String(size), MaxSizeAllowed: String(keyBytes) })
  const reads = Object.values(readers).some(({ from, wire }) => from === 'query' && wire === 'versionId')
  const version = query.get('versionId')
  if (reads && version !== '') checkVersionId(version, 'versionId', dialect)
}
