import { keyFits, s3Actions } from './aws/s3-actions.js'
import { contextValue, foldKey } from './conditions.js'
import { compiledOf } from './document.js'
import { askersOf } from './principal-classes.js'
import { matchPrincipal } from './principals.js'
import {
  actionTexts,
  anyAction,
  identityTexts,
  levelTexts,
  resourceTexts,
  variablesOfResource,
} from './request-texts.js'
import { type CompiledStatement, type Reading, speaksOfAction, speaksOfResource } from './statements.js'
import { type TextPattern, textClasses } from './text-classes.js'
import type { ConditionContext, Policy, PolicyPrincipal, PolicyProfile } from './types.js'
import { contextFor, dimensionOf, type KeyValue, keyClasses, variablesOfCondition } from './value-classes.js'

/** One question for all the requests that policies cannot tell from it. */
export interface ClassCase {
  /** Actions about which the policies say the same; the first stands for them. */
  readonly actions: readonly [string, ...string[]]
  readonly resource: string
  readonly principal: PolicyPrincipal
  readonly context: ConditionContext
}

/** What is known of the service whose policies are compared. */
export interface ClassHost {
  readonly profile: PolicyProfile
  /** Actions that requests ask for. */
  readonly actions: readonly string[]
  /** These are all; otherwise a pattern may mean an action that is not among them. */
  readonly closed: boolean
  /** Whether every request has a condition key. */
  isPresent(key: string): boolean
  /** Resources that examples show, where they are as good as others. */
  readonly preferred: readonly string[]
}

interface ReadStatement {
  readonly compiled: CompiledStatement
  readonly reading: Reading
}

/** The end of a search: how many cases there were, and why there may be others. */
export interface Search {
  readonly cases: Iterable<ClassCase>
  /** Empty when every request falls into one of the cases. Filled while the cases are read. */
  readonly gaps: ReadonlySet<string>
}

const identityExamples = ['arn:aws:iam::123456789012:user/someone', '*']
const mostContexts = 4_000
const mostAssignments = 48

const statementsOf = (policies: readonly Policy[]): readonly ReadStatement[] =>
  policies.flatMap(policy => {
    const { statements, reading } = compiledOf(policy)
    return statements.map(compiled => ({ compiled, reading }))
  })

const speaksOf = ({ compiled }: ReadStatement, action: string, { profile }: ClassHost): boolean =>
  profile.dialectActions(action).some(each => speaksOfAction(compiled, each.toLowerCase()))

const restrictedKeys = (statements: readonly ReadStatement[]): readonly string[] => [
  ...new Set(statements.flatMap(({ compiled }) => compiled.conditions.map(({ key }) => key))),
]

/** Services whose actions we know act on what we know. */
const vendors = ['s3:*', 'iam:*', 'sts:*'].map(pattern => actionTexts(pattern, false))

/** Actions of which the statements say the same, about what the same requests bring. */
const actionGroups = (statements: readonly ReadStatement[], host: ClassHost, gaps: Set<string>) => {
  const keys = restrictedKeys(statements)
  const groups = new Map<string, [string, ...string[]]>()
  const others: string[] = []
  if (!host.closed) {
    const patterns = statements.flatMap(({ compiled, reading }) =>
      compiled.actions.patterns.map(({ text }) => actionTexts(text, reading.questionMark)),
    )
    const known = host.actions.map(action => action.toLowerCase())
    const { classes, complete } = textClasses([...patterns, ...vendors, anyAction], [...known, 'ec2:describeinstances'])
    if (!complete) gaps.add('there are too many patterns of actions')
    const named = new Set(known)
    others.push(...classes.flatMap(({ example, taken }) => (taken.at(-1) && !named.has(example) ? example : [])))
  }
  for (const action of [...host.actions, ...others]) {
    const spoken = statements.map(each => Number(speaksOf(each, action, host))).join('')
    if (!spoken.includes('1')) continue
    const fits = keys.map(key => Number(keyFits(key, action))).join('')
    const group = [JSON.stringify(shapesOf(action)), spoken, fits].join(' ')
    const found = groups.get(group)
    if (found === undefined) groups.set(group, [action])
    else found.push(action)
  }
  return [...groups.values()]
}

const levelOf = (action: string) => (Object.hasOwn(s3Actions, action) ? s3Actions[action] : undefined)

/** What an action may act on; an action of S3 that we do not know, on buckets or on objects. */
const shapesOf = (action: string): readonly TextPattern[] => {
  const level = levelOf(action)
  if (level !== undefined) return [levelTexts[level]]
  if (action.startsWith('s3:')) return [levelTexts.bucket, levelTexts.object]
  return /^(?:iam|sts):/.test(action) ? identityTexts : []
}

/** A resource of each way in which the statements take resources of an action. */
const resourcesFor = (
  action: string,
  statements: readonly ReadStatement[],
  context: ConditionContext,
  host: ClassHost,
  gaps: Set<string>,
): readonly string[] => {
  const patterns = statements.flatMap(({ compiled, reading }) =>
    compiled.resources.patterns.flatMap(({ text }) => resourceTexts(text, reading, context) ?? []),
  )
  const shapes = shapesOf(action)
  if (patterns.length + shapes.length === 0) return ['*']
  const { classes, complete } = textClasses([...patterns, ...shapes], [...host.preferred, ...identityExamples])
  if (!complete) gaps.add('there are too many patterns of resources')
  const fitting = classes.filter(({ taken }) => shapes.length === 0 || taken.slice(patterns.length).includes(true))
  return fitting.map(({ example }) => example)
}

