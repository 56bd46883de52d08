import { s3Actions } from '../policy/aws/s3-actions.js'
import { compileCondition } from '../policy/conditions.js'
import { actionMatcher } from '../policy/match.js'
import { operators } from '../policy/operators.js'
import { resourcePattern } from '../policy/resources.js'
import type { CompiledStatement, Reading } from '../policy/statements.js'
import { edgesOfPattern } from './edges-of-patterns.js'
import type { MutatedStatement, MutationKind } from './mutation-types.js'
import { shiftedValues, widenedValues } from './mutation-values.js'

const s3 = 'arn:aws:s3:::'

/** Makes the mutants of one element of a statement. `used` are actions that were asked, most frequent first. */
type Mutator = (statement: CompiledStatement, reading: Reading, used: readonly string[]) => readonly MutatedStatement[]

const without = <T>(list: readonly T[], index: number): readonly T[] => list.filter((_, at) => at !== index)
const withAt = <T>(list: readonly T[], index: number, value: T): readonly T[] =>
  list.map((each, at) => (at === index ? value : each))

const ofStatement: Mutator = statement => {
  const { statement: named } = statement
  const { position, effect } = named
  const flipped = effect === 'Allow' ? 'Deny' : 'Allow'
  return [
    { kind: 'drop', change: `the statement is dropped`, position, instead: undefined },
    {
      ...{ kind: 'flip', change: `Effect ${effect} becomes ${flipped}`, position },
      instead: { ...statement, statement: { ...named, effect: flipped } },
    },
  ]
}

type ActionPattern = CompiledStatement['actions']['patterns'][number]

/** The action behind it that acts on the same: `s3:GetObjectAcl` for `s3:GetObject`. */
const neighbourOf = (action: string, taken: (action: string) => boolean): string | undefined => {
  const names = Object.keys(s3Actions)
  const at = names.findIndex(name => name.toLowerCase() === action.toLowerCase())
  if (at < 0) return undefined
  const level = s3Actions[names[at]!]
  return [...names.slice(at + 1), ...names.slice(0, at)].find(name => s3Actions[name] === level && !taken(name))
}

const hasWildcard = (text: string): boolean => /[*?]/.test(text)

const ofActions: Mutator = (statement, { questionMark }, used) => {
  const { actions } = statement
  const { negated, patterns, position: begin } = actions
  const name = negated ? 'NotAction' : 'Action'
  const pattern = (text: string, { position }: ActionPattern): ActionPattern => ({
    ...{ text, position, matches: actionMatcher(text, questionMark) },
  })
  const put = (list: readonly ActionPattern[]): CompiledStatement => ({
    ...statement,
    actions: { ...actions, patterns: list },
  })
  const found: MutatedStatement[] = []
  for (const [index, each] of patterns.entries()) {
    const { text, position, matches } = each
    const become = (kind: MutationKind, to: string, edge?: true | undefined): void =>
      void found.push({
        ...{ kind, change: `${name} ${text} becomes ${to}`, position, ...(edge && { edge }) },
        instead: put(withAt(patterns, index, pattern(to, each))),
      })
    if (negated || patterns.length > 1)
      found.push({
        kind: 'remove',
        change: `${name} ${text} is removed`,
        position,
        instead: put(without(patterns, index)),
      })
    if (hasWildcard(text)) {
      const narrowest = used.find(action => matches(action.toLowerCase()))
      // of a Deny, nobody tries all that it forbids
      const isDeny = statement.statement.effect === 'Deny'
      if (!negated && narrowest !== undefined) become('narrow', narrowest, isDeny || undefined)
    } else {
      const taken = (action: string): boolean => patterns.some(other => other.matches(action.toLowerCase()))
      const neighbour = neighbourOf(text, taken)
      if (neighbour !== undefined) become('shift', neighbour)
      if (!negated) become('widen', `${text}*`, true)
    }
  }
  const [first] = patterns
  const service = first?.text.split(':', 1)[0]
  const isWhole = patterns.some(({ text }) => text === '*' || text === `${service}:*`)
  if (!negated && first !== undefined && !isWhole) {
    const all = `${service}:*`
    const change = `${name} becomes ${all}`
    found.push({ kind: 'widen', change, position: begin, instead: put([pattern(all, first)]) })
  }
  return found
}

/** Wider patterns of a resource, the nearest first: its folder, the folder around that, its bucket, every bucket. */
const widerResources = (text: string): readonly string[] => {
  if (!text.startsWith(s3) || text === `${s3}*`) return []
  const path = text.slice(s3.length)
  const parts = path.replace(/\/?\*$/, '').split('/')
  const folders = parts.slice(1).map((_, index) => `${s3}${parts.slice(0, parts.length - 1 - index).join('/')}/*`)
  return [...folders.filter(each => each !== text), `${s3}*`]
}

