import { chunkSize, joinBlobs, segmentSize } from '../store/blob-kinds.js'
import type { Blob, Store } from '../store/types.js'

/** What a body is put into as it comes. */
export interface Sink {
  /** How many bytes are to come, where that was said. */
  expect(size: number | undefined): void
  take(piece: Uint8Array): void
  /** Hands over what has come, when it is much: to be awaited before more is asked for. */
  settle(): void | Promise<void>
}

export interface CollectedBlob extends Sink {
  /** All of it. */
  end(): Blob | Promise<Blob>
}

export type KeepPieces = Store['blobOf']

const smallest = 4096

/**
 * Keeps copies of what comes, in chunks of memory of its own: a socket or a caller may use theirs again. A body larger
 * than a segment goes to `keep` segment by segment.
 */
export const collectBlob = (keep: KeepPieces): CollectedBlob => {
  const segments: (Blob | Promise<Blob>)[] = []
  let chunks: Uint8Array[] = []
  let size = 0
  let chunk: Uint8Array = new Uint8Array(0)
  let used = 0
  let expected: number | undefined

  const nextChunk = (least: number): void => {
    if (used > 0) chunks.push(chunk)
    const wanted = expected ?? Math.max(smallest, least, 2 * used)
    chunk = Buffer.allocUnsafeSlow(Math.min(chunkSize, Math.max(wanted, 1)))
    used = 0
  }
  const hand = (isPart: boolean): void => {
    if (used > 0) chunks.push(used === chunk.length ? chunk : chunk.subarray(0, used))
    segments.push(keep(chunks, size, isPart))
    chunks = []
    chunk = new Uint8Array(0)
    size = 0
    used = 0
  }
  return {
    expect(bytes) {
      expected = bytes
    },
    take(piece) {
      for (let at = 0; at < piece.length; ) {
        if (size >= segmentSize) hand(true)
        if (used === chunk.length) nextChunk(piece.length - at)
        const part = piece.subarray(at, at + chunk.length - used)
        chunk.set(part, used)
        used += part.length
        size += part.length
        at += part.length
        if (expected !== undefined) expected = Math.max(0, expected - part.length)
      }
    },
    settle: async () => void (await segments.at(-1)),
    end() {
      if (size > 0 || segments.length === 0) hand(segments.length > 0)
      const [only] = segments
      return only !== undefined && segments.length === 1 ? only : Promise.all(segments).then(joinBlobs)
    },
  }
}
