import { readSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** One entry of a journal as bytes: a checksum, a space, JSON, an end of line. */
export const writeFrame = (value: unknown): Buffer => {
  const json = Buffer.from(JSON.stringify(value))
  const sum = crc32(json).toString(16).padStart(8, '0')
  return Buffer.concat([Buffer.from(`${sum} `), json, Buffer.from('\n')])
}

/** One line of a journal. */
export interface Frame {
  /** Of its first byte. */
  readonly offset: number
  /** Absent: the line is not as it was written. */
  readonly value?: unknown
  /** The line has its end: what has none was being written. */
  readonly ended: boolean
}

const chunkBytes = 1 << 20
const newLine = 0x0a

const contentOf = (line: Buffer): { readonly value?: unknown } => {
  const sum = line.subarray(0, 9).toString('latin1')
  const json = line.subarray(9)
  if (!/^[0-9a-f]{8} $/.test(sum) || crc32(json) !== Number.parseInt(sum, 16)) return {}
  return { value: JSON.parse(json.toString()) }
}

/** The lines of an open file from its begin, whatever they hold. */
export function* readFrames(file: number): Generator<Frame> {
  let offset = 0
  let position = 0
  let pieces: Buffer[] = []
  for (;;) {
    const chunk = Buffer.allocUnsafe(chunkBytes)
    const read = readSync(file, chunk, 0, chunkBytes, position)
    if (read === 0) break
    position += read
    let rest = chunk.subarray(0, read)
    for (let end = rest.indexOf(newLine); end >= 0; end = rest.indexOf(newLine)) {
      const line = Buffer.concat([...pieces, rest.subarray(0, end)])
      pieces = []
      yield { offset, ended: true, ...contentOf(line) }
      offset += line.byteLength + 1
      rest = rest.subarray(end + 1)
    }
    if (rest.byteLength > 0) pieces.push(rest)
  }
  if (pieces.length > 0) yield { offset, ended: false }
}
