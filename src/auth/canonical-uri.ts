const unreserved = /^[A-Za-z0-9\-._~]*$/
const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

const isUnreserved = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x2d ||
  byte === 0x2e ||
  byte === 0x5f ||
  byte === 0x7e

/** Percent-encodes all but RFC 3986's unreserved characters, as SigV4 wants it. */
export const encodeUri = (text: string): string =>
  unreserved.test(text)
    ? text
    : Array.from(Buffer.from(text), byte => (isUnreserved(byte) ? String.fromCharCode(byte) : percent(byte))).join('')

/** One spelling for every way to escape the same bytes; a `%` that begins no escape stands for itself. */
const reencode = (text: string): string => {
  if (unreserved.test(text)) return text
  return text.replace(/%[0-9A-Fa-f]{2}|%|[^%]+/g, piece => {
    if (piece.length !== 3 || piece[0] !== '%') return encodeUri(piece)
    const byte = Number.parseInt(piece.slice(1), 16)
    return isUnreserved(byte) ? String.fromCharCode(byte) : percent(byte)
  })
}

const normalise = (path: string): string => {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`
}

/** S3 encodes the decoded path once and keeps every segment; other services normalise it and encode it twice. */
export const canonicalPath = (path: string, service: string): string =>
  service === 's3'
    ? path.split('/').map(reencode).join('/')
    : normalise(path)
        .split('/')
        .map(segment => encodeUri(reencode(segment)))
        .join('/')

const split = (parameter: string): readonly [string, string] => {
  const equals = parameter.indexOf('=')
  return equals < 0 ? [parameter, ''] : [parameter.slice(0, equals), parameter.slice(equals + 1)]
}

const parameters = (query: string): (readonly [string, string])[] =>
  query === ''
    ? []
    : query
        .split('&')
        .filter(parameter => parameter !== '')
        .map(split)

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Sorted by encoded name, then value; a name without `=` has an empty value; the signature itself is left out. */
export const canonicalQuery = (query: string): string =>
  parameters(query)
    .filter(([name]) => name.toLowerCase() !== 'x-amz-signature')
    .map(([name, value]) => [reencode(name.replaceAll('+', ' ')), reencode(value.replaceAll('+', ' '))] as const)
    .sort((one, other) => order(one[0], other[0]) || order(one[1], other[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

const decode = (text: string): string => {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/** Decoded parameters in the order sent, repeated names included. */
export const decodedQuery = (query: string): (readonly [string, string])[] =>
  parameters(query).map(([name, value]) => [decode(name), decode(value)] as const)
