import type { CallerOptions } from '../mock/caller.js'
import type { CompiledStatement } from '../policy/statements.js'
import type { Position, Statement } from '../policy/types.js'
import {
  actionsOn,
  type BoundaryHost,
  conditionsOf,
  type ElementEdge,
  isPlain,
  resourceEdges,
  resourcesOf,
  takenBy,
} from './boundary-parts.js'

/** One right, and the circumstances in which it is asked. */
export interface Point {
  readonly action: string
  readonly resource: string
  /** Condition keys that the request would bring. */
  readonly context: Readonly<Record<string, string>>
  readonly options: CallerOptions
}

/**
 * Two questions on both sides of an edge of one element of a statement. What is expected follows from the element alone:
 * an Allow reaches to it and a Deny begins at it.
 */
export interface Boundary {
  readonly statement: Statement
  readonly position: Position
  /** Inside of the element. */
  readonly inside: Point
  /** Just outside of it. */
  readonly outside: Point
}

/** What was found in the statements of a policy. */
export interface FoundBoundaries {
  readonly boundaries: readonly Boundary[]
  readonly untried: readonly Untried[]
}

/** An element at which no question could be asked. */
export interface Untried {
  readonly what: string
  readonly position: Position
}

const pointOf = (action: string, resource: string, values: ReadonlyMap<string, string>, when: CallerOptions): Point => {
  const context: Record<string, string> = {}
  const options: { ip?: string; at?: string; userAgent?: string } = { ...(when as { ip?: string }) }
  for (const [key, value] of values) {
    const lower = key.toLowerCase()
    if (lower === 'aws:sourceip') options.ip = value
    else if (lower === 'aws:useragent') options.userAgent = value
    else if (lower === 'aws:currenttime' || lower === 'aws:epochtime') options.at = timeOf(value)
    else context[key] = value
  }
  return { action, resource, context, options }
}

/** A time as callers say it, of a date or of seconds since 1970. */
const timeOf = (value: string): string =>
  /^\d+$/.test(value) ? `${new Date(Number(value) * 1000).toISOString().slice(0, 19)}Z` : value

/** Whether the allowed side of a boundary is allowed: of several actions, one that nothing else denies proves it. */
export type IsControl = (boundary: Boundary) => boolean

/** A statement may name every action of the service: so many questions are tried for one that is allowed. */
const mostCandidates = 60

/** Where a statement is asked: resources that it takes, and values of condition keys under which it holds. */
interface Ground {
  readonly resources: readonly string[]
  readonly values: readonly ReadonlyMap<string, string>[]
}

/** A Deny is proven where something is allowed: so its ground is that of the Allows, too. */
const groundOf = (
  statement: CompiledStatement,
  own: ReadonlyMap<string, string>,
  allows: readonly CompiledStatement[],
  host: BoundaryHost,
): Ground => {
  const others = statement.statement.effect === 'Deny' ? allows : []
  const theirs = others.flatMap(allow => resourcesOf(allow, host)).filter(takenBy(statement, host))
  return {
    resources: [...new Set([...resourcesOf(statement, host), ...theirs])],
    values: [own, ...others.map(allow => new Map([...conditionsOf(allow).values, ...own]))],
  }
}

const chosen = (
  statement: CompiledStatement,
  edge: ElementEdge,
  ground: Ground,
  host: BoundaryHost,
  when: CallerOptions,
  isControl: IsControl,
): Boundary | undefined => {
  const { key, inside, outside, position } = edge
  const sides = (resource: string, values: ReadonlyMap<string, string>): readonly Boundary[] =>
    actionsOn(statement, resource, host).map(action => {
      const at = (value: string): Point =>
        key === undefined
          ? pointOf(action, value, values, when)
          : pointOf(action, resource, new Map([...values, [key, value]]), when)
      return { statement: statement.statement, position, inside: at(inside), outside: at(outside) }
    })
  const resources = key === undefined ? [inside] : ground.resources
  const candidates = resources
    .flatMap(resource => ground.values.flatMap(values => sides(resource, values)))
    .slice(0, mostCandidates)
  return candidates.find(isControl) ?? candidates[0]
}

/** The boundaries of one statement, in the order of its elements. `allows` are what else the caller's policies allow. */
export const boundariesOf = (
  statement: CompiledStatement,
  allows: readonly CompiledStatement[],
  host: BoundaryHost,
  when: CallerOptions,
  isControl: IsControl,
): FoundBoundaries => {
  const { values, edges, untried } = conditionsOf(statement)
  const ground = groundOf(statement, values, allows, host)
  const odd = statement.resources.patterns.filter(({ text }) => !isPlain(text))
  const lost: Untried[] = odd.map(({ text, position }) => ({ what: text, position }))
  const boundaries: Boundary[] = []
  for (const edge of [...resourceEdges(statement, host), ...edges]) {
    const found = chosen(statement, edge, ground, host, when, isControl)
    if (found !== undefined) boundaries.push(found)
    else lost.push({ what: edge.key ?? edge.inside, position: edge.position })
  }
  return { boundaries, untried: [...untried, ...lost] }
}
