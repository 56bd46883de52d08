import { type Check, type CheckedFile, checkFile } from '../permissions/checks.js'
import { notReached } from '../permissions/coverage.js'
import { loadPermissionFile, type PermissionFile } from '../permissions/permission-file.js'
import { coverageOf } from '../recording/coverage.js'
import { junitXml } from '../reports/junit.js'
import { defineCommand, json, junit, type Values } from './command.js'
import { annotate, paint, print, printJson, writeReport } from './terminal.js'
import { liveOptions, testLive } from './test-live.js'
import { UsageError } from './usage-error.js'

interface CheckOutcome {
  readonly file: string
  readonly name: string
  /** Why it failed. */
  readonly failure?: string
}

const runCheck = async (file: string, { name, run }: Check): Promise<CheckOutcome> => {
  try {
    await run()
    return { file, name }
  } catch (error) {
    return { file, name, failure: error instanceof Error ? error.message : String(error) }
  }
}

interface Loaded extends CheckedFile {
  /** Absent for what cannot be read as permission tests. */
  readonly read?: PermissionFile
}

/** A file that cannot be read as one of permission tests has failed once. */
const load = (file: string, strictDenials: boolean): Loaded => {
  try {
    const read = loadPermissionFile(file)
    return { read, ...checkFile(read, { strictDenials }) }
  } catch (error) {
    const check = { name: 'the file can be read', run: () => Promise.reject(error) }
    return { checks: [check], coverage: () => coverageOf({ policies: new Map(), decisions: [] }), vacuous: () => 0 }
  }
}

const show = ({ name, failure }: CheckOutcome): void => {
  print(failure === undefined ? `  ${paint('green', 'ok')}    ${name}` : `  ${paint('red', 'FAIL')}  ${name}`)
  if (failure !== undefined) print(failure.replace(/^(?=.)/gm, '        '))
}

const showReach = ({ read, coverage, vacuous }: Loaded): void => {
  for (const { what, position } of read?.untried ?? []) print(`  note  no boundary is tried at ${position}: ${what}`)
  const denials = vacuous()
  if (denials > 0) {
    const what = `${denials} denial${denials === 1 ? '' : 's'} of callers without any policy tested no policy`
    print(`  note  ${what}; --strict-denials makes such a check fail`)
  }
  const reached = coverage()
  const { matched, total, percent } = reached.summary.statements
  if (total === 0) return
  print(`  reached ${matched} of ${total} statements of its policies (${percent} percent)`)
  for (const line of notReached(reached, 'statements')) print(`        not reached: ${line}`)
}

const reachOf = ({ read, coverage, vacuous }: Loaded, file: string) => {
  const reached = coverage()
  const { matched, total } = reached.summary.statements
  return {
    file,
    matched,
    total,
    notMatched: notReached(reached, 'statements'),
    untried: read?.untried ?? [],
    vacuous: vacuous(),
  }
}

/** What failed, once more, where a long run ends; beside their lines on GitHub. */
const showFailures = (failures: readonly CheckOutcome[]): void => {
  if (failures.length > 1) print('\nfailed:')
  for (const { file, name, failure = '' } of failures) {
    if (failures.length > 1) print(`  ${file}: ${name}`)
    const [, place, line, column] = /(\S+\.(?:ya?ml|json)):(\d+):(\d+)/.exec(failure) ?? []
    const at = line === undefined ? {} : { line: Number(line), column: Number(column) }
    annotate({ level: 'error', title: name, message: failure, file: place ?? file, ...at })
  }
}

const patternOf = (text: string | undefined): RegExp => {
  try {
    return new RegExp(text ?? '')
  } catch (error) {
    throw new UsageError(`\`--grep ${text}\` is no regular expression: ${(error as Error).message}`)
  }
}

const options = {
  grep: { type: 'string', value: 'PATTERN', says: 'only checks whose name the regular expression finds' },
  'strict-denials': { type: 'boolean', says: 'fail a denial of a caller without any policy' },
  ...liveOptions,
  junit,
  json,
} as const

const testAlone = async (values: Values<typeof options>, files: readonly string[]): Promise<number> => {
  const stray = Object.keys(liveOptions).find(name => name !== 'live' && Object.hasOwn(values, name))
  if (stray !== undefined) throw new UsageError(`\`--${stray}\` is for \`--live\``)
  const pattern = patternOf(values.grep)
  const outcomes: CheckOutcome[] = []
  const reached: ReturnType<typeof reachOf>[] = []
  for (const file of files) {
    if (!values.json) print(file)
    const loaded = load(file, values['strict-denials'] === true)
    for (const check of loaded.checks.filter(({ name }) => loaded.read === undefined || pattern.test(name))) {
      const outcome = await runCheck(file, check)
      outcomes.push(outcome)
      if (!values.json) show(outcome)
    }
    reached.push(reachOf(loaded, file))
    if (!values.json) showReach(loaded)
  }
  if (outcomes.length === 0) throw new UsageError(`no check has a name in which \`${values.grep}\` is found`)
  const failures = outcomes.filter(({ failure }) => failure !== undefined)
  const failed = failures.length
  const passed = outcomes.length - failed
  if (values.junit !== undefined)
    writeReport(values.junit, junitXml(outcomes.map(outcome => ({ ...outcome, suite: outcome.file }))))
  if (!values.json) showFailures(failures)
  if (values.json) printJson({ passed, failed, checks: outcomes, coverage: reached })
  else print(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

export const test = defineCommand({
  takes: 'FILE...',
  example: ['tigris-mock test permissions/*.perm.yaml', 'prints a line for each check, and exits with 1 if one fails'],
  options,
  run: async ({ values, files }) => {
    if (files.length === 0) throw new UsageError('name at least one permission file')
    const alone = (['grep', 'junit'] as const).find(name => values[name] !== undefined)
    if (values.live && alone !== undefined) throw new UsageError(`\`--${alone}\` does not go with \`--live\``)
    return values.live ? testLive(values, files) : testAlone(values, files)
  },
})
