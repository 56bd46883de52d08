import { type Check, checksOf } from '../permissions/checks.js'
import { loadPermissionFile } from '../permissions/permission-file.js'
import { defineCommand, json } from './command.js'
import { print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

interface Outcome {
  readonly file: string
  readonly name: string
  /** Why it failed. */
  readonly failure?: string
}

const runCheck = async (file: string, { name, run }: Check): Promise<Outcome> => {
  try {
    await run()
    return { file, name }
  } catch (error) {
    return { file, name, failure: error instanceof Error ? error.message : String(error) }
  }
}

/** A file that cannot be read as one of permission tests has failed once. */
const loadChecks = (file: string, strictDenials: boolean): readonly Check[] => {
  try {
    return checksOf(loadPermissionFile(file), { strictDenials })
  } catch (error) {
    return [{ name: 'the file is one of permission tests', run: () => Promise.reject(error) }]
  }
}

const show = ({ name, failure }: Outcome): void => {
  print(failure === undefined ? `  ok    ${name}` : `  FAIL  ${name}`)
  if (failure !== undefined) print(failure.replace(/^(?=.)/gm, '        '))
}

export const test = defineCommand({
  takes: 'FILE...',
  example: ['tigris-mock test permissions/*.perm.yaml', 'prints a line for each check, and exits with 1 if one fails'],
  options: {
    'strict-denials': { type: 'boolean', says: 'fail a denial of a caller without any policy' },
    json,
  },
  run: async ({ values, files }) => {
    if (files.length === 0) throw new UsageError('name at least one permission file')
    const outcomes: Outcome[] = []
    for (const file of files) {
      if (!values.json) print(file)
      for (const check of loadChecks(file, values['strict-denials'] === true)) {
        const outcome = await runCheck(file, check)
        outcomes.push(outcome)
        if (!values.json) show(outcome)
      }
    }
    const failed = outcomes.filter(({ failure }) => failure !== undefined).length
    const passed = outcomes.length - failed
    if (values.json) printJson({ passed, failed, checks: outcomes })
    else print(`${passed} passed, ${failed} failed`)
    return failed === 0 ? 0 : 1
  },
})
