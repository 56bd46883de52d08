import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Position } from '../policy/types.js'

const frame = /^\s+at (?:.* \()?((?:file:\/\/)?\/[^()]*?|[A-Z]:\\[^()]*?|file:\/\/\/[^()]*?):(\d+):(\d+)\)?$/

interface Frame {
  readonly path: string
  readonly line: number
  readonly column: number
}

const frameOf = (text: string): Frame | undefined => {
  const [, file, line, column] = frame.exec(text) ?? []
  if (file === undefined) return undefined
  return {
    path: file.startsWith('file:') ? fileURLToPath(file) : file,
    line: Number(line),
    column: Number(column),
  }
}

/** The folder of this package, whether it runs from its sources or as it is published. */
const packageOf = (path: string): string =>
  /^(.*)[\\/]dist[\\/](?:cjs|esm)[\\/]/.exec(path)?.[1] ?? path.replace(/[\\/]src[\\/]recording[\\/][^\\/]*$/, '')

const isOwn = (path: string, root: string): boolean =>
  ['dist', 'src', 'adapters'].some(
    folder => path.startsWith(`${root}/${folder}/`) || path.startsWith(`${root}\\${folder}\\`),
  )

const isOfOthers = (path: string): boolean => /[\\/]node_modules[\\/]/.test(path)

/** A path as a terminal in the working directory can open it. */
export const shownPath = (path: string): string => {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

/** Where a user's code stands that led here; undefined where none did, after an `await` for one. */
export const callSite = (): Position | undefined => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 50
  const { stack = '' } = new Error('where')
  Error.stackTraceLimit = limit
  const frames = stack.split('\n').flatMap(line => frameOf(line) ?? [])
  const root = frames[0] === undefined ? '' : packageOf(frames[0].path)
  const found = frames.find(({ path }) => !isOwn(path, root) && !isOfOthers(path))
  return found && { file: shownPath(found.path), line: found.line, column: found.column }
}
