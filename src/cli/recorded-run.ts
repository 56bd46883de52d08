import { checkFile } from '../permissions/checks.js'
import { loadPermissionFile } from '../permissions/permission-file.js'
import { mergeRecordings, readRecordings } from '../recording/merge.js'
import type { ReportThresholds } from '../recording/record-report.js'
import type { Recording } from '../recording/record-types.js'
import { UsageError } from './usage-error.js'

/** Where reporters write decisions. */
export const usualRecord = 'tigris-mock-report/decisions'

const isPermissionFile = (path: string): boolean => /\.(?:ya?ml|json)$/.test(path)

/** What the checks of a permission file ask, whether they hold or not. */
const recordOf = async (path: string): Promise<Recording> => {
  const file = loadPermissionFile(path)
  for (const { run } of checkFile(file).checks) await Promise.allSettled([run()])
  return file.decisions.recording()
}

/**
 * The decisions of a run: of records and of directories that hold some, and of permission files, which are run for it.
 * Without any, what the reporter wrote last.
 */
export const readRun = async (paths: readonly string[]): Promise<Recording> => {
  const given = paths.length === 0 ? [usualRecord] : paths
  const records = given.filter(path => !isPermissionFile(path))
  const recordings = records.length === 0 ? [] : [readRecordings(records)]
  for (const path of given.filter(isPermissionFile)) recordings.push(await recordOf(path))
  const merged = mergeRecordings(recordings)
  if (merged.decisions.length === 0) throw new UsageError(`no decision was recorded in ${given.join(', ')}`)
  return merged
}

/** Reads `statements=100`. */
export const readThresholds = (given: readonly string[] = []): ReportThresholds =>
  Object.fromEntries(
    given.map(text => {
      const [, name, percent] = /^([a-z]+)=(\d+)$/.exec(text) ?? []
      if (name === undefined) throw new UsageError(`\`${text}\` is no threshold: write one as statements=100`)
      return [name, Number(percent)]
    }),
  )

export const recordArguments = '[RECORD | PERMISSION FILE]...'
