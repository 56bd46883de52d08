import { levelOf } from '../mock/known-actions.js'
import { contextValue } from '../policy/conditions.js'
import { evaluate } from '../policy/evaluate.js'
import { type CompiledStatement, speaksOfAction } from '../policy/statements.js'
import type { ConditionContext, Facts, Policy } from '../policy/types.js'
import { readCondition } from './edges-of-conditions.js'
import { edgesOfPattern } from './edges-of-patterns.js'
import { permissionLine } from './mutation-line.js'
import type { MutationWitness } from './mutation-types.js'
import { changedPolicy, factsWith, mayDiffer, questionsOf, type ReplayCase, type StatementChange } from './replay.js'

const s3 = 'arn:aws:s3:::'

/** A caller as it was recorded, with what it has on each bucket. */
interface Asker {
  readonly caller: string
  readonly byBucket: ReadonlyMap<string, ReplayCase>
  readonly any: ReplayCase
  /** What it asked of the policy. */
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

/** What questions are made of. */
export interface WitnessGround {
  /** Actions that the dialect knows. */
  readonly actions: readonly string[]
  /** Resources that were asked in the run, on whatever policy. */
  readonly resources: readonly string[]
  readonly askers: readonly Asker[]
}

export const bucketOf = (resource: string): string => /^arn:[^:]*:s3:::([^/]*)/.exec(resource)?.[1] ?? ''

const mostAskers = 6
const mostResources = 60

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

/** Some of a list, from all over it. */
const spread = <T>(list: readonly T[], most: number): readonly T[] =>
  list.length <= most ? list : Array.from({ length: most }, (_, at) => list[Math.floor((at * list.length) / most)]!)

/** The callers that asked a policy, those first that asked it most. */
const askersOf = (cases: readonly ReplayCase[]): readonly Asker[] => {
  interface Found extends Asker {
    readonly byBucket: Map<string, ReplayCase>
    readonly cases: ReplayCase[]
  }
  const found = new Map<string, Found>()
  for (const each of cases) {
    const { principal, identity, boundary, session } = each.facts
    const { caller } = each.decisions[0]!
    const names = [identity, boundary ?? [], session ?? []].map(layer => layer.map(({ name }) => name))
    const key = JSON.stringify([caller, principal.kind, names])
    const known: Found = found.get(key) ?? {
      caller,
      byBucket: new Map(),
      any: each,
      cases: [],
      actions: [],
      resources: [],
    }
    found.set(key, known)
    known.cases.push(each)
    const bucket = bucketOf(each.facts.resource)
    if (!known.byBucket.has(bucket)) known.byBucket.set(bucket, each)
  }
  return [...found.values()]
    .sort((left, right) => right.cases.length - left.cases.length)
    .slice(0, mostAskers)
    .map(({ cases: own, ...asker }) => ({
      ...asker,
      actions: unique(own.map(({ facts }) => facts.action)),
      resources: spread(unique(own.map(({ facts }) => facts.resource)), mostResources),
    }))
}

export const groundOf = (
  cases: readonly ReplayCase[],
  all: Pick<WitnessGround, 'actions' | 'resources'>,
): WitnessGround => ({ ...all, askers: askersOf(cases) })

/** The level on which a resource lies, as the table of actions has it. */
const levelOfResource = (resource: string): 'account' | 'bucket' | 'object' | undefined => {
  if (resource === '*' || resource === `${s3}*`) return 'account'
  if (!resource.startsWith(s3)) return undefined
  return resource.includes('/') ? 'object' : 'bucket'
}

/** Calls that everybody knows go before the others, and the more harm they do the better. */
const wellKnown = [
  's3:DeleteObject',
  's3:PutObject',
  's3:GetObject',
  's3:ListBucket',
  's3:DeleteBucket',
  's3:PutBucketPolicy',
]

const mostActions = 40

/** Actions that the statements tell apart, or on which both speak. */
const actionsFor = (
  before: CompiledStatement,
  after: CompiledStatement | undefined,
  recorded: readonly string[],
  known: readonly string[],
): readonly string[] => {
  const named = [before, after].flatMap(each => each?.actions.patterns.map(({ text }) => text) ?? [])
  const all = unique([
    ...recorded,
    ...known.filter(name => named.includes(name)),
    ...wellKnown.filter(name => known.includes(name)),
    ...known,
  ])
  const says = (statement: CompiledStatement | undefined, action: string): boolean =>
    statement !== undefined && speaksOfAction(statement, action.toLowerCase())
  const differing = all.filter(action => says(before, action) !== says(after, action))
  const both = all.filter(action => says(before, action) && says(after, action))
  return [...differing, ...both].slice(0, mostActions)
}

const exampleOf = (pattern: string): readonly string[] => {
  if (!pattern.startsWith(s3)) return pattern.includes('*') ? [] : [pattern]
  const path = pattern.slice(s3.length)
  if (path === '*' || path.includes('${')) return []
  const edges = edgesOfPattern(path, false).flatMap(({ inside, outside }) => [s3 + inside, s3 + outside])
  return [...edges, ...(path.includes('*') ? [] : [pattern])]
}

/** Resources around the statements: those of the run first, then both sides of the edges of their patterns. */
const resourcesFor = (
  before: CompiledStatement,
  after: CompiledStatement | undefined,
  own: readonly string[],
  all: readonly string[],
): readonly string[] => {
  const patterns = unique([before, after].flatMap(each => each?.resources.patterns.map(({ text }) => text) ?? []))
  const examples = patterns.flatMap(exampleOf)
  const buckets = unique([...own, ...examples].map(bucketOf)).filter(bucket => bucket !== '' && !bucket.includes('*'))
  const beside = buckets.flatMap(bucket => [`${s3}${bucket}/other`, s3 + bucket])
  const elsewhere = all.slice(0, mostResources).filter(resource => resource.startsWith(s3))
  // what lies in a bucket of the scene can be tried as it stands
  const known = new Set([...own, ...all].map(bucketOf))
  const found = unique([...examples, ...beside, ...own, ...elsewhere, '*'])
  const [here, there] = [true, false].map(is => found.filter(resource => known.has(bucketOf(resource)) === is))
  return [...here!, ...there!].slice(0, mostResources)
}

type Values = readonly (string | undefined)[]

/** Values of a kind that few conditions name. */
const otherValues = (operator: string): readonly string[] => {
  if (/IpAddress/.test(operator)) return ['198.51.100.1', '2001:db8::1']
  if (/Bool/.test(operator)) return ['true', 'false']
  if (/Date/.test(operator)) return ['1970-01-02T00:00:00Z', '2099-01-01T00:00:00Z']
  return /Numeric/.test(operator) ? ['0', '1000000'] : ['other']
}

/** For each condition key: values that hold first, then values that do not, then its absence. */
const valuesFor = (statements: readonly (CompiledStatement | undefined)[]): ReadonlyMap<string, Values> => {
  const found = new Map<string, Values>()
  for (const { operator, key, values } of statements.flatMap(each => each?.conditions ?? [])) {
    const edges = readCondition({ operator, key, values })?.edges ?? []
    const written = values
      .filter(value => !value.includes('${'))
      .map(value => value.replaceAll('*', 'a').replace(/\/\d+$/, ''))
    const others = otherValues(operator)
    const own = [
      ...edges.map(({ inside }) => inside),
      ...written,
      ...edges.map(({ outside }) => outside),
      ...others,
      undefined,
    ]
    found.set(key, unique([...(found.get(key) ?? []), ...own]))
  }
  return found
}

const withValue = (context: ConditionContext, key: string, value: string | undefined): ConditionContext => {
  const rest = Object.fromEntries(Object.entries(context).filter(([name]) => name.toLowerCase() !== key.toLowerCase()))
  return value === undefined ? rest : { ...rest, [key]: value }
}

/** The context under which most conditions of a statement hold, then that with one key at a time changed. */
const contextsFor = (
  base: ConditionContext,
  statement: CompiledStatement,
  values: ReadonlyMap<string, Values>,
): readonly ConditionContext[] => {
  let best = base
  for (const [key, tried] of values) {
    const own = statement.conditions.filter(condition => condition.key === key)
    const holds = (context: ConditionContext): boolean => own.every(condition => condition.test(context))
    if (own.length === 0 || holds(best)) continue
    const value = tried.find(each => holds(withValue(best, key, each)))
    if (value !== undefined || holds(withValue(best, key, undefined))) best = withValue(best, key, value)
  }
  return [best, ...[...values].flatMap(([key, tried]) => tried.map(value => withValue(best, key, value)))]
}

const textOfValue = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : value.join(', ')

/** Which keys of a witness's context its statements look at, and that a request of the caller does not have anyway. */
const saidOf = (context: ConditionContext, values: ReadonlyMap<string, Values>): Record<string, string | undefined> =>
  Object.fromEntries([...values.keys()].map(key => [key, textOfValue(contextValue(context, key))]))

/** So many questions are put before a mutant counts as one that nothing tells from the policy. */
const mostQuestions = 3_000

const allows = (profile: ReplayCase['profile'], facts: Facts): boolean =>
  evaluate(profile, facts).decision === 'allowed'

/** Facts of a question that was not asked: those of the same caller on the same bucket, as far as they are known. */
const factsAt = (asker: Asker, resource: string, policy: Policy): Facts => {
  const { facts } = asker.byBucket.get(bucketOf(resource)) ?? asker.any
  if (asker.byBucket.has(bucketOf(resource)) || facts.resourcePolicy === policy) return { ...facts, resource }
  const { resourcePolicy: _, resourceAccount: __, resourceAllowsIgnored: ___, ...rest } = facts
  return { ...rest, resource }
}

/** Finds the question that tells a mutant from its policy; undefined where none was found: it may be the same policy. */
export const findWitness = (change: StatementChange, ground: WitnessGround): MutationWitness | undefined => {
  const { of, index, instead } = change
  const before = of.statements[index]!
  const after = changedPolicy(change)
  const values = valuesFor([before, instead])
  let left = mostQuestions
  for (const asker of ground.askers) {
    const actions = actionsFor(before, instead, asker.actions, ground.actions)
    const resources = resourcesFor(before, instead, asker.resources, ground.resources)
    const contexts = new Map<ConditionContext, readonly ConditionContext[]>()
    const contextsOf = (base: ConditionContext): readonly ConditionContext[] => {
      const found = contexts.get(base) ?? contextsFor(base, before, values)
      contexts.set(base, found)
      return found
    }
    for (const action of actions) {
      const level = levelOf(action)
      // an action of S3 that the table does not have acts on what only its own call knows
      if (level === undefined && action.startsWith('s3:')) continue
      for (const resource of resources) {
        if (level !== undefined && level !== levelOfResource(resource)) continue
        if (of.recorded.kind === 'bucket' && !asker.byBucket.has(bucketOf(resource))) continue
        const facts = factsAt(asker, resource, of.policy)
        for (const context of contextsOf(facts.context)) {
          if (left-- <= 0) return undefined
          const asked = { ...facts, action, context }
          if (!mayDiffer(before, instead, questionsOf(of.profile, asked))) continue
          const allowed = allows(of.profile, asked)
          if (allowed === allows(of.profile, factsWith(asked, of.policy, after))) continue
          const expect = allowed ? 'allowed' : 'denied'
          const witness = { caller: asker.caller, action, resource, expect, context: saidOf(context, values) } as const
          const line = permissionLine(witness)
          return line === undefined ? witness : { ...witness, line }
        }
      }
    }
  }
  return undefined
}
