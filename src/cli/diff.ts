import { dialects } from '../dialects/index.js'
import { parsePolicy } from '../policy/index.js'
import type { Policy, PolicyKind } from '../policy/types.js'
import { classHostOf } from '../recording/class-host.js'
import { diffPolicies } from '../recording/diff.js'
import { changedCalls } from '../recording/diff-calls.js'
import { readRecordings } from '../recording/merge.js'
import { replayOf } from '../recording/replay.js'
import { callsData, callsText, diffData, diffMarkdown, diffText } from '../reports/diff.js'
import { dialectNamed, kindNamed } from './arguments.js'
import { defineCommand, dialect, json } from './command.js'
import { readRevision } from './policy-file.js'
import { annotate, print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

export const diff = defineCommand({
  takes: 'OLD NEW',
  example: [
    'tigris-mock diff main:policy.json policy.json --forbid-widening',
    'compares with a revision of Git, and exits with 1 if a call is allowed that was not',
  ],
  options: {
    'forbid-widening': { type: 'boolean', says: 'exit with 1 if NEW allows a call that OLD does not' },
    'require-proof': { type: 'boolean', says: 'and if it cannot be proven that there is none' },
    kind: { type: 'string', value: 'KIND', says: 'identity (the default), bucket, session or trust' },
    run: { type: 'string', value: 'PATH', says: 'tell too which calls of a recorded run change' },
    markdown: { type: 'boolean', says: 'print Markdown, for a comment on a change' },
    dialect,
    json,
  },
  run: ({ values, files }) => {
    const [before, after, ...more] = files
    if (before === undefined || after === undefined || more.length > 0)
      throw new UsageError('name two policies, the old one and the new one: files, or REVISION:FILE of Git')
    const name = dialectNamed(values.dialect)
    const { profile } = dialects[name]
    const kind: PolicyKind = kindNamed(values.kind, name)
    const read = (file: string): Policy =>
      parsePolicy(readRevision(file), { dialect: name, kind, file, strict: profile.evaluatesStrictly })
    const policies = { before: [read(before)], after: [read(after)], kind }
    const found = diffPolicies(policies, classHostOf(dialects[name], [...policies.before, ...policies.after]))
    const names = { before, after }
    const calls =
      values.run === undefined
        ? undefined
        : changedCalls(replayOf(readRecordings([values.run])), policies.before[0]!, policies.after[0]!)
    if (values.json) printJson({ ...diffData(names, found), ...(calls && { run: callsData(calls) }) })
    else {
      print((values.markdown ? diffMarkdown : diffText)(names, found))
      if (calls !== undefined) print(`\n${callsText(names, calls)}`)
    }
    if (values['forbid-widening']) {
      for (const { actions, resource, after: now } of found.widened) {
        const { file, line, column } = now.statements[0]?.position ?? { line: 1, column: 1 }
        const message = `${names.after} allows ${actions[0]} on ${resource}, which ${names.before} does not`
        annotate({ level: 'error', title: 'Widened policy', message, file, line, column })
      }
    }
    const isUnproven = values['require-proof'] && found.gaps.length > 0
    return (values['forbid-widening'] && found.widened.length > 0) || isUnproven ? 1 : 0
  },
})
