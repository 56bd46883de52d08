import { sourcesOf } from './sources.js'

/** In lines. */
export interface SizeLimits {
  readonly error: number
  readonly warning: number
  readonly median: number
}

export interface SizeReport {
  readonly findings: readonly string[]
  readonly warnings: readonly string[]
  readonly median: number
}

export const houseLimits: SizeLimits = { error: 400, warning: 250, median: 80 }

export const judgeFileSizes = (root: string, limits: SizeLimits = houseLimits): SizeReport => {
  const sizes = sourcesOf(root)
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0) }))
    .sort((a, b) => a.lines - b.lines)
  const median = sizes[Math.floor((sizes.length - 1) / 2)]?.lines ?? 0
  const tooLong = sizes.filter(({ lines }) => lines > limits.error)
  const long = sizes.filter(({ lines }) => lines > limits.warning && lines <= limits.error)
  return {
    findings: [
      ...tooLong.map(({ path, lines }) => `${path} has ${lines} lines, more than ${limits.error}`),
      ...(median > limits.median ? [`half of the files have more than ${limits.median} lines: ${median}`] : []),
    ],
    warnings: long.map(({ path, lines }) => `${path} has ${lines} lines, more than ${limits.warning}`),
    median,
  }
}
