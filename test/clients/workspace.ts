import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { Workspace } from './client.js'

const mebibyte = 1024 ** 2

/** The same bytes in every run, and no two blocks alike. */
const bytes = (length: number): Buffer => {
  const blocks: Buffer[] = []
  for (let size = 0, block = 0; size < length; size += 64, block++)
    blocks.push(createHash('sha512').update(String(block)).digest())
  return Buffer.concat(blocks).subarray(0, length)
}

const files: Readonly<Record<string, Buffer>> = {
  'plain.txt': Buffer.from('plain\n'),
  'empty.txt': Buffer.alloc(0),
  'a name with spaces.txt': Buffer.from('spaces\n'),
  'plus+and&amp;percent%20.txt': Buffer.from('signs\n'),
  'größe-имя-名.txt': Buffer.from('letters\n'),
  "deep/er/quote's (1).bin": bytes(300_000),
}

export const makeWorkspace = (): Workspace & { remove(): void } => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-clients-'))
  const [small, big, tree] = ['small.txt', 'big.bin', 'tree'].map(name => join(directory, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(small, 'a small text\n')
  writeFileSync(big, bytes(21 * mebibyte))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), content)
  }
  let taken = 0
  return {
    ...{ directory, small, big, tree },
    fresh: () => join(directory, `fresh-${++taken}`),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** Paths of all files below a directory, with slashes, in order. */
export const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(directory, join(entry.parentPath, entry.name)))
    .sort()

const digest = (algorithm: string, file: string) => createHash(algorithm).update(readFileSync(file))

export const md5Of = (file: string): string => digest('md5', file).digest('hex')
export const sha256Of = (file: string): string => digest('sha256', file).digest('base64')

/** Throws unless both files, or both directories, have the same content. */
export const requireSame = (expected: string, actual: string): void => {
  if (statSync(expected).isDirectory()) {
    requireEqual(filesBelow(expected), filesBelow(actual), `files of ${actual}`)
    for (const file of filesBelow(expected)) requireSame(join(expected, file), join(actual, file))
  } else if (sha256Of(expected) !== sha256Of(actual)) throw new Error(`${actual} is not what was sent (${expected})`)
}

/** Throws unless both are the same as JSON. */
export const requireEqual = (expected: unknown, actual: unknown, what: string): void => {
  const [wanted, got] = [JSON.stringify(expected), JSON.stringify(actual)]
  if (wanted !== got) throw new Error(`${what}: expected ${wanted}, got ${got}`)
}