/** Condition keys that stand as variables. */
const variablesOf = (statements: readonly ReadStatement[]): readonly string[] => [
  ...new Set(
    statements.flatMap(({ compiled, reading }) => [
      ...compiled.resources.patterns.flatMap(({ text }) => variablesOfResource(text, reading)),
      ...compiled.conditions.flatMap(condition => variablesOfCondition({ condition, reading })),
    ]),
  ),
]

/** Values for the condition keys that stand as variables, every combination of them. */
const assignmentsOf = (statements: readonly ReadStatement[], gaps: Set<string>): readonly ConditionContext[] => {
  const names = variablesOf(statements)
  if (names.length === 0) return [{}]
  const words = new Set<string>()
  for (const { compiled } of statements) {
    const texts = compiled.resources.patterns.map(({ text }) => text)
    const values = compiled.conditions.flatMap(condition => condition.values)
    for (const text of [...texts.map(each => each.replace(/^arn:[^:]*:s3:::/, '')), ...values])
      for (const word of text.split(/\$\{[^}]*\}|[/*?]/)) if (word !== '') words.add(word)
  }
  const tried = ['someone', ...[...words].slice(0, 12)]
  for (const name of names)
    gaps.add(`\${${name}} may stand for anything: ${tried.length} values of it were tried, and none`)
  let assignments: ConditionContext[] = [{}]
  for (const name of names)
    assignments = assignments
      .flatMap(given => [...tried.map(value => ({ ...given, [name]: value })), given])
      .slice(0, mostAssignments)
  return assignments
}

/** A context for each way in which the conditions of statements turn out. */
const contextsFor = (
  action: string,
  statements: readonly ReadStatement[],
  assigned: ConditionContext,
  host: ClassHost,
  gaps: Set<string>,
): readonly ConditionContext[] => {
  const byKey = new Map<string, { key: string; conditions: Parameters<typeof keyClasses>[1][number][] }>()
  for (const { compiled, reading } of statements) {
    for (const condition of compiled.conditions) {
      const folded = dimensionOf(foldKey(condition.key))
      const found = byKey.get(folded) ?? { key: condition.key, conditions: [] }
      found.conditions.push({ condition, reading })
      byKey.set(folded, found)
    }
  }
  let contexts: ConditionContext[] = [assigned]
  for (const { key, conditions } of byKey.values()) {
    let values: readonly KeyValue[] = [undefined]
    if (contextValue(assigned, key) !== undefined) continue
    if (keyFits(key, action)) {
      const classes = keyClasses(key, conditions, assigned, host.isPresent(dimensionOf(foldKey(key))))
      if (!classes.complete) gaps.add(`not every value of ${key} is tried`)
      values = classes.values
    }
    contexts = contexts.flatMap(given => values.map(value => ({ ...given, ...contextFor(key, value) })))
    if (contexts.length > mostContexts) {
      gaps.add(`the conditions of ${action} turn out in more than ${mostContexts} ways`)
      contexts = contexts.slice(0, mostContexts)
    }
  }
  return contexts
}

/**
 * A case for every class of requests that some policies may decide differently: of actions, resources, callers and
 * values of condition keys. What holds in each of them holds for all requests, unless there are gaps.
 */
export const classCases = (policies: readonly Policy[], host: ClassHost): Search => {
  const gaps = new Set<string>()
  const statements = statementsOf(policies)
  function* cases(): Generator<ClassCase> {
    const askers = askersOf(statements.map(({ compiled }) => compiled))
    for (const assigned of assignmentsOf(statements, gaps)) {
      for (const actions of actionGroups(statements, host, gaps)) {
        const speaking = statements.filter(each => speaksOf(each, actions[0], host))
        for (const resource of resourcesFor(actions[0], speaking, assigned, host, gaps)) {
          for (const { principal, context: own } of askers) {
            const given = { ...assigned, ...own }
            const relevant = speaking.filter(
              ({ compiled }) =>
                speaksOfResource(compiled, resource, given) &&
                matchPrincipal(compiled.principals, principal, given) !== 'none',
            )
            if (relevant.length === 0) continue
            for (const context of contextsFor(actions[0], relevant, given, host, gaps))
              yield { actions, resource, principal, context }
          }
        }
      }
    }
  }
  return { cases: { [Symbol.iterator]: cases }, gaps }
}

/**
 * A context for each way in which the conditions of policies turn out for one right; a single empty one where nothing
 * hangs on them. Variables have a value: `someone`.
 */
export const circumstancesOf = (
  policies: readonly Policy[],
  action: string,
  resource: string,
  host: ClassHost,
): readonly ConditionContext[] => {
  const statements = statementsOf(policies)
  const assigned = Object.fromEntries(variablesOf(statements).map(name => [name, 'someone']))
  const relevant = statements.filter(
    each => speaksOf(each, action, host) && speaksOfResource(each.compiled, resource, assigned),
  )
  return contextsFor(action, relevant, assigned, host, new Set())
}
