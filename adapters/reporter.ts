import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import {
  checkThresholds,
  htmlReport,
  jsonReport,
  lcovReport,
  markdownReport,
  missedThresholds,
  type ReportThresholds,
  type RunReport,
  readRecordings,
  recordVariable,
  reportOf,
  summaryText,
} from '../src/for-reporters.js'

const formats = {
  html: ['index.html', (report: RunReport) => htmlReport(report)],
  lcov: ['lcov.info', ({ coverage }: RunReport) => lcovReport(coverage)],
  json: ['report.json', (report: RunReport) => jsonReport(report)],
  markdown: ['report.md', (report: RunReport) => markdownReport(report)],
  text: ['report.txt', (report: RunReport) => `${summaryText(report)}\n`],
} as const

/** What a report is written as: `index.html`, `lcov.info`, `report.json`, `report.md`, `report.txt`. */
export type ReportFormat = keyof typeof formats

/** How a runner's reporter reports. */
export interface ReporterOptions {
  /** Where files are written, and decisions in its folder `decisions`. Default: `tigris-mock-report`. */
  readonly directory?: string
  /** Default: html, lcov and json. */
  readonly formats?: readonly ReportFormat[]
  /** Whole percents; a run that does not reach one fails. */
  readonly thresholds?: ReportThresholds
  /** Lines of each list in the summary. Default: 5. */
  readonly most?: number
}

const optionNames = ['directory', 'formats', 'thresholds', 'most']

/** Writes a report in some formats. Returns the path of the page, or of the first file. */
export const writeReport = (
  report: RunReport,
  directory: string,
  wanted: readonly ReportFormat[],
): string | undefined => {
  mkdirSync(directory, { recursive: true })
  const written = wanted.map(format => {
    const [name, make] = formats[format]
    const path = join(directory, name)
    writeFileSync(path, make(report))
    return path
  })
  const page = written.find(path => path.endsWith('.html')) ?? written[0]
  return page && relative(process.cwd(), page)
}

/** Throws for a format that there is not. */
export const checkFormats = (names: readonly string[]): readonly ReportFormat[] => {
  const unknown = names.find(name => !Object.hasOwn(formats, name))
  if (unknown !== undefined)
    throw new Error(`there is no report as \`${unknown}\`; there are ${Object.keys(formats).join(', ')}`)
  return names as readonly ReportFormat[]
}

/** What a finished run comes to. */
export interface FinishedRun {
  /** For the terminal. Empty when no decision was recorded. */
  readonly text: string
  /** Thresholds that were not reached, one sentence each. */
  readonly missed: readonly string[]
}

/** Records the decisions of all workers of a run, and reports them at its end. Throws for an option that there is not. */
export const createRunReporter = (options: ReporterOptions = {}) => {
  const unknown = Object.keys(options).find(name => !optionNames.includes(name))
  if (unknown !== undefined)
    throw new Error(`\`${unknown}\` is no option of the reporter; there are ${optionNames.join(', ')}`)
  const {
    directory = 'tigris-mock-report',
    formats: wanted = ['html', 'lcov', 'json'],
    thresholds = {},
    most = 5,
  } = options
  checkThresholds(thresholds)
  checkFormats(wanted)
  const target = resolve(directory)
  const decisions = join(target, 'decisions')
  return {
    /** Begins a run: what an earlier one left is gone, and workers that start now record. */
    begin(): void {
      rmSync(decisions, { recursive: true, force: true })
      mkdirSync(decisions, { recursive: true })
      process.env[recordVariable] = decisions
    },
    finish(): FinishedRun {
      const recording = readRecordings([decisions])
      if (recording.decisions.length === 0) return { text: '', missed: [] }
      const report = reportOf(recording)
      const page = writeReport(report, target, wanted)
      return {
        text: summaryText(report, { most, ...(page !== undefined && { page }) }),
        missed: missedThresholds(report, thresholds),
      }
    },
  }
}

/** Shows the end of a run, and fails the process when it missed a threshold. */
export const showRun = ({ text, missed }: FinishedRun, write: (text: string) => void): void => {
  if (text !== '') write(`\n tigris-mock\n${text}\n`)
  for (const line of missed) write(`  FAIL      ${line}\n`)
  if (missed.length > 0) process.exitCode = 1
}
