import { evaluate } from '../policy/evaluate.js'
import { explain } from '../policy/index.js'
import type { Verdict } from '../policy/types.js'
import { readRecordings } from '../recording/merge.js'
import { type ReplayCase, replayOf } from '../recording/replay.js'
import { UsageError } from './usage-error.js'

/** A decision of a recorded run, made again. */
export interface RecordedVerdict {
  readonly tests: readonly string[]
  readonly operations: readonly string[]
  readonly callers: readonly string[]
  readonly verdict: Verdict
}

const unique = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter(value => value !== undefined)),
]

const verdictOf = ({ decisions, profile, facts }: ReplayCase): RecordedVerdict => ({
  tests: unique(decisions.map(({ test }) => test)),
  operations: unique(decisions.map(({ operation }) => operation)),
  callers: unique(decisions.map(({ caller }) => caller)),
  verdict: evaluate(profile, facts),
})

const isDenied = ({ verdict }: RecordedVerdict): number => Number(verdict.decision !== 'allowed')

/**
 * The decisions of the tests of a run whose name has the text in it, those that denied first. Throws a UsageError that
 * lists the tests where none has it.
 */
export const recordedVerdicts = (path: string, test: string | undefined): readonly RecordedVerdict[] => {
  const recording = readRecordings([path])
  const isMeant = ({ test: name }: { readonly test?: string | undefined }): boolean =>
    test === undefined || name?.includes(test) === true
  const decisions = recording.decisions.filter(isMeant)
  if (decisions.length === 0) {
    const names = unique(recording.decisions.map(each => each.test))
    const shown = names.slice(0, 10).map(name => `\n  ${name}`)
    throw new UsageError(
      `the run has no decision of a test \`${test ?? ''}\`; it has${shown.join('') || ' none at all'}`,
    )
  }
  return replayOf({ ...recording, decisions })
    .cases.map(verdictOf)
    .sort((left, right) => isDenied(right) - isDenied(left))
}

/** One decision as text: whose test, which call, and why. */
export const recordedText = ({ tests, operations, callers, verdict }: RecordedVerdict): string => {
  const call = operations.length === 0 ? 'asked directly' : operations.join(', ')
  const head = `${tests.length === 0 ? 'outside of tests' : tests.join('; ')}: ${call} by ${callers.join(', ')}`
  return `${head}\n${explain(verdict).replace(/^(?=.)/gm, '  ')}`
}
