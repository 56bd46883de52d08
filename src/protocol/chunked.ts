import { fail } from '../contract/errors.js'

/** What the framing hands to whoever can prove signatures; without one, signatures are not allowed. */
export interface ChunkedHooks {
  /** Bytes of the object, as views of what was pushed. */
  data(bytes: Uint8Array): void
  readonly verify?:
    | {
        chunk(signature: string | undefined, pieces: readonly Uint8Array[]): void
        trailer(signature: string | undefined, lines: string): void
      }
    | undefined
  /** Names of the trailing headers that the request announced in `x-amz-trailer`, lower case. */
  readonly trailers: readonly string[]
  /** Smallest size of a chunk that is not the last, where the service has one. */
  readonly minimumChunk?: number | undefined
}

export interface ChunkedReader {
  push(bytes: Uint8Array): void
  /** The trailing headers; throws IncompleteBody when the body ended early. */
  end(): ReadonlyMap<string, string>
}

const maximumLine = 8192
const lineFeed = 10

const badFraming = (text: string): never => fail('IncompleteBody', {}, text)

const readChunkLine = (line: string): { size: number; signature?: string } => {
  const parts = /^([0-9A-Fa-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line)
  if (!parts?.[1]) return badFraming('The aws-chunked body has a malformed chunk header')
  const size = Number.parseInt(parts[1], 16)
  return parts[2] === undefined ? { size } : { size, signature: parts[2] }
}

/**
 * Undoes aws-chunked framing without copying: `hex-size[;chunk-signature=...]\r\n bytes \r\n ... 0 ... trailers \r\n`.
 * Throws IncompleteBody, InvalidChunkSizeError, MalformedTrailerError. Source: AWS, "SigV4 streaming" and
 * "Including trailing headers".
 */
export const chunkedReader = ({ data, verify, trailers, minimumChunk = 0 }: ChunkedHooks): ChunkedReader => {
  let state: 'header' | 'data' | 'data-end' | 'trailer' | 'end' = 'header'
  let partial = ''
  let left = 0
  let chunk: { size: number; signature?: string } = { size: 0 }
  let short = false
  let pieces: Uint8Array[] = []
  const found = new Map<string, string>()
  let lines = ''
  let signature: string | undefined
  let blank = false

  const begin = (line: string) => {
    chunk = readChunkLine(line)
    if (!verify && chunk.signature !== undefined)
      badFraming('The aws-chunked body has chunk signatures that were not announced')
    if (chunk.size > 0 && short) fail('InvalidChunkSizeError')
    short = chunk.size < minimumChunk
    left = chunk.size
    pieces = []
    if (chunk.size > 0) state = 'data'
    else finishChunk('trailer')
  }

  const finishChunk = (next: 'header' | 'trailer') => {
    verify?.chunk(chunk.signature, pieces)
    pieces = []
    state = next
  }

  const finish = () => {
    if (trailers.some(name => !found.has(name))) fail('MalformedTrailerError')
    if (trailers.length > 0) verify?.trailer(signature, lines)
    state = 'end'
  }

  const trailerLine = (line: string) => {
    if (line === '') {
      // some clients end the last chunk with an empty line before the trailer
      if (found.size > 0 || signature !== undefined || trailers.length === 0 || blank) return finish()
      blank = true
      return
    }
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name === 'x-amz-trailer-signature' && verify && signature === undefined) {
      signature = value
      return
    }
    if (!trailers.includes(name) || found.has(name) || signature !== undefined) fail('MalformedTrailerError')
    found.set(name, value)
    lines += `${name}:${value}\n`
  }

  const takeLine = (bytes: Uint8Array, from: number): number => {
    const end = bytes.indexOf(lineFeed, from)
    const stop = end < 0 ? bytes.length : end
    if (partial.length + stop - from > maximumLine) badFraming('The aws-chunked body has a line that is too long')
    partial += Buffer.from(bytes.buffer, bytes.byteOffset + from, stop - from).toString('latin1')
    if (end < 0) return bytes.length
    const line = partial.endsWith('\r') ? partial.slice(0, -1) : partial
    partial = ''
    if (state === 'header') begin(line)
    else if (state === 'trailer') trailerLine(line)
    else if (line !== '') badFraming('A chunk of the aws-chunked body is longer than its header says')
    else finishChunk('header')
    return end + 1
  }

  const takeData = (bytes: Uint8Array, from: number): number => {
    const piece = bytes.subarray(from, from + left)
    left -= piece.length
    data(piece)
    if (verify) pieces.push(piece)
    if (left === 0) state = 'data-end'
    return from + piece.length
  }

  return {
    push(bytes) {
      let at = 0
      while (at < bytes.length) {
        if (state === 'end') badFraming('The aws-chunked body goes on after its end')
        at = state === 'data' ? takeData(bytes, at) : takeLine(bytes, at)
      }
    },
    end() {
      if (state !== 'end') badFraming('The aws-chunked body ended before its last chunk')
      return found
    },
  }
}
