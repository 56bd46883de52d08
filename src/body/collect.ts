import { joinBlobs } from '../store/blob-kinds.js'
import type { Blob } from '../store/types.js'

// Bodies up to this size are one blob, read again without being put together.
const segmentSize = 8 * 1024 ** 2

/** What a body is put into as it comes. */
export interface Sink {
  take(piece: Uint8Array): void
  /** Hands over what has come, when it is much: to be awaited before more is asked for. */
  settle(): void | Promise<void>
}

export interface CollectedBlob extends Sink {
  /** All of it. */
  end(): Promise<Blob>
}

/** Keeps a body segment by segment: a large one never stands in memory as a whole. */
export const collectBlob = (keep: (bytes: Uint8Array) => Blob | Promise<Blob>): CollectedBlob => {
  const blobs: Blob[] = []
  let pieces: Uint8Array[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    const [only = new Uint8Array(0)] = pieces
    const bytes = pieces.length > 1 ? Buffer.concat(pieces, size) : only
    pieces = []
    size = 0
    blobs.push(await keep(bytes))
  }
  return {
    take(piece) {
      pieces.push(piece)
      size += piece.length
    },
    settle: () => (size < segmentSize ? undefined : flush()),
    async end() {
      if (size > 0 || blobs.length === 0) await flush()
      return joinBlobs(blobs)
    },
  }
}
