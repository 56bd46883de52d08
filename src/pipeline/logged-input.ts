import { bytesOf } from '../store/bytes-of.js'
import type { Blob } from '../store/types.js'

type Input = Readonly<Record<string, unknown>>

/** The input with the body that was stored, as bytes that are copied when somebody asks for them. */
export const withBody = (input: Input, blob: Blob | undefined): Input =>
  blob === undefined
    ? input
    : Object.defineProperty({ ...input }, 'Body', { enumerable: true, get: () => bytesOf(blob) })
