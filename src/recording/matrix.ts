import { s3Actions } from '../policy/aws/s3-actions.js'
import { type ClassHost, circumstancesOf } from '../policy/case-classes.js'
import { compiledOf } from '../policy/document.js'
import { speaksOfAction } from '../policy/statements.js'
import type { ConditionContext, Decision, Policy } from '../policy/types.js'
import { edgesOfPattern } from './edges-of-patterns.js'

/** What a caller may do: always, never, or in some circumstances. */
export type MatrixCell = 'allowed' | 'denied' | 'conditional'

/** One column of a matrix. */
export interface MatrixCaller {
  readonly name: string
  /** Policies that concern the caller, for the actions, resources and conditions in them. */
  readonly policies: readonly Policy[]
  decide(action: string, resource: string, context: ConditionContext): Decision
}

/** One right on one resource, for every caller. */
export interface MatrixRow {
  readonly action: string
  /** `images/a.png`, `images`, or `*`. */
  readonly resource: string
  /** One for each column. */
  readonly cells: readonly MatrixCell[]
  /** For each column, the condition keys that decide; empty where nothing hangs on them. */
  readonly keys: readonly (readonly string[])[]
}

/** Who may do what. */
export interface Matrix {
  readonly columns: readonly string[]
  readonly rows: readonly MatrixRow[]
}

const s3 = 'arn:aws:s3:::'

/** What people ask first, whatever the policies say. */
const usual = ['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject']

/** The actions of which policies speak, and the usual ones. */
const actionsOf = (policies: readonly Policy[], { actions, profile }: ClassHost): readonly string[] => {
  const statements = policies.flatMap(policy => compiledOf(policy).statements)
  const own = actions.filter(
    action => Object.hasOwn(s3Actions, action) && profile.dialectActions(action).at(-1) === action,
  )
  const spoken = own.filter(action => {
    const lower = action.toLowerCase()
    return statements.some(each => !each.actions.negated && speaksOfAction(each, lower))
  })
  const order = [...new Set([...usual, ...Object.keys(s3Actions)])]
  return [...new Set([...usual, ...spoken])].sort((left, right) => order.indexOf(left) - order.indexOf(right))
}

/** The bucket of `bucket/key`. */
export const bucketOf = (resource: string): string => resource.split('/', 1)[0]!

/** A resource in each pattern of policies, and one just beside it, by bucket. */
export const matrixResources = (policies: readonly Policy[]): readonly string[] => {
  const [inside, beside] = [new Set<string>(), new Set<string>()]
  for (const policy of policies) {
    const { statements, reading } = compiledOf(policy)
    for (const { resources } of statements) {
      for (const { text } of resources.patterns) {
        if (!text.startsWith(s3)) continue
        const plain = text.slice(s3.length).replace(/\$\{[^}]*\}/g, 'someone')
        for (const edge of edgesOfPattern(plain, reading.questionMark)) {
          inside.add(edge.inside)
          beside.add(edge.outside)
        }
      }
    }
  }
  const all = [...new Set([...inside, ...beside])]
  const buckets = [...new Set(all.map(bucketOf))]
  // a bucket, then its keys
  const order = (resource: string): number => 2 * buckets.indexOf(bucketOf(resource)) + Number(resource.includes('/'))
  return all.sort((left, right) => order(left) - order(right))
}

const levelOf = (resource: string): string =>
  resource === '*' ? 'account' : resource.includes('/') ? 'object' : 'bucket'

const without = (context: ConditionContext, key: string): string =>
  JSON.stringify(
    Object.entries(context).filter(
      ([name]) => name !== key && !(key === 'aws:CurrentTime' && name === 'aws:EpochTime'),
    ),
  )

/** The keys on which the decision hangs: there are two circumstances that differ in nothing else, and in the decision. */
const decidingKeys = (
  contexts: readonly ConditionContext[],
  allowed: ReadonlySet<ConditionContext>,
): readonly string[] => {
  const keys = new Set(contexts.flatMap(context => Object.keys(context)).filter(key => key !== 'aws:EpochTime'))
  return [...keys].filter(key => {
    const decisions = new Map<string, boolean>()
    return contexts.some(context => {
      const rest = without(context, key)
      const known = decisions.get(rest)
      decisions.set(rest, allowed.has(context))
      return known !== undefined && known !== allowed.has(context)
    })
  })
}

const cellOf = (
  { policies, decide }: MatrixCaller,
  action: string,
  resource: string,
  host: ClassHost,
): { readonly cell: MatrixCell; readonly keys: readonly string[] } => {
  const arn = resource === '*' ? resource : s3 + resource
  const contexts = circumstancesOf(policies, action, arn, host)
  const allowed = new Set(contexts.filter(context => decide(action, arn, context) === 'allowed'))
  if (allowed.size === 0) return { cell: 'denied', keys: [] }
  if (allowed.size === contexts.length) return { cell: 'allowed', keys: [] }
  return { cell: 'conditional', keys: decidingKeys(contexts, allowed) }
}

/**
 * Asks what each caller may do: every action of which the policies speak, on each of the resources that it acts on.
 * Rows stand by resource, in their order.
 */
export const matrixOf = (callers: readonly MatrixCaller[], resources: readonly string[], host: ClassHost): Matrix => {
  const actions = actionsOf([...new Set(callers.flatMap(({ policies }) => policies))], host)
  const rows = [...resources, '*'].flatMap(resource =>
    actions
      .filter(action => s3Actions[action] === levelOf(resource))
      .map(action => {
        const cells = callers.map(caller => cellOf(caller, action, resource, host))
        return { action, resource, cells: cells.map(({ cell }) => cell), keys: cells.map(({ keys }) => keys) }
      }),
  )
  return { columns: callers.map(({ name }) => name), rows }
}
