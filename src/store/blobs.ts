import { memoryBlob, ReadBlob } from './blob-kinds.js'
import type { Blob } from './types.js'

/** The part of `fs` that keeps large blobs; `node:fs` and memfs both have it. */
export interface BlobFiles {
  openSync(path: string, flags: 'r' | 'wx'): number
  readSync(file: number, target: Uint8Array, offset: number, length: number, position: number): number
  writeSync(file: number, bytes: Uint8Array, offset: number, length: number, position: number): number
  closeSync(file: number): void
  unlinkSync(path: string): void
}

/** Where the bytes of all worlds of a mock are kept. */
export interface Blobs {
  /** Keeps a copy of the bytes: at once, but for the first large ones, which load the file part. */
  keep(bytes: Uint8Array): Blob | Promise<Blob>
}

export interface BlobOptions {
  /** Loaded when the first large blob comes. Default: an in-memory file system. */
  readonly files?: () => Promise<BlobFiles>
  /** Directory of the files, with its last slash. It must exist, and be this instance's own. */
  readonly directory?: string
  /** Bodies of up to this many bytes stay in memory. */
  readonly small?: number
}

// memfs takes 45 ms to load; most test processes never keep a large body.
const memoryFiles = async (): Promise<BlobFiles> => {
  const { createFsFromVolume, Volume } = await import('memfs')
  return createFsFromVolume(new Volume())
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const withFile = <T>(files: BlobFiles, path: string, flags: 'r' | 'wx', use: (file: number) => T): T => {
  const file = files.openSync(path, flags)
  try {
    return use(file)
  } finally {
    files.closeSync(file)
  }
}

/** Moves all of `bytes`, from their begin: one call may move only a part of them. */
const moveAll = (bytes: Uint8Array, path: string, move: (offset: number, length: number) => number): void => {
  for (let done = 0; done < bytes.byteLength; ) {
    const moved = move(done, bytes.byteLength - done)
    if (moved === 0) throw new Error(`${path} ends ${bytes.byteLength - done} bytes early: something else changed it`)
    done += moved
  }
}

// INVARIANT: made where the bytes are not in scope, for its closure holds all variables that stand there.
const fileBlob = (files: BlobFiles, path: string, size: number): Blob =>
  new ReadBlob(size, (target, position) =>
    withFile(files, path, 'r', file =>
      moveAll(target, path, (offset, length) => files.readSync(file, target, offset, length, position + offset)),
    ),
  )

/**
 * Large bodies become files: named by a count and never by a key, written once, and removed when no record of any
 * world or checkpoint holds their blob.
 */
export const createBlobs = ({ files = memoryFiles, directory = '/', small = 8192 }: BlobOptions = {}): Blobs => {
  let loading: Promise<BlobFiles> | undefined
  let loaded: BlobFiles | undefined
  let count = 0
  const unused = new FinalizationRegistry<string>(path => {
    try {
      loaded?.unlinkSync(path)
    } catch {
      // whoever removed the directory removed it too
    }
  })

  const write = (part: BlobFiles, bytes: Uint8Array): Blob => {
    count += 1
    const path = `${directory}${count}`
    const source = asBuffer(bytes)
    withFile(part, path, 'wx', file =>
      moveAll(source, path, (offset, length) => part.writeSync(file, source, offset, length, offset)),
    )
    const blob = fileBlob(part, path, bytes.byteLength)
    unused.register(blob, path)
    return blob
  }

  return {
    keep(bytes) {
      if (bytes.byteLength <= small) return memoryBlob(bytes)
      if (loaded !== undefined) return write(loaded, bytes)
      loading ??= files()
      return loading.then(part => {
        loaded = part
        return write(part, bytes)
      })
    },
  }
}