const swappedResource = (text: string): string | undefined => {
  const path = text.slice(s3.length)
  if (!text.startsWith(s3) || path === '*') return undefined
  if (!path.includes('/')) return `${text}/*`
  return /^[^/*]+\/\*$/.test(path) ? text.slice(0, -2) : undefined
}

type Resource = CompiledStatement['resources']['patterns'][number]

const ofResources: Mutator = (statement, reading) => {
  const { resources } = statement
  const { negated, patterns } = resources
  const name = negated ? 'NotResource' : 'Resource'
  const put = (list: readonly Resource[]): CompiledStatement => ({
    ...statement,
    resources: { ...resources, patterns: list },
  })
  return patterns.flatMap((each, index): readonly MutatedStatement[] => {
    const { text, position } = each
    const become = (kind: MutationKind, to: string, more: Partial<MutatedStatement> = {}): MutatedStatement => ({
      ...{ kind, change: `${name} ${text} becomes ${to}`, position, ...more },
      instead: put(withAt(patterns, index, { text: to, position, ...resourcePattern(to, reading) })),
    })
    const removed: MutatedStatement = {
      ...{ kind: 'remove', change: `${name} ${text} is removed`, position },
      instead: put(without(patterns, index)),
    }
    const isPlain = text.startsWith(s3) && !text.includes('${')
    const [edge] = isPlain && text !== `${s3}*` ? edgesOfPattern(text.slice(s3.length), reading.questionMark) : []
    const swapped = swappedResource(text)
    const row = `${name} ${index}`
    return [
      ...(patterns.length > 1 ? [removed] : []),
      ...(negated ? [] : widerResources(text).map(to => become('widen', to, { row }))),
      ...(text.endsWith('/*') ? [become('narrow', `${text.slice(0, -1)}narrowed/*`)] : []),
      ...(edge === undefined ? [] : [become('shift', s3 + shiftedPattern(text.slice(s3.length), edge.outside))]),
      ...(swapped === undefined ? [] : [become('swap', swapped)]),
      ...(negated || !isPlain || text === `${s3}*` ? [] : [become('widen', looser(text), { edge: true })]),
    ]
  })
}

/** `images/*` for `images`: what takes all that begins alike. */
const looser = (text: string): string =>
  text.endsWith('/*') ? `${text.slice(0, -2)}*` : text.endsWith('*') ? text : `${text}*`

/** The pattern beside: with the name just outside in place of its literal part. */
const shiftedPattern = (pattern: string, outside: string): string =>
  pattern.includes('/') && pattern.endsWith('*') && outside.includes('/')
    ? `${outside.slice(0, outside.lastIndexOf('/'))}/*`
    : outside

const ofPrincipals: Mutator = statement => {
  const { principals } = statement
  if (principals === undefined) return []
  const { names, negated, position } = principals
  const element = negated ? 'NotPrincipal' : 'Principal'
  const put = (list: typeof names): CompiledStatement => ({ ...statement, principals: { ...principals, names: list } })
  const each = names.flatMap(({ type, name }, index): readonly MutatedStatement[] => {
    const removed: MutatedStatement = {
      ...{ kind: 'remove', change: `${element} ${name} is removed`, position },
      instead: put(without(names, index)),
    }
    const other = `${name}-other`
    const shifted: MutatedStatement = {
      ...{ kind: 'shift', change: `${element} ${name} becomes ${other}`, position },
      instead: put(withAt(names, index, { type, name: other })),
    }
    return [...(names.length > 1 ? [removed] : []), ...(name === '*' ? [] : [shifted])]
  })
  const widened: MutatedStatement = {
    ...{ kind: 'widen', change: `${element} becomes *`, position },
    instead: put([{ type: 'AWS', name: '*' }]),
  }
  return negated || names.some(({ name }) => name === '*') ? each : [...each, widened]
}

/** The operator that holds where this one does not: `StringNotEquals` for `StringEquals`. */
const oppositeOf = (operator: string): string | undefined => {
  const not = operator
    .replace(/^(ForAnyValue:|ForAllValues:)?(String|Numeric|Date|Arn|Ip)/, '$1$2Not')
    .replace('IpNotAddress', 'NotIpAddress')
  return operators.some(({ name }) => name === not.replace(/IfExists$/, '')) ? not : undefined
}

const ofConditions: Mutator = (statement, reading) =>
  statement.conditions.flatMap((condition, index): readonly MutatedStatement[] => {
    const { operator, key, values, position } = condition
    const named = `condition ${operator} ${key}`
    const { conditions } = statement
    const put = (changed: { operator?: string; values?: readonly string[] }): CompiledStatement => {
      const { test: _, ...written } = { ...condition, ...changed }
      return { ...statement, conditions: withAt(conditions, index, compileCondition(written, reading)) }
    }
    const opposite = oppositeOf(operator)
    const each = values.flatMap((value, at): readonly MutatedStatement[] => {
      const become = (kind: MutationKind, to: string, edge?: true): MutatedStatement => ({
        ...{ kind, change: `${value} of ${named} becomes ${to}`, position, ...(edge && { edge }) },
        instead: put({ values: withAt(values, at, to) }),
      })
      const removed: MutatedStatement = {
        ...{ kind: 'remove', change: `${value} of ${named} is removed`, position },
        instead: put({ values: without(values, at) }),
      }
      return [
        ...(values.length > 1 ? [removed] : []),
        ...shiftedValues(operator, value).map(to => become('shift', to)),
        ...widenedValues(operator, value).map(to => become('widen', to, true)),
      ]
    })
    const gone: MutatedStatement = {
      ...{ kind: 'remove', change: `${named} is removed`, position },
      instead: { ...statement, conditions: without(conditions, index) },
    }
    const flipped: MutatedStatement[] =
      opposite === undefined
        ? []
        : [{ kind: 'flip', change: `${named} becomes ${opposite}`, position, instead: put({ operator: opposite }) }]
    return [gone, ...flipped, ...each]
  })

/** All mutants of a statement, in the order of its elements. */
export const mutantsOf: Mutator = (...given) =>
  [ofStatement, ofPrincipals, ofActions, ofResources, ofConditions].flatMap(mutator => mutator(...given))
