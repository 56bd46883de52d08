import { ServiceError } from '../contract/errors.js'
import { FileBlob, memoryBlob, piecesBlob, segmentSize } from './blob-kinds.js'
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
  /** Keeps a copy of the bytes: at once, but for the first that become a file, which load the file part. */
  keep(bytes: Uint8Array): Blob | Promise<Blob>
  /** Keeps pieces that are handed over. `isPart`: of a body that is too large for memory, whatever this part's size. */
  keepPieces(pieces: readonly Uint8Array[], size: number, isPart: boolean): Blob | Promise<Blob>
}

/** Blobs whose files are there from the begin: what an earlier process kept can be opened again. */
export interface OpenBlobs extends Blobs {
  keep(bytes: Uint8Array): Blob
  keepPieces(pieces: readonly Uint8Array[], size: number, isPart: boolean): Blob
  /** Keeps bytes of any size as a file. */
  write(bytes: Uint8Array): FileBlob
  /** Bytes that an earlier process kept. To be called once for a name: the last to hold the blob ends its file. */
  open(name: string, size: number): FileBlob
}

export interface BlobOptions {
  /** Loaded when the first large blob comes. Default: memfs, an in-memory file system. */
  readonly files?: () => Promise<BlobFiles>
  /** Directory of the files, with its last slash. It must exist, and be this instance's own. */
  readonly directory?: string
  /** Bodies of up to this many bytes stay out of files. Default: 8 KiB with `files`, else 8 MiB (docs/decisions/011). */
  readonly small?: number
}

// memfs takes 45 ms to load; most test processes never keep so large a body.
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
const fileBlob = (files: BlobFiles, directory: string, name: string, size: number): FileBlob => {
  const path = `${directory}${name}`
  return new FileBlob(
    size,
    (target, position) =>
      withFile(files, path, 'r', file =>
        moveAll(target, path, (offset, length) => files.readSync(file, target, offset, length, position + offset)),
      ),
    name,
  )
}

/** The place for bodies is full, gone or failing: no defect, and nothing of the body is kept. */
const cannotKeep = (error: unknown, path: string): unknown =>
  error instanceof Error && 'code' in error
    ? new ServiceError('ServiceUnavailable', { message: `tigris-mock cannot write ${path}: ${error.message}` })
    : error

interface FilePlace {
  readonly files: BlobFiles
  /** With its last slash. */
  readonly directory: string
  readonly small: number
  /** How many files were ever made there. */
  readonly made?: number
}

/** Large bodies as files of a place that is there. */
export const openBlobs = ({ files, directory, small, made = 0 }: FilePlace): OpenBlobs => {
  let count = made
  const remove = (name: string): void => {
    try {
      files.unlinkSync(`${directory}${name}`)
    } catch {
      // whoever removed the directory removed it too
    }
  }
  const unused = new FinalizationRegistry<string>(remove)
  const open = (name: string, size: number): FileBlob => {
    const blob = fileBlob(files, directory, name, size)
    unused.register(blob, name)
    return blob
  }
  const writePieces = (pieces: readonly Uint8Array[], size: number): FileBlob => {
    count += 1
    const name = String(count)
    const path = `${directory}${name}`
    try {
      withFile(files, path, 'wx', file => {
        let begin = 0
        for (const piece of pieces) {
          const source = asBuffer(piece)
          moveAll(source, path, (offset, length) => files.writeSync(file, source, offset, length, begin + offset))
          begin += source.byteLength
        }
      })
    } catch (error) {
      remove(name)
      throw cannotKeep(error, path)
    }
    return open(name, size)
  }
  const write = (bytes: Uint8Array): FileBlob => writePieces([bytes], bytes.byteLength)
  return {
    write,
    open,
    keep: bytes => (bytes.byteLength <= small ? memoryBlob(bytes) : write(bytes)),
    keepPieces: (pieces, size, isPart) => (size <= small && !isPart ? piecesBlob(pieces) : writePieces(pieces, size)),
  }
}

/** Bodies of up to this many bytes stand in the records of their objects. */
export const smallBody = 8192

/**
 * Large bodies become files: named by a count and never by a key, written once, and removed when no record of any
 * world or checkpoint holds their blob.
 */
export const createBlobs = (options: BlobOptions = {}): Blobs => {
  const { files = memoryFiles, directory = '/' } = options
  const { small = options.files === undefined ? segmentSize : smallBody } = options
  let loading: Promise<BlobFiles> | undefined
  let loaded: OpenBlobs | undefined
  const inFiles = (use: (open: OpenBlobs) => Blob): Blob | Promise<Blob> => {
    if (loaded !== undefined) return use(loaded)
    loading ??= files()
    return loading.then(part => {
      loaded ??= openBlobs({ files: part, directory, small })
      return use(loaded)
    })
  }
  return {
    keep: bytes => (bytes.byteLength <= small ? memoryBlob(bytes) : inFiles(open => open.keep(bytes))),
    keepPieces: (pieces, size, isPart) =>
      size <= small && !isPart ? piecesBlob(pieces) : inFiles(open => open.keepPieces(pieces, size, isPart)),
  }
}
