import { levelOf } from '../mock/known-actions.js'
import type { CompiledStatement } from '../policy/statements.js'
import type { Position } from '../policy/types.js'
import { type ReadCondition, readCondition } from '../recording/edges-of-conditions.js'
import { type Edge, edgesOfPattern, fitsPattern } from '../recording/edges-of-patterns.js'

/** What is known of the dialect when edges are sought. */
export interface BoundaryHost {
  /** Actions that a policy may name. */
  readonly actions: readonly string[]
  /** A bucket for patterns that take any. */
  readonly bucket: string
  readonly questionMark: boolean
  /** The one resource about whose edges is asked, as an ARN. */
  readonly resource?: string
}

/** An edge of one element of a statement, in the words of that element. */
export interface ElementEdge extends Edge {
  readonly position: Position
  /** Condition key; absent for a resource. */
  readonly key?: string
}

const s3 = 'arn:aws:s3:::'

/** Every request has an address and a time; the others come with the request. */
const settable = /^(?:aws:(?:sourceip|currenttime|epochtime|useragent)|s3:.+)$/i

/** Whether a pattern of a statement can be read by its words alone. */
export const isPlain = (text: string): boolean => text === '*' || (text.startsWith(s3) && !text.includes('${'))

const matchesElement =
  (patterns: readonly { readonly text: string }[], negated: boolean, questionMark: boolean) =>
  (asked: string): boolean =>
    patterns.some(({ text }) => fitsPattern(text, asked, questionMark)) !== negated

/** Whether a statement speaks about a resource, by its words alone. */
export const takenBy = ({ resources: { patterns, negated } }: CompiledStatement, { questionMark }: BoundaryHost) =>
  matchesElement(patterns, negated, questionMark)

/** Edges of a statement's resources, as ARNs. A `*` has none. */
export const resourceEdges = (
  { resources: { patterns, negated } }: CompiledStatement,
  { questionMark, resource }: BoundaryHost,
): readonly ElementEdge[] => {
  const takes = matchesElement(patterns, negated, questionMark)
  return patterns
    .filter(({ text }) => text !== '*' && isPlain(text))
    .filter(({ text }) => resource === undefined || fitsPattern(text, resource, questionMark) !== negated)
    .flatMap(({ text, position }) =>
      edgesOfPattern(text.slice(s3.length), questionMark)
        .map(({ inside, outside }) => ({ inside: s3 + inside, outside: s3 + outside, position }))
        .map(edge => (negated ? { ...edge, inside: edge.outside, outside: edge.inside } : edge)),
    )
    .filter(({ inside, outside }) => takes(inside) && !takes(outside))
}

/** Resources that a statement speaks about, for edges of its conditions. */
export const resourcesOf = (statement: CompiledStatement, host: BoundaryHost): readonly string[] => {
  const { bucket, resource } = host
  const anywhere = resource === undefined ? [`${s3}${bucket}/a`, s3 + bucket] : [resource]
  const takes = takenBy(statement, host)
  const edges = resourceEdges(statement, host).map(({ inside }) => inside)
  return (resource === undefined ? [...edges, ...anywhere] : anywhere).filter(takes)
}

/** Actions of a statement that act on such a resource; those that it names in full go first, in its order. */
export const actionsOn = (
  { actions: { patterns, negated } }: CompiledStatement,
  resource: string,
  { actions, questionMark }: BoundaryHost,
): readonly string[] => {
  const level = resource.slice(s3.length).includes('/') ? 'object' : 'bucket'
  const named = patterns.map(({ text }) => text.toLowerCase())
  const takes = matchesElement(
    patterns.map(({ text }) => ({ text: text.toLowerCase() })),
    negated,
    questionMark,
  )
  const order = (action: string): number => {
    const place = named.indexOf(action.toLowerCase())
    return place < 0 ? named.length : place
  }
  return actions
    .filter(action => levelOf(action) === level && takes(action.toLowerCase()))
    .sort((left, right) => order(left) - order(right))
}

/** The conditions of a statement by key, and why some are left as they are. */
export interface StatementConditions {
  /** A value for each key that a request can bring, under which all its conditions hold. */
  readonly values: ReadonlyMap<string, string>
  readonly edges: readonly ElementEdge[]
  /** What is not tried, each with its reason. */
  readonly untried: readonly { readonly what: string; readonly position: Position }[]
}

/** Reads the conditions of a statement; several on one key hold together. */
export const conditionsOf = ({ conditions }: CompiledStatement): StatementConditions => {
  const untried: { what: string; position: Position }[] = []
  const byKey = new Map<string, { read: ReadCondition; position: Position }[]>()
  for (const condition of conditions) {
    const { operator, key, position } = condition
    const read = settable.test(key) ? readCondition(condition) : undefined
    if (read === undefined) untried.push({ what: `${operator} ${key}`, position })
    else byKey.set(key, [...(byKey.get(key) ?? []), { read, position }])
  }
  const values = new Map<string, string>()
  const edges: ElementEdge[] = []
  for (const [key, all] of byKey) {
    const holdsAll = (asked: string): boolean => all.every(({ read }) => read.holds(asked))
    const own = all
      .flatMap(({ read, position }) => read.edges.map(edge => ({ ...edge, position, key })))
      .filter(({ inside }) => holdsAll(inside))
    edges.push(...own)
    const written = conditions.flatMap(condition => (condition.key === key ? condition.values : []))
    const value = [...own.map(({ inside }) => inside), ...written.map(text => text.replaceAll('*', 'a'))].find(holdsAll)
    if (value !== undefined) values.set(key, value)
  }
  return { values, edges, untried }
}
