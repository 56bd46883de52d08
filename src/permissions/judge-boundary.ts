import type { CallerContext } from '../mock/caller.js'
import { judgeCaller } from '../mock/session-caller.js'
import type { WholeMock } from '../mock.js'
import { explain } from '../policy/explain.js'
import type { Statement, Verdict } from '../policy/types.js'
import { statementName } from '../policy/verdict.js'
import type { Boundary, Point } from './boundaries.js'
import type { Failure } from './permission-types.js'

/** What became of a boundary. */
export interface BoundaryOutcome {
  readonly verdicts: readonly Verdict[]
  readonly failure?: Failure
  /** Why this element is no edge for the caller: what else decides. */
  readonly elsewhere?: string
}

const ask = (mock: WholeMock, caller: CallerContext, { action, resource, context, options }: Point): Verdict =>
  judgeCaller(mock, caller, { action, resource, context }, options)

/** `logs/a at 2026-01-01T00:00:00Z`: a point as names and messages have it. */
export const pointText = ({ action, resource, context, options }: Point): string =>
  [
    `${action} on ${resource.replace(/^arn:aws:s3:::/, '')}`,
    ...(options.ip === undefined ? [] : [`from ${options.ip}`]),
    ...(options.at === undefined ? [] : [`at ${String(options.at)}`]),
    ...(options.userAgent === undefined ? [] : [`by ${options.userAgent}`]),
    ...Object.entries(context).map(([key, value]) => `with ${key} ${value === '' ? '""' : value}`),
  ].join(' ')

const placeOf = ({ policy, position }: Statement): string => `${position.file ?? policy}:${position.line}`

const reasonOf = ({ because, statements }: Verdict): string => {
  const [first] = statements
  return first === undefined ? because : `${because} (${placeOf(first)})`
}

const isBy = ({ statements }: Verdict, statement: Statement): boolean => statements.includes(statement)

const beyond = (statement: Statement, verdict: Verdict): Failure => ({
  actual: `${statementName(statement)} reaches beyond its element`,
  explanation: explain(verdict),
})

const judgeAllow = ({ statement }: Boundary, control: Verdict, probe: Verdict): Omit<BoundaryOutcome, 'verdicts'> => {
  if (control.decision !== 'allowed')
    return { failure: { actual: 'not proven: the call just inside is denied, too', explanation: explain(control) } }
  if (!isBy(control, statement)) return { elsewhere: reasonOf(control) }
  if (probe.decision !== 'allowed') return {}
  if (isBy(probe, statement)) return { failure: beyond(statement, probe) }
  return { elsewhere: reasonOf(probe) }
}

const judgeDeny = ({ statement }: Boundary, control: Verdict, probe: Verdict): Omit<BoundaryOutcome, 'verdicts'> => {
  if (isBy(control, statement)) return { failure: beyond(statement, control) }
  if (probe.decision === 'allowed' && !isBy(probe, statement) && probe.grant?.overridesDeny)
    return { elsewhere: reasonOf(probe) }
  if (!isBy(probe, statement))
    return { failure: { actual: `${statementName(statement)} does not deny it`, explanation: explain(probe) } }
  return control.decision === 'allowed' ? {} : { elsewhere: `just outside, ${reasonOf(control)}` }
}

/** The allowed side of a boundary, by which its other side is proven. */
export const controlOf = ({ statement, inside, outside }: Boundary): Point =>
  statement.effect === 'Allow' ? inside : outside

/** The side that is denied. */
export const probeOf = ({ statement, inside, outside }: Boundary): Point =>
  statement.effect === 'Allow' ? outside : inside

/** Whether the control of a boundary is allowed. */
export const isProven = (mock: WholeMock, caller: CallerContext, boundary: Boundary): boolean =>
  ask(mock, caller, controlOf(boundary)).decision === 'allowed'

/** Asks the evaluator on both sides of a boundary. */
export const judgeBoundary = (mock: WholeMock, caller: CallerContext, boundary: Boundary): BoundaryOutcome => {
  const [control, probe] = [ask(mock, caller, controlOf(boundary)), ask(mock, caller, probeOf(boundary))]
  const judge = boundary.statement.effect === 'Allow' ? judgeAllow : judgeDeny
  return { verdicts: [control, probe], ...judge(boundary, control, probe) }
}
