import { AssertionError } from 'node:assert'
import { sendDraft } from '../mock/call.js'
import type { Verdict } from '../policy/types.js'
import type { LogRecord } from '../world/log.js'
import { denialsOf, isVacuous } from './assertions.js'
import { createCallerOf, namedCaller } from './callers.js'
import { type CoverageCounter, countCoverage, notMatched, type PolicyCoverage, summaryOf } from './coverage.js'
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

/** What one check needs and gives: a verdict is told for every right that was asked. */
interface Run {
  readonly file: PermissionFile
  readonly callerOf: CallerOf
  readonly strict: boolean
  tell(verdict: Verdict): void
  countVacuous(): void
}

const shown = (expected: Expectation): string => {
  if (expected.decision === 'allowed') return expected.code === undefined ? 'allowed' : `allowed, then ${expected.code}`
  const details = Object.entries(expected.spec).map(([name, value]) => `${name}: ${value}`)
  return details.length === 0 ? 'denied' : `denied (${details.join(', ')})`
}

const tellAll = (records: Iterable<LogRecord>, { tell }: Run): void => {
  for (const { decisions } of records) {
    for (const { kind, verdict } of decisions) if (kind !== 'asked') tell(verdict)
  }
}

/** A denial that was expected, and could not have been anything else. */
const noteVacuous = (denials: readonly Verdict[], { decision }: Expectation, run: Run): void => {
  if (!run.strict && decision === 'denied' && denials.length > 0 && denials.every(isVacuous)) run.countVacuous()
}

const judge = async ({ asker, question, expected }: PermissionCheck, run: Run): Promise<Failure | undefined> => {
  const { file, callerOf, strict, tell } = run
  const { mock } = file
  const asked = await callerOf(asker)
  tellAll(mock.log, run)
  if ('refusal' in asked) return asked.refusal
  const { caller } = asked
  if ('action' in question) {
    const verdict = caller.can(question.action, question.resource)
    tell(verdict)
    noteVacuous(verdict.decision === 'allowed' ? [] : [verdict], expected, run)
    return judgeVerdict(verdict, expected, strict)
  }
  const { operation, draft } = question
  const result = await sendDraft(mock, operation, caller, draft)
  const records = result.record === undefined ? [] : [result.record]
  tellAll(records, run)
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
    for (const verdict of verdicts) run.tell(verdict)
    const [denied, allowed] = [probeOf(boundary), controlOf(boundary)].map(pointText)
    throwFailure(`${denied} as ${asker.name}`, `denied, and ${allowed} allowed`, failure, position)
  },
})

/** Counts what all checks reach, those included that a runner left out or has not come to. */
const coverageCheck = (
  { statements, position }: NonNullable<PermissionFile['threshold']>,
  counter: CoverageCounter,
  runRest: () => Promise<void>,
): Check => ({
  name: `coverage: at least ${statements} percent of the statements are reached`,
  run: async () => {
    await runRest()
    const coverage = counter.coverage()
    const { matched, total, percent } = summaryOf(coverage)
    if (percent >= statements) return
    const failure: Failure = {
      actual: `${percent} percent: ${matched} of ${total}`,
      explanation: `no check reaches\n${notMatched(coverage)
        .map(line => `  ${line}`)
        .join('\n')}`,
    }
    throwFailure('statements of the policies of the file', `${statements} percent`, failure, position)
  },
})

/** The checks of a permission file, each in a world of its own. */
export const checkFile = (file: PermissionFile, { strictDenials = false }: CheckOptions = {}): CheckedFile => {
  const counter = countCoverage(file.policies)
  const callerOf = createCallerOf(file.mock, file.sessions)
  let vacuous = 0
  const run: Run = {
    ...{ file, callerOf, strict: strictDenials },
    tell: verdict => counter.add(verdict),
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
        return check.run()
      },
    }
    return once
  })
  const runRest = async (): Promise<void> => {
    await Promise.allSettled(all.filter(check => !counted.has(check)).map(check => check.run()))
  }
  const { threshold } = file
  return {
    checks: [...all, ...(threshold === undefined ? [] : [coverageCheck(threshold, counter, runRest)])],
    coverage: () => counter.coverage(),
    vacuous: () => vacuous,
  }
}

/** The checks of a permission file, each in a world of its own. */
export const checksOf = (file: PermissionFile, options?: CheckOptions): readonly Check[] =>
  checkFile(file, options).checks
