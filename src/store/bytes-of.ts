import { chunkSize } from './blob-kinds.js'
import type { Blob } from './types.js'

/** A read of little gives its bytes at once, unless it crosses from one file of a joined blob to the next. */
function* chunksOf(blob: Blob, start: number, end: number): Generator<Uint8Array> {
  const chunk = blob.read(start, end)
  if (ArrayBuffer.isView(chunk)) {
    yield chunk
    return
  }
  if (Array.isArray(chunk)) {
    yield* chunk as readonly Uint8Array[]
    return
  }
  const middle = Math.floor((start + end) / 2)
  if (middle === start) throw new Error('a blob gives a single byte at once')
  yield* chunksOf(blob, start, middle)
  yield* chunksOf(blob, middle, end)
}

/** All bytes of a blob, now and as a copy: for tests that look at what is stored. */
export const bytesOf = (blob: Blob): Uint8Array => {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < blob.size; at += chunkSize)
    chunks.push(...chunksOf(blob, at, Math.min(at + chunkSize, blob.size)))
  return Buffer.concat(chunks)
}
