import { relative, resolve } from 'node:path'
import { readFileSync } from '../contract/files.js'
import { SourceError } from './source-error.js'

/** A path as a terminal in the working directory can open it. */
export const shown = (path: string): string => {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)

/** A file found near one of several directories. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string
  readonly bytes: Buffer
}

/** Reads a file against the first of the directories where it is. The error names each path that was tried. */
export const readNear = (path: string, directories: readonly string[]): FoundFile => {
  const tried = [...new Set(directories.map(directory => resolve(directory, path)))]
  let why: string | undefined
  for (const candidate of tried) {
    try {
      return { path: candidate, bytes: readFileSync(candidate) }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      why = code
      if (code !== 'ENOENT' && code !== 'ENOTDIR') break
    }
  }
  throw new SourceError(`cannot be read: ${tried.join(', nor ')}`, undefined, why)
}

/** The text of a file, without the mark that some editors put before it. */
export const readTextNear = (
  path: string,
  directories: readonly string[],
): { readonly path: string; readonly text: string } => {
  const found = readNear(path, directories)
  return { path: found.path, text: withoutMark(found.bytes.toString('utf8')) }
}
