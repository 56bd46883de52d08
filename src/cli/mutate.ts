import { missedThresholds, reportOf } from '../recording/record-report.js'
import { jsonReport } from '../reports/json.js'
import { mutationText } from '../reports/text.js'
import { defineCommand, json } from './command.js'
import { readRun, recordArguments } from './recorded-run.js'
import { print } from './terminal.js'
import { UsageError } from './usage-error.js'

export const mutate = defineCommand({
  takes: recordArguments,
  example: [
    'tigris-mock mutate --check',
    'lists the changes of policies that no recorded call notices, each with a test that would, and exits with 1 if there is one',
  ],
  options: {
    check: { type: 'boolean', says: 'exit with 1 when a change goes unnoticed' },
    threshold: { type: 'string', value: 'PERCENT', says: 'exit with 1 when fewer changes are noticed' },
    edges: { type: 'boolean', says: 'list edges that no test tries, too: they are not counted' },
    json,
  },
  run: async ({ values, files }) => {
    const { threshold } = values
    if (threshold !== undefined && !/^\d+$/.test(threshold))
      throw new UsageError(`\`${threshold}\` is no threshold: write a whole number from 0 to 100`)
    const report = reportOf(await readRun(files))
    const missed = threshold === undefined ? [] : missedThresholds(report, { mutants: Number(threshold) })
    if (values.json) process.stdout.write(jsonReport(report))
    else print(mutationText(report, { edges: values.edges === true }))
    if (!values.json) for (const line of missed) print(`  FAIL      ${line}`)
    return missed.length > 0 || (values.check && report.mutation.survived > 0) ? 1 : 0
  },
})
