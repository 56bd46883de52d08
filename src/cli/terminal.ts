import { writeFileSync } from 'node:fs'
import { isatty, type WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import { type Annotation, annotationLine } from '../reports/annotations.js'
import { UsageError } from './usage-error.js'

/** One line for the reader, or for the program behind the pipe. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`)

export const printJson = (value: unknown): void => print(JSON.stringify(value))

/** A word on what went wrong; it stays out of what is piped on. */
export const complain = (line: string): void => void process.stderr.write(`${line}\n`)

/** A reader who has had enough (`tigris-mock serve | head -1`) ends nothing but what is printed. */
export const outlive = (output: Pick<WriteStream, 'on' | 'write'>): void => {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    output.write = () => true
  })
}

const given = (name: string): boolean => (process.env[name] ?? '') !== ''

/** A terminal takes colour, a pipe does not; the reader may say otherwise: https://no-color.org , https://force-color.org */
const isColourful = (): boolean => {
  if (given('NO_COLOR')) return false
  if (given('FORCE_COLOR')) return process.env.FORCE_COLOR !== '0'
  return isatty(1) && process.env.TERM !== 'dumb'
}

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** Text in a colour, where there is any. */
export const paint = (style: Style, text: string): string => (isColourful() ? styleText(style, text) : text)

/** Shows something beside its line of a change, where the run is one of GitHub Actions. */
export const annotate = (annotation: Annotation): void => {
  if (process.env.GITHUB_ACTIONS === 'true') print(annotationLine(annotation))
}

/** Writes a report to a file. Throws a UsageError that names the path. */
export const writeReport = (path: string, text: string): void => {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new UsageError(`the report \`${path}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`)
  }
}
