import type { Operation } from '../contract/operation.js'
import type { CallResult } from '../mock/call.js'
import { explainRecord } from '../mock/explanation.js'
import { explain } from '../policy/explain.js'
import type { Verdict } from '../policy/types.js'
import type { LogRecord } from '../world/log.js'
import { denialsOf, isVacuous, misfit } from './assertions.js'
import type { Expectation, Failure } from './permission-types.js'

/** What a check found: the denials, and what else there is to tell. */
interface Finding {
  readonly denials: readonly Verdict[]
  /** What happened when nothing was denied. */
  readonly otherwise: string
  readonly explanation: string
}

const judgeDenial = (
  finding: Finding,
  spec: Extract<Expectation, { decision: 'denied' }>['spec'],
  strict: boolean,
): Failure | undefined => {
  const { denials, otherwise, explanation } = finding
  if (denials.length === 0) return { actual: otherwise, explanation }
  for (const verdict of denials) {
    const difference = misfit(verdict, spec)
    if (difference !== undefined) return { actual: `denied otherwise (${difference})`, explanation: explain(verdict) }
  }
  if (!strict || !denials.every(isVacuous)) return undefined
  return { actual: 'denied, but the caller has no policy at all: nothing else could have happened', explanation }
}

/** Judges what the evaluator said. */
export const judgeVerdict = (verdict: Verdict, expected: Expectation, strict: boolean): Failure | undefined => {
  const explanation = explain(verdict)
  const denied = verdict.decision !== 'allowed'
  if (expected.decision === 'allowed') return denied ? { actual: 'denied', explanation } : undefined
  return judgeDenial({ denials: denied ? [verdict] : [], otherwise: 'allowed', explanation }, expected.spec, strict)
}

/** An answer of 200 may tell errors inside: DeleteObjects of its keys, CompleteMultipartUpload of itself. */
const innerCode = ({ status, body }: CallResult, operation: Operation): string | undefined =>
  operation.body === 'document' && status < 300
    ? /<Error>.*?<Code>([^<]+)<\/Code>/s.exec(new TextDecoder().decode(body))?.[1]
    : undefined

const requireRecord = ({ record }: CallResult, { name }: Operation): LogRecord => {
  if (record === undefined) throw new Error(`${name} left no record in the log of its world`)
  return record
}

/** What happened to a call of which nothing was denied. */
const otherwiseOf = (record: LogRecord, code: string | undefined): string => {
  if (record.rejected) return `${record.operation === undefined ? 'not understood' : 'not authenticated'}: ${code}`
  if (code === undefined) return 'allowed'
  const judged = record.decisions.some(({ kind }) => kind !== 'asked')
  return judged ? `allowed, then ${code}` : `${code}, before any right was judged`
}

/** Judges what became of a call. Failed authentication is neither allowed nor denied. */
export const judgeCall = (
  result: CallResult,
  operation: Operation,
  expected: Expectation,
  strict: boolean,
): Failure | undefined => {
  const record = requireRecord(result, operation)
  const explanation = explainRecord(record)
  const denials = denialsOf([record])
  const code = result.code ?? innerCode(result, operation)
  const otherwise = otherwiseOf(record, code)
  if (expected.decision === 'denied') return judgeDenial({ denials, otherwise, explanation }, expected.spec, strict)
  if (denials.length > 0) return { actual: 'denied', explanation }
  const judged = record.decisions.some(({ kind }) => kind !== 'asked') || operation.open !== undefined
  return record.rejected || code !== expected.code || (code !== undefined && !judged)
    ? { actual: otherwise, explanation }
    : undefined
}
