import type { Blob } from './types.js'

type Bytes = Uint8Array | AsyncIterable<Uint8Array>

/** Largest chunk of a read, in bytes. */
export const chunkSize = 1024 * 1024

const empty = (): Uint8Array => new Uint8Array(0)

/** Bytes in memory. Kept and handed out as copies: a caller's later change reaches neither. */
export const memoryBlob = (bytes: Uint8Array): Blob => {
  const kept = new Uint8Array(bytes)
  return { size: kept.byteLength, read: (start = 0, end = kept.byteLength) => kept.slice(start, Math.max(start, end)) }
}

/** Bytes that a source copies out range by range, `fill` writing the whole of its target. */
export class ReadBlob implements Blob {
  constructor(
    readonly size: number,
    private readonly fill: (target: Uint8Array, position: number) => void,
  ) {}

  private chunk(start: number, end: number): Uint8Array {
    const target = Buffer.allocUnsafeSlow(end - start)
    this.fill(target, start)
    return target
  }

  read(start = 0, end = this.size): Bytes {
    const last = Math.min(end, this.size)
    if (last <= start) return empty()
    return last - start <= chunkSize ? this.chunk(start, last) : this.chunks(start, last)
  }

  // INVARIANT: the generator holds `this`, so the bytes are not reclaimed while somebody reads.
  private async *chunks(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; at += chunkSize) yield this.chunk(at, Math.min(at + chunkSize, end))
  }
}

/** Bytes of a file that is written once. */
export class FileBlob extends ReadBlob {
  constructor(
    size: number,
    fill: (target: Uint8Array, position: number) => void,
    /** In its directory. */
    readonly name: string,
  ) {
    super(size, fill)
  }
}

interface Piece {
  readonly blob: Blob
  readonly start: number
  readonly end: number
}

async function* readPieces(pieces: readonly Piece[], start: number, end: number): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece.end <= start || piece.start >= end) continue
    const bytes = piece.blob.read(Math.max(start - piece.start, 0), Math.min(end, piece.end) - piece.start)
    if (ArrayBuffer.isView(bytes)) yield bytes
    else yield* bytes
  }
}

/** Several blobs one after the other. */
export class JoinedBlob implements Blob {
  constructor(
    readonly size: number,
    readonly pieces: readonly Piece[],
  ) {}

  read(start = 0, end = this.size): Bytes {
    const last = Math.min(end, this.size)
    if (last <= start) return empty()
    const within = this.pieces.find(piece => piece.start <= start && last <= piece.end)
    return within === undefined
      ? readPieces(this.pieces, start, last)
      : within.blob.read(start - within.start, last - within.start)
  }
}

/** Several blobs one after the other, as one; no byte is copied. */
export const joinBlobs = (blobs: readonly Blob[]): Blob => {
  const [only] = blobs
  if (only !== undefined && blobs.length === 1) return only
  const pieces: Piece[] = []
  let size = 0
  for (const blob of blobs) {
    if (blob.size > 0) pieces.push({ blob, start: size, end: size + blob.size })
    size += blob.size
  }
  return new JoinedBlob(size, pieces)
}
