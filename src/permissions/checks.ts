import { AssertionError } from 'node:assert'
import { sendDraft } from '../mock/call.js'
import type { Verdict } from '../policy/types.js'
import type { PolicyCoverage } from '../recording/coverage-types.js'
import { denialsOf, isVacuous } from './assertions.js'
import { createCallerOf, namedCaller } from './callers.js'
import { coverageOfPolicies, notReached } from './coverage.js'
import { controlOf, judgeBoundary, pointText, probeOf } from './judge-boundary.js'
import { judgeCall, judgeVerdict } from './judge-check.js'
import type { PermissionFile } from './permission-file.js'
import type { CallerOf, Expectation, Failure, PermissionCheck } from './permission-types.js'
import type { BoundaryCheck } from './read-boundaries.js'

/** One test of a permission file, for any runner. */
export interface Check {
  readonly name: string
  /** Rejects with an AssertionError that carries the explanation and the place in the file. */
  run(): Promise<void>
}

export interface CheckOptions {
  /** A denial of a caller without any policy fails, too. */
  readonly strictDenials?: boolean
}

/** The checks of a file, and what they have reached so far. */
export interface CheckedFile {
  readonly checks: readonly Check[]
  coverage(): PolicyCoverage
  /** Denials so far of callers without any policy: they tested none. */
  vacuous(): number
}

/** What one check needs and gives. */
interface Run {
  readonly file: PermissionFile
  readonly callerOf: CallerOf
  readonly strict: boolean
  countVacuous(): void
}

const shown = (expected: Expectation): string => {
  if (expected.decision === 'allowed') return expected.code === undefined ? 'allowed' : `allowed, then ${expected.code}`
  const details = Object.entries(expected.spec).map(([name, value]) => `${name}: ${value}`)
  return details.length === 0 ? 'denied' : `denied (${details.join(', ')})`
}

/** A denial that was expected, and could not have been anything else. */
const noteVacuous = (denials: readonly Verdict[], { decision }: Expectation, run: Run): void => {
  if (!run.strict && decision === 'denied' && denials.length > 0 && denials.every(isVacuous)) run.countVacuous()
}

const judge = async ({ asker, question, expected }: PermissionCheck, run: Run): Promise<Failure | undefined> => {
  const { file, callerOf, strict } = run
  const { mock } = file
  const asked = await callerOf(asker)
  if ('refusal' in asked) return asked.refusal
  const { caller } = asked
  if ('action' in question) {
    const verdict = caller.can(question.action, question.resource)
    noteVacuous(verdict.decision === 'allowed' ? [] : [verdict], expected, run)
    return judgeVerdict(verdict, expected, strict)
  }
  const { operation, draft } = question
  const result = await sendDraft(mock, operation, caller, draft)
  const records = result.record === undefined ? [] : [result.record]
  noteVacuous(denialsOf(records), expected, run)
  return judgeCall(result, operation, expected, strict)
}

const messageOf = (head: string, expected: string, { actual, explanation }: Failure, position: string): string =>
  [`${head}\n  expected: ${expected}\n  got:      ${actual}`, explanation, `at ${position}`].join('\n\n')

const throwFailure = (head: string, expected: string, failure: Failure | undefined, position: string): void => {
  if (failure === undefined) return
  const message = messageOf(head, expected, failure, position)
  throw new AssertionError({ message, expected, actual: failure.actual })
}

const writtenCheck = (check: PermissionCheck, run: Run): Check => ({
  name: check.name,
  run: async () => {
    const { asker, question, expected, position } = check
    const failure = await run.file.mock.isolate(() => judge(check, run))
    throwFailure(`${question.target} as ${asker.name}`, shown(expected), failure, position)
  },
})

const boundaryCheck = ({ name, asker, boundary, position }: BoundaryCheck, run: Run): Check => ({
  name,
  run: async () => {
    const caller = namedCaller(run.file.mock, { name: asker.name, options: {} })
    const { verdicts, failure } = judgeBoundary(run.file.mock, caller, boundary)
    for (const verdict of verdicts) run.file.decisions.decision({ kind: 'evaluated', caller: asker.name, verdict })
    const [denied, allowed] = [probeOf(boundary), controlOf(boundary)].map(pointText)
    throwFailure(`${denied} as ${asker.name}`, `denied, and ${allowed} allowed`, failure, position)
  },
})

/** Counts what all checks reach, those included that a runner left out or has not come to. */
const coverageCheck = (
  { kind, percent: least, position }: PermissionFile['thresholds'][number],
  coverage: () => PolicyCoverage,
  runRest: () => Promise<void>,
): Check => ({
  name: `coverage: at least ${least} percent of the ${kind} are reached`,
  run: async () => {
    await runRest()
    const reached = coverage()
    const { matched, total, percent } = reached.summary[kind]
    if (percent >= least) return
    const failure: Failure = {
      actual: `${percent} percent: ${matched} of ${total}`,
      explanation: `no check reaches\n${notReached(reached, kind)
        .map(line => `  ${line}`)
        .join('\n')}`,
    }
    throwFailure(`${kind} of the policies of the file`, `${least} percent`, failure, position)
  },
})

/** The checks of a permission file, each in a world of its own. */
export const checkFile = (file: PermissionFile, { strictDenials = false }: CheckOptions = {}): CheckedFile => {
  const callerOf = createCallerOf(file.mock, file.sessions)
  let vacuous = 0
  const run: Run = {
    ...{ file, callerOf, strict: strictDenials },
    countVacuous: () => void vacuous++,
  }
  const counted = new Set<Check>()
  const all = [
    ...file.checks.map(check => writtenCheck(check, run)),
    ...file.boundaries.map(check => boundaryCheck(check, run)),
  ].map((check): Check => {
    const once: Check = {
      name: check.name,
      run: () => {
        counted.add(once)
        return file.observer.within({ name: check.name, file: file.path }, check.run).finally(file.observer.flush)
      },
    }
    return once
  })
  const runRest = async (): Promise<void> => {
    await Promise.allSettled(all.filter(check => !counted.has(check)).map(check => check.run()))
  }
  const coverage = () => coverageOfPolicies(file.decisions, file.policies)
  return {
    checks: [...all, ...file.thresholds.map(threshold => coverageCheck(threshold, coverage, runRest))],
    coverage,
    vacuous: () => vacuous,
  }
}

/** The checks of a permission file, each in a world of its own. */
export const checksOf = (file: PermissionFile, options?: CheckOptions): readonly Check[] =>
  checkFile(file, options).checks
