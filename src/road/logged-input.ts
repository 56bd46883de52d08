import type { Blob } from '../store/types.js'

type Input = Readonly<Record<string, unknown>>

/** Of one read of a blob: up to here it gives bytes at once. */
const chunkBytes = 1 << 20

const bytesOf = (blob: Blob): Uint8Array => {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < blob.size; at += chunkBytes) {
    const chunk = blob.read(at, Math.min(at + chunkBytes, blob.size))
    if (!ArrayBuffer.isView(chunk)) throw new Error('a blob gives a chunk of itself at once')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The input with the body that was stored, as bytes that are copied when somebody asks for them. */
export const withBody = (input: Input, blob: Blob | undefined): Input =>
  blob === undefined
    ? input
    : Object.defineProperty({ ...input }, 'Body', { enumerable: true, get: () => bytesOf(blob) })
