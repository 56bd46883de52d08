import { writeFileSync } from 'node:fs'
import { missedThresholds, reportOf } from '../recording/record-report.js'
import { htmlReport } from '../reports/html-report.js'
import { jsonReport } from '../reports/json.js'
import { lcovReport } from '../reports/lcov.js'
import { markdownReport } from '../reports/markdown.js'
import { coverageText } from '../reports/text.js'
import { defineCommand, json } from './command.js'
import { readRun, readThresholds, recordArguments } from './recorded-run.js'
import { print } from './terminal.js'

export const coverage = defineCommand({
  takes: recordArguments,
  example: [
    'tigris-mock coverage --threshold statements=100 --html policies.html',
    'reads what the reporter of the last test run recorded; shards and machines are merged when all are named',
  ],
  options: {
    threshold: {
      type: 'list',
      value: 'KIND=PERCENT',
      says: 'statements, actions, resources, principals, conditions, all or mutants',
    },
    check: { type: 'boolean', says: 'exit with 1 when a part of a policy was not reached' },
    html: { type: 'string', value: 'FILE', says: 'write the page' },
    lcov: { type: 'string', value: 'FILE', says: 'write lcov, on the lines of the policies' },
    markdown: { type: 'string', value: 'FILE', says: 'write Markdown' },
    json,
  },
  run: async ({ values, files }) => {
    const thresholds = readThresholds(values.threshold)
    const report = reportOf(await readRun(files))
    const missed = missedThresholds(report, thresholds)
    if (values.html !== undefined) writeFileSync(values.html, htmlReport(report))
    if (values.lcov !== undefined) writeFileSync(values.lcov, lcovReport(report.coverage))
    if (values.markdown !== undefined) writeFileSync(values.markdown, markdownReport(report))
    if (values.json) process.stdout.write(jsonReport(report))
    else print(coverageText(report))
    if (!values.json) for (const line of missed) print(`  FAIL      ${line}`)
    return missed.length > 0 || (values.check && report.gaps.length > 0) ? 1 : 0
  },
})
