import { type ClassCase, type ClassHost, classCases } from '../policy/case-classes.js'
import { compiledOf } from '../policy/document.js'
import { evaluate } from '../policy/evaluate.js'
import type { CompiledStatement } from '../policy/statements.js'
import type { Facts, Grant, Policy, PolicyKind, Verdict } from '../policy/types.js'
import type { VariableRule } from '../policy/variables.js'

/** Two revisions of what one caller, bucket or role has. Each may be several documents that hold together. */
export interface ComparedPolicies {
  readonly before: readonly Policy[]
  readonly after: readonly Policy[]
  readonly kind: PolicyKind
}

/** Calls that the two decide differently. */
export interface Change extends ClassCase {
  /** What the caller has beside the policy of a bucket or of a role, which alone decides nothing. */
  readonly beside?: string
  readonly before: Verdict
  readonly after: Verdict
  /** Further circumstances in which it is the same. */
  readonly more: number
}

/** How two revisions differ. */
export interface PolicyDiff {
  /** What is allowed now and was not. */
  readonly widened: readonly Change[]
  /** What was allowed and is not any more. */
  readonly narrowed: readonly Change[]
  /** Denied before by a statement, and now by nothing allowing it: another policy of the caller may allow it. */
  readonly lifted: readonly Change[]
  /** Classes of calls that were asked. */
  readonly cases: number
  /** Why other calls may differ too. Empty: every call was among those asked, which is a proof. */
  readonly gaps: readonly string[]
}

/** Facts of one case, before the policies that are compared. */
interface Scenario {
  readonly beside?: string
  facts(asked: ClassCase, policies: readonly Policy[]): Facts
}

const everything: Grant = { source: 'role', actions: ['*'], resource: '*', label: 'a policy of the caller' }

const base = ({ actions, resource, principal, context }: ClassCase): Omit<Facts, 'identity'> => ({
  ...{ principal, resource, context, action: actions[0] },
  grants: [],
})

const another = '000000000000'

const scenariosOf = (kind: PolicyKind): readonly Scenario[] => {
  if (kind === 'identity' || kind === 'session') return [{ facts: (asked, identity) => ({ ...base(asked), identity }) }]
  const withPolicy = (asked: ClassCase, [resourcePolicy]: readonly Policy[], more: Partial<Facts>): Facts => ({
    ...base(asked),
    identity: [],
    ...(resourcePolicy !== undefined && { resourcePolicy }),
    ...more,
  })
  const rights: Partial<Facts> = { grants: [everything] }
  return [
    { beside: 'without rights of its own', facts: (asked, policies) => withPolicy(asked, policies, {}) },
    { beside: 'with all rights of its own', facts: (asked, policies) => withPolicy(asked, policies, rights) },
    {
      beside: 'with all rights of its own, from another account than the bucket',
      facts: (asked, policies) => withPolicy(asked, policies, { ...rights, resourceAccount: another }),
    },
  ]
}

const simpler = (left: ClassCase, right: ClassCase): boolean =>
  Object.keys(left.context).length < Object.keys(right.context).length

const deciders = ({ decision, statements }: Verdict): string =>
  `${decision} ${statements.map(({ policy, index }) => `${policy} ${index}`).join()}`

/** Changes of one kind, one for each actions, resource and deciding statements. */
class Changes {
  readonly #found = new Map<string, Change>()

  add(change: Omit<Change, 'more'>): void {
    const { actions, resource, principal, before, after } = change
    const key = [actions[0], resource, principal.arn, deciders(before), deciders(after)].join('\n')
    const known = this.#found.get(key)
    if (known === undefined) this.#found.set(key, { ...change, more: 0 })
    else this.#found.set(key, { ...(simpler(change, known) ? change : known), more: known.more + 1 })
  }

  list(): readonly Change[] {
    return [...this.#found.values()]
  }
}

/**
 * Asks both revisions about every class of calls that either of them could tell apart. Where there are no gaps, what
 * stands in none of the lists is decided alike, or by nobody's right in both.
 */
export const diffPolicies = ({ before, after, kind }: ComparedPolicies, host: ClassHost): PolicyDiff => {
  const { cases, gaps } = classCases([...before, ...after], host)
  const scenarios = scenariosOf(kind)
  const [widened, narrowed, lifted] = [new Changes(), new Changes(), new Changes()]
  let count = 0
  for (const asked of cases) {
    count++
    for (const { beside, facts } of scenarios) {
      const then = evaluate(host.profile, facts(asked, before))
      const now = evaluate(host.profile, facts(asked, after))
      if (then.decision === now.decision) continue
      const change = { ...asked, ...(beside !== undefined && { beside }), before: then, after: now }
      if (now.decision === 'allowed') widened.add(change)
      else if (then.decision === 'allowed') narrowed.add(change)
      else if (then.decision === 'explicitDeny') lifted.add(change)
    }
  }
  const isWidened = ({ actions, resource }: Change): boolean =>
    widened.list().some(each => each.actions[0] === actions[0] && each.resource === resource)
  return {
    widened: widened.list(),
    narrowed: narrowed.list(),
    lifted: lifted.list().filter(change => !isWidened(change)),
    cases: count,
    gaps: keepsWithin(before, after) ? [] : [...gaps],
  }
}

/** What a statement says, whatever the order of its words. */
const meaningOf = (
  { statement: { effect }, actions, resources, principals, conditions }: CompiledStatement,
  variables: VariableRule,
): string => {
  const textsOf = ({ negated, patterns }: { negated: boolean; patterns: readonly { readonly text: string }[] }) => [
    negated,
    ...patterns.map(({ text }) => text).sort(),
  ]
  const named = principals && [
    principals.negated,
    ...principals.names.map(({ type, name }) => `${type} ${name}`).sort(),
  ]
  const held = conditions.map(({ operator, key, values }) => JSON.stringify([operator, key, [...values].sort()])).sort()
  return JSON.stringify([variables, effect, textsOf(actions), textsOf(resources), named, held])
}

/** Whether every Allow of the new stands in the old, and every Deny of the old in the new: it cannot allow more. */
const keepsWithin = (before: readonly Policy[], after: readonly Policy[]): boolean => {
  const meanings = (policies: readonly Policy[], effect: 'Allow' | 'Deny') =>
    policies
      .map(compiledOf)
      .flatMap(({ statements, reading }) =>
        statements
          .filter(({ statement }) => statement.effect === effect)
          .map(each => meaningOf(each, reading.variables)),
      )
  const [allows, denies] = [new Set(meanings(before, 'Allow')), new Set(meanings(after, 'Deny'))]
  return (
    meanings(after, 'Allow').every(meaning => allows.has(meaning)) &&
    meanings(before, 'Deny').every(meaning => denies.has(meaning))
  )
}
