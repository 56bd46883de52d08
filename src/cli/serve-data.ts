import fs, { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import type { BlobOptions } from '../store/blobs.js'
import { UsageError } from './usage-error.js'

/** Where a server keeps large bodies while it runs. */
export interface DataDirectory {
  readonly bodies: BlobOptions
  /** Removes the server's own directory, not the one that was given. */
  remove(): void
}

/** Makes the directory if it is not there, and in it one of this server alone. Throws a UsageError. */
export const openData = (given: string): DataDirectory => {
  const path = resolve(given)
  try {
    mkdirSync(path, { recursive: true })
    const own = mkdtempSync(join(path, 'tigris-mock-'))
    return {
      bodies: { files: async () => fs, directory: `${own}${sep}` },
      remove: () => rmSync(own, { recursive: true, force: true }),
    }
  } catch (error) {
    throw new UsageError(`\`--data ${given}\`: cannot write there: ${error instanceof Error ? error.message : error}`)
  }
}
