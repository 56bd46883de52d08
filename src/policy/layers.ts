import { compiledOf } from './document.js'
import { covers } from './grants.js'
import { closer, matchPrincipal, type PrincipalMatch } from './principals.js'
import type { Question } from './statement-index.js'
import type { CompiledStatement } from './statements.js'
import type { Decision, Facts, Grant, Policy, Source } from './types.js'

/** One decision being made: the question in the dialect's words, and the facts that answer it. */
export interface DecisionCase extends Question {
  readonly facts: Facts
}

/** What a combination decides. */
export interface LayerOutcome {
  readonly decision: Decision
  readonly at: Source
  readonly statements: readonly CompiledStatement[]
  readonly grant?: Grant
}

const none: readonly CompiledStatement[] = []

/** The statements of an effect that apply. */
export const statementsOf = (
  policies: readonly Policy[],
  effect: 'Allow' | 'Deny',
  question: Question,
): readonly CompiledStatement[] => {
  if (policies.length === 0) return none
  const found: CompiledStatement[] = []
  for (const policy of policies) compiledOf(policy).index.collect(effect, question, found)
  return found
}

export const resourcePolicies = ({ resourcePolicy }: Facts): readonly Policy[] =>
  resourcePolicy === undefined ? [] : [resourcePolicy]

/** The first grant that covers the question and that is wanted. */
export const grantOf = (
  { facts, action, resource }: DecisionCase,
  wanted: (grant: Grant) => boolean,
): Grant | undefined => {
  for (const grant of facts.grants) {
    if (wanted(grant) && (covers(grant, action, resource) || covers(grant, facts.action, resource))) return grant
  }
  return undefined
}

/** How close the statements that allow come to the caller. */
export const bestPrincipal = (
  statements: readonly CompiledStatement[],
  { principal, context }: Question,
): PrincipalMatch => {
  let best: PrincipalMatch = 'none'
  for (const { principals } of statements) best = closer(best, matchPrincipal(principals, principal, context))
  return best
}

export const granted = (grant: Grant): LayerOutcome => ({
  decision: 'allowed',
  at: grant.source,
  statements: none,
  grant,
})

export const refused = (at: Source): LayerOutcome => ({ decision: 'implicitDeny', at, statements: none })

/** The Denies of the layers, in the order in which they are reported. */
export const explicitDeny = (
  asked: DecisionCase,
  layers: readonly (readonly [Source, readonly Policy[]])[],
): LayerOutcome | undefined => {
  let at: Source | undefined
  let statements: readonly CompiledStatement[] = none
  for (const [source, policies] of layers) {
    const applying = statementsOf(policies, 'Deny', asked)
    const { pastDenies } = asked.facts
    const found = pastDenies === undefined ? applying : applying.filter(({ statement }) => !pastDenies.has(statement))
    if (found.length === 0) continue
    at ??= source
    statements = statements.length === 0 ? found : [...statements, ...found]
  }
  return at === undefined ? undefined : { decision: 'explicitDeny', at, statements }
}
