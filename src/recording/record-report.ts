import { coverageOfReplay } from './coverage.js'
import { type CoverageGap, gapsOf } from './coverage-gaps.js'
import type { PolicyCoverage } from './coverage-types.js'
import { mutationsOfReplay } from './mutation.js'
import type { MutationReport } from './mutation-types.js'
import type { Recording } from './record-types.js'
import { replayOf } from './replay.js'

/** All that is told of a run: data for reports. */
export interface RunReport {
  readonly decisions: number
  readonly tests: number
  readonly coverage: PolicyCoverage
  /** What no test reached. */
  readonly gaps: readonly CoverageGap[]
  /** Of these, what policies grant and no test used. */
  readonly unused: readonly CoverageGap[]
  readonly mutation: MutationReport
}

/** What a policy grants by an Allow: the statement, its actions and its resources. */
const isGrant = ({ kind, statement }: CoverageGap): boolean =>
  statement.effect === 'Allow' && kind !== 'condition' && kind !== 'principal'

/** Computes all that is told of a run. */
export const reportOf = (recording: Recording): RunReport => {
  const replay = replayOf(recording)
  const coverage = coverageOfReplay(replay)
  const gaps = gapsOf(coverage)
  const named = recording.decisions.filter(({ test }) => test !== undefined)
  return {
    decisions: recording.decisions.length,
    tests: new Set(named.map(({ file, test }) => `${file}\n${test}`)).size,
    ...{ coverage, gaps, unused: gaps.filter(isGrant), mutation: mutationsOfReplay(replay) },
  }
}

/** Least percents that a run must reach: whole numbers from 0 to 100. */
export interface ReportThresholds {
  readonly statements?: number
  readonly actions?: number
  readonly resources?: number
  readonly principals?: number
  readonly conditions?: number
  readonly all?: number
  /** Killed mutants. */
  readonly mutants?: number
}

const names = ['statements', 'actions', 'resources', 'principals', 'conditions', 'all', 'mutants'] as const

/** Throws for a threshold that there is not, and for one that is no whole number from 0 to 100. */
export const checkThresholds = (thresholds: ReportThresholds): void => {
  for (const [name, value] of Object.entries(thresholds)) {
    if (!names.some(known => known === name))
      throw new Error(`there is no threshold \`${name}\`; there are ${names.join(', ')}`)
    if (!Number.isInteger(value) || value < 0 || value > 100)
      throw new Error(`the threshold \`${name}\` is \`${value}\`; write a whole number from 0 to 100`)
  }
}

/** What a run did not reach, one sentence each. */
export const missedThresholds = (
  { coverage, mutation }: RunReport,
  thresholds: ReportThresholds,
): readonly string[] => {
  checkThresholds(thresholds)
  return names.flatMap(name => {
    const least = thresholds[name]
    if (least === undefined) return []
    const found = name === 'mutants' ? mutation.percent : coverage.summary[name].percent
    const what =
      name === 'mutants' ? 'of the mutants are noticed' : `of ${name === 'all' ? 'all parts' : name} are reached`
    return found >= least ? [] : [`${found} percent ${what}, the threshold is ${least}`]
  })
}
