import type { CallerContext } from '../mock/caller.js'
import { arnOf } from '../mock/question.js'
import { judgeCaller } from '../mock/session-caller.js'
import type { WholeMock } from '../mock.js'
import { compiledOf } from '../policy/document.js'
import { policiesAsked, speaksTo } from '../policy/matched.js'
import type { CompiledStatement } from '../policy/statements.js'
import type { Policy, Position, Verdict } from '../policy/types.js'
import { type Boundary, boundariesOf } from './boundaries.js'
import type { BoundaryHost } from './boundary-parts.js'
import { namedCaller } from './callers.js'
import type { FileHost } from './file-host.js'
import { controlOf, isProven, judgeBoundary, pointText, probeOf } from './judge-boundary.js'
import type { Asker } from './permission-types.js'

/** One generated check: a denial at the edge of an element, and the call beside it that is allowed. */
export interface BoundaryCheck {
  readonly name: string
  readonly asker: Asker
  readonly boundary: Boundary
  /** `file:line:column` of the element. */
  readonly position: string
}

/** What is not tried, and where it stands. */
export interface Untried {
  readonly what: string
  readonly position: string
}

export interface GeneratedChecks {
  readonly checks: readonly BoundaryCheck[]
  readonly untried: readonly Untried[]
}

/** A check about whose edges alone is asked. */
export interface Around {
  readonly action: string
  readonly resource: string
}

const positionText = ({ file, line, column }: Position, policy: string): string => `${file ?? policy}:${line}:${column}`

/** A verdict for each bucket: between them, they were asked of all the policies that concern a caller. */
const verdictsOf = (
  mock: WholeMock,
  caller: CallerContext,
  { options }: Asker,
  buckets: readonly string[],
  around?: Around,
): Verdict[] => {
  const needs =
    around === undefined
      ? ['-', ...buckets].map(bucket => ({ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/a` }))
      : [{ action: around.action, resource: arnOf(around.resource) }]
  return needs.map(need => judgeCaller(mock, caller, need, options))
}

const statementsFor = (verdicts: readonly Verdict[], around?: Around): readonly CompiledStatement[] => {
  const [any] = verdicts
  const policies = new Set<Policy>(verdicts.flatMap(policiesAsked))
  const all = [...policies].flatMap(policy => compiledOf(policy).statements)
  return all.filter(each => speaksTo(any!, each) && (around === undefined || any!.statements.includes(each.statement)))
}

const nameOf = (caller: string, boundary: Boundary, place: string, elsewhere: string | undefined): string => {
  const [denied, allowed] = [pointText(probeOf(boundary)), pointText(controlOf(boundary))]
  if (elsewhere !== undefined) return `boundaries of ${place}: no edge for ${caller} at ${denied}: ${elsewhere}`
  return `boundaries of ${place}: ${caller} is denied ${denied}, and allowed ${allowed}`
}

/**
 * Generates the checks at the edges of the policies of callers, or of the statements that decide one right.
 * `path` leads to `generate` in the file. Refuses it where nothing has an edge.
 */
export const readBoundaries = (
  askers: readonly Asker[],
  path: readonly string[],
  { mock, buckets, actions, refuse }: FileHost,
  around?: Around,
): GeneratedChecks => {
  const checks = new Map<string, BoundaryCheck>()
  const untried = new Map<string, Untried>()
  const named = around === undefined ? actions.names() : [around.action]
  for (const asker of askers) {
    if (asker.name === 'admin' || !(asker.name === 'anonymous' || mock.keys.names().includes(asker.name)))
      refuse(path, `is for keys and for anonymous: \`${asker.name}\` has no policies of its own in the scene`)
    const caller = namedCaller(mock, { name: asker.name, options: {} })
    const host: BoundaryHost = {
      actions: named,
      bucket: buckets[0] ?? 'any-bucket',
      questionMark: mock.dialect.profile.questionMark,
      ...(around !== undefined && { resource: arnOf(around.resource) }),
    }
    const isControl = (boundary: Boundary): boolean => isProven(mock, caller, boundary)
    const verdicts = verdictsOf(mock, caller, asker, buckets, around)
    const allows = statementsFor(verdicts).filter(({ statement: { effect } }) => effect === 'Allow')
    for (const statement of statementsFor(verdicts, around)) {
      const found = boundariesOf(statement, allows, host, asker.options, isControl)
      const { policy } = statement.statement
      for (const boundary of found.boundaries) {
        const position = positionText(boundary.position, policy)
        const { elsewhere } = judgeBoundary(mock, caller, boundary)
        const name = nameOf(asker.name, boundary, position.replace(/:\d+$/, ''), elsewhere)
        checks.set(name, { name, asker, boundary, position })
      }
      for (const { what, position } of found.untried) {
        const place = positionText(position, policy)
        untried.set(`${place} ${what}`, { what, position: place })
      }
    }
  }
  if (checks.size === 0) {
    const names = askers.map(({ name }) => `\`${name}\``).join(', ')
    const where =
      around === undefined
        ? `in the policies of ${names}`
        : `in a statement that decides \`${around.action}\` for ${names}`
    refuse(path, `finds no edge ${where}: no prefix, name, date, address or text that could be missed by one`)
  }
  return { checks: [...checks.values()], untried: [...untried.values()] }
}
