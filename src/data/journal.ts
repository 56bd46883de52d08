import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DataError } from './data-error.js'
import { writeFrame } from './frames.js'

const writeAll = (file: number, bytes: Uint8Array, position: number): void => {
  for (let done = 0; done < bytes.byteLength; )
    done += writeSync(file, bytes, done, bytes.byteLength - done, position + done)
}

const cannotWrite = (path: string, error: unknown): DataError =>
  new DataError(`cannot write ${path}: ${error instanceof Error ? error.message : error}`, { cause: error })

/** What stands in a directory is there after a power cut too. */
const syncDirectory = (path: string): void => {
  const directory = openSync(dirname(path), 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/** A file that grows entry by entry. An entry is there whole or not at all, whenever its process ends. */
export class Journal {
  #file: number
  #size: number
  #fresh = false
  #syncing = false

  private constructor(
    readonly path: string,
    file: number,
    size: number,
  ) {
    this.#file = file
    this.#size = size
  }

  /** Goes on after `size` bytes; what follows them was never acknowledged, and is cut off. */
  static open(path: string, size: number): Journal {
    const file = openSync(path, 'r+')
    ftruncateSync(file, size)
    return new Journal(path, file, size)
  }

  /** A journal with these entries in the place of another, in one step. */
  static write(path: string, entries: Iterable<unknown>): Journal {
    const beside = `${path}.new`
    const file = openSync(beside, 'w')
    let size = 0
    try {
      for (const entry of entries) {
        const bytes = writeFrame(entry)
        writeAll(file, bytes, size)
        size += bytes.byteLength
      }
      fsyncSync(file)
      renameSync(beside, path)
      syncDirectory(path)
    } catch (error) {
      closeSync(file)
      try {
        unlinkSync(beside)
      } catch {
        // it was renamed, or never came to be
      }
      throw cannotWrite(path, error)
    }
    return new Journal(path, file, size)
  }

  get size(): number {
    return this.#size
  }

  /** Throws a DataError when it cannot be written; then nothing of the entry is there. */
  append(entry: unknown): void {
    const bytes = writeFrame(entry)
    try {
      writeAll(this.#file, bytes, this.#size)
    } catch (error) {
      ftruncateSync(this.#file, this.#size)
      throw cannotWrite(this.path, error)
    }
    this.#size += bytes.byteLength
    this.#fresh = true
  }

  /** Hands what was appended to the disk, beside whatever else goes on. */
  sync(failed: (error: Error) => void): void {
    if (!this.#fresh || this.#syncing) return
    this.#fresh = false
    this.#syncing = true
    fdatasync(this.#file, error => {
      this.#syncing = false
      if (error !== null && error.code !== 'EBADF') failed(cannotWrite(this.path, error))
    })
  }

  close(): void {
    if (this.#fresh || this.#syncing) fdatasyncSync(this.#file)
    closeSync(this.#file)
  }
}
