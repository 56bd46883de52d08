const block = 512

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`

const header = (name: string, size: number, at: number, type: string): Uint8Array => {
  const bytes = Buffer.alloc(block)
  bytes.write(name.slice(0, 100), 0, 'latin1')
  bytes.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8), 100, 'latin1')
  bytes.write(octal(size, 12) + octal(Math.floor(at / 1000), 12), 124, 'latin1')
  // the sum is taken with blanks in its own place
  bytes.write(`        ${type}`, 148, 'latin1')
  bytes.write('ustar\u000000', 257, 'latin1')
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

const padding = (size: number): Uint8Array => new Uint8Array((block - (size % block)) % block)

/** One record of an extended header: its own length counts itself. */
const record = (name: string, value: string): string => {
  const rest = ` ${name}=${value}\n`
  const bytes = Buffer.byteLength(rest)
  let length = bytes + String(bytes).length
  length = bytes + String(length).length
  return `${length}${rest}`
}

const isPlain = (name: string): boolean => name.length <= 100 && /^[\u0020-\u007e]+$/.test(name)

/** What stands before the bytes of an entry; a name that is long or beyond ASCII has an extended header (POSIX pax). */
export function* entryHead(name: string, size: number, at: number): Generator<Uint8Array> {
  if (!isPlain(name)) {
    const extended = Buffer.from(record('path', name))
    yield header('PaxHeader', extended.length, at, 'x')
    yield extended
    yield padding(extended.length)
  }
  yield header(isPlain(name) ? name : 'entry', size, at, '0')
}

export const entryEnd = padding

export const archiveEnd = new Uint8Array(2 * block)
