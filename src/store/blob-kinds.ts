import type { Bytes } from '../contract/wire.js'
import type { Blob } from './types.js'

/** Largest chunk of a read, in bytes. */
export const chunkSize = 1024 * 1024

/** Bodies are collected in segments of this size: what is larger never stands in memory as a whole. */
export const segmentSize = 8 * 1024 ** 2

const empty = new Uint8Array(0)

/** Bytes in memory that nobody changes: a read gives a view of them. */
class MemoryBlob implements Blob {
  constructor(
    readonly size: number,
    private readonly memory: ArrayBufferLike,
    private readonly at: number,
  ) {}

  read(start = 0, end = this.size): Bytes {
    const last = Math.min(end, this.size)
    return last <= start ? empty : Buffer.from(this.memory as ArrayBuffer, this.at + start, last - start)
  }
}

const viewBlob = ({ byteLength, buffer, byteOffset }: Uint8Array): Blob =>
  new MemoryBlob(byteLength, buffer, byteOffset)

/** Copies in pieces of at most 1 MiB: for each larger one the allocator would ask the system for fresh memory. */
export function* copiesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += chunkSize) {
    const piece = bytes.subarray(at, at + chunkSize)
    const copy = Buffer.allocUnsafeSlow(piece.byteLength)
    copy.set(piece)
    yield copy
  }
}

/** A copy in memory. Small ones share the pool of Node's buffers. */
export const memoryBlob = (bytes: Uint8Array): Blob =>
  bytes.byteLength <= Buffer.poolSize / 2 ? viewBlob(Buffer.from(bytes)) : piecesBlob([...copiesOf(bytes)])

/** Pieces that are handed over. */
export const piecesBlob = (pieces: readonly Uint8Array[]): Blob => {
  const [only] = pieces
  // what hardly fills its memory goes where many stand together
  if (only !== undefined && pieces.length === 1 && only.byteLength <= Buffer.poolSize / 2) return memoryBlob(only)
  return joinBlobs(pieces.map(viewBlob))
}

/** Bytes that a source copies out range by range, `fill` writing the whole of its target: the reader's own. */
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
    if (last <= start) return empty
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

const readPiece = ({ blob, start, end }: Piece, from: number, to: number): Bytes =>
  blob.read(Math.max(from - start, 0), Math.min(to, end) - start)

async function* readInTurn(pieces: readonly Piece[], from: number, to: number): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    const bytes = readPiece(piece, from, to)
    if (ArrayBuffer.isView(bytes)) yield* copiesOf(bytes)
    else if (Array.isArray(bytes)) for (const view of bytes as readonly Uint8Array[]) yield* copiesOf(view)
    else yield* bytes as AsyncIterable<Uint8Array>
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
    const within = this.pieces.filter(piece => piece.end > start && piece.start < last)
    const [first] = within
    if (first === undefined || last <= start) return empty
    if (within.length === 1) return readPiece(first, start, last)
    const views: Uint8Array[] = []
    for (const piece of within) {
      const bytes = readPiece(piece, start, last)
      if (ArrayBuffer.isView(bytes)) views.push(bytes)
      else if (Array.isArray(bytes)) views.push(...(bytes as readonly Uint8Array[]))
      else return readInTurn(within, start, last)
    }
    return views
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
