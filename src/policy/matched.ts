import { resourcePolicies, statementsOf } from './layers.js'
import { matchPrincipal } from './principals.js'
import type { CompiledStatement } from './statements.js'
import type { Facts, Policy, Statement, Verdict } from './types.js'
import { DecidedVerdict } from './verdict.js'

/** A statement, and the policy in which it stands. */
export interface MatchedStatement {
  readonly policy: Policy
  readonly statement: Statement
}

const policiesOf = (facts: Facts): readonly Policy[] => [
  ...facts.identity,
  ...(facts.boundary ?? []),
  ...(facts.session ?? []),
  ...resourcePolicies(facts),
]

/** The statements that apply to what a verdict was asked: those that decided, and those that others went before. */
export const matchedStatements = (verdict: Verdict): readonly MatchedStatement[] => {
  const asked = DecidedVerdict.caseOf(verdict)
  if (asked === undefined) throw new Error('a verdict of another process does not hold the policies that were asked')
  return policiesOf(asked.facts).flatMap(policy =>
    (['Allow', 'Deny'] as const).flatMap(effect =>
      statementsOf([policy], effect, asked).map(({ statement }) => ({ policy, statement })),
    ),
  )
}

/** The policies that a verdict was asked of. */
export const policiesAsked = (verdict: Verdict): readonly Policy[] => {
  const facts = DecidedVerdict.caseOf(verdict)?.facts
  return facts === undefined ? [] : policiesOf(facts)
}

/** Whether a statement speaks to a caller at all. */
export const speaksTo = (verdict: Verdict, { principals }: CompiledStatement): boolean =>
  matchPrincipal(principals, verdict.principal, verdict.context) !== 'none'
