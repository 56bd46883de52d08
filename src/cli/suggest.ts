import { readFileSync } from 'node:fs'
import {
  type BaselineCaller,
  beyondBaseline,
  type CallerPrivileges,
  leastPrivileges,
} from '../recording/least-privilege.js'
import { replayOf } from '../recording/replay.js'
import { defineCommand, json } from './command.js'
import { readRun, recordArguments } from './recorded-run.js'
import { print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

/** A list on one line where it fits. */
const policyText = (policy: CallerPrivileges['policy']): string =>
  JSON.stringify(policy, null, 2).replace(/\[\n\s+("[^"\n]*")\n\s+\]/g, '[$1]')

const show = ({ caller, dialect, policy, findings, differs, unused, refused }: CallerPrivileges): void => {
  print(`# ${caller} (${dialect})`)
  print(policy.Statement.length === 0 ? 'needs no policy' : policyText(policy))
  for (const { message, suggestion } of findings) print(`  the service refuses it: ${suggestion ?? message}`)
  for (const { action, resource, allowed } of differs)
    print(`  differs: ${action} on ${resource} is ${allowed ? 'allowed, and was refused' : 'refused, and was allowed'}`)
  for (const { place, what } of unused) print(`  unused   ${place}: ${what}`)
  for (const { action, resource, times } of refused)
    print(`  refused  ${action} on ${resource}${times === 1 ? '' : `, ${times} times`}`)
}

const asJson = ({ unused, ...rest }: CallerPrivileges) => ({
  ...rest,
  unused: unused.map(({ place, what }) => ({ place, what })),
})

const readBaseline = (path: string): readonly BaselineCaller[] => {
  try {
    const { callers } = JSON.parse(readFileSync(path, 'utf8')) as { callers?: readonly BaselineCaller[] }
    if (Array.isArray(callers)) return callers
  } catch (error) {
    throw new UsageError(`the baseline \`${path}\` cannot be read: ${(error as Error).message}`)
  }
  throw new UsageError(`\`${path}\` is no baseline: make one with \`tigris-mock suggest --json > ${path}\``)
}

export const suggest = defineCommand({
  takes: recordArguments,
  example: [
    'tigris-mock suggest --as runner --join folders',
    'prints the least policy for what the tests did as runner, what its policies grant beyond that, and what was refused',
  ],
  options: {
    as: { type: 'string', value: 'NAME', says: 'of one caller alone' },
    join: { type: 'string', value: 'HOW', says: 'keys to their `folders` or `buckets`; `none` if left out' },
    check: {
      type: 'string',
      value: 'BASELINE',
      says: 'exit with 1 for a grant that is unused now and was not in that output of --json',
    },
    json,
  },
  run: async ({ values, files }) => {
    const { join = 'none', as: only, check } = values
    if (join !== 'none' && join !== 'folders' && join !== 'buckets')
      throw new UsageError(`keys cannot be joined to \`${join}\`; write none, folders or buckets`)
    const baseline = check === undefined ? undefined : readBaseline(check)
    const found = leastPrivileges(replayOf(await readRun(files)), { join, only })
    if (only !== undefined && found.length === 0)
      throw new UsageError(`\`${only}\` made no call that a policy of its own decides`)
    if (values.json) printJson({ version: 1, callers: found.map(asJson) })
    else for (const each of found) show(each)
    if (baseline === undefined) return 0
    const more = beyondBaseline(found, baseline)
    if (!values.json)
      for (const { place, what } of more) print(`  FAIL     ${place}: ${what} is granted beyond the baseline`)
    return more.length > 0 ? 1 : 0
  },
})
