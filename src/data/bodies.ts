import fs, { mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs'
import { join, sep } from 'node:path'
import { ServiceError } from '../contract/errors.js'
import { FileBlob } from '../store/blob-kinds.js'
import { type OpenBlobs, openBlobs, smallBody } from '../store/blobs.js'
import type { Blob } from '../store/types.js'
import type { BlobWriter } from './values.js'

/** Files of large bodies. Their names are counts: nothing of a key or a bucket is a path. */
export interface Bodies extends BlobWriter {
  readonly blobs: OpenBlobs
  /** The one blob of a file. One whose file is gone or of another length is refused when it is read. */
  open(name: string, size: number): Blob
  /** Removes files that are not used, and lets go of what was opened. */
  finish(used: ReadonlySet<string>): void
}

const nameOf = /^[1-9]\d{0,14}$/

/** Bytes that are not as they were written. */
export class DamagedBlob extends FileBlob {
  constructor(
    size: number,
    name: string,
    readonly fault: string,
  ) {
    super(size, () => this.read(), name)
  }

  override read(): never {
    throw new ServiceError('InternalError', {
      message: `tigris-mock: the bytes of this object are damaged: ${this.fault}`,
    })
  }
}

export const openBodies = (directory: string): Bodies => {
  mkdirSync(directory, { recursive: true })
  const present = new Set(readdirSync(directory).filter(name => nameOf.test(name)))
  let made = 0
  for (const name of present) made = Math.max(made, Number(name))
  const blobs = openBlobs({ files: fs, directory: `${directory}${sep}`, small: smallBody, made })
  const opened = new Map<string, Blob>()
  const written = new WeakMap<Blob, FileBlob>()

  const openNew = (name: string, size: number): Blob => {
    const path = join(directory, name)
    if (!present.has(name)) return new DamagedBlob(size, name, `${path} is gone`)
    const found = statSync(path).size
    return found === size
      ? blobs.open(name, size)
      : new DamagedBlob(size, name, `${path} has ${found} bytes in place of ${size}`)
  }

  return {
    blobs,
    open(name, size) {
      if (!nameOf.test(name)) throw new Error(`\`${name}\` is no name of a body`)
      const known = opened.get(`${name}/${size}`)
      if (known !== undefined) return known
      const blob = openNew(name, size)
      opened.set(`${name}/${size}`, blob)
      return blob
    },
    fileOf(blob, bytes) {
      const known = written.get(blob)
      if (known !== undefined) return known
      const file = blobs.write(bytes)
      written.set(blob, file)
      return file
    },
    finish(used) {
      for (const name of present) if (!used.has(name)) unlinkSync(join(directory, name))
      opened.clear()
    },
  }
}
