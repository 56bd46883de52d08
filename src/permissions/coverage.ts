import type { WholeMock } from '../mock.js'
import { matchedStatements } from '../policy/matched.js'
import type { Policy, Statement, Verdict } from '../policy/types.js'
import { statementName } from '../policy/verdict.js'

/** One statement of a policy, and how often something was asked of it. */
export interface CoveredStatement {
  readonly statement: Statement
  /** Questions to which it applied. */
  readonly matched: number
  /** Of these, those that it decided. */
  readonly decisive: number
}

/** What was asked of policies. */
export interface PolicyCoverage {
  readonly statements: readonly CoveredStatement[]
}

/** Counts of statements. `percent` is a whole number, never rounded up. */
export interface CoverageSummary {
  readonly matched: number
  readonly total: number
  readonly percent: number
}

/** Counts what verdicts were asked of policies. */
export interface CoverageCounter {
  add(verdict: Verdict): void
  coverage(): PolicyCoverage
}

/** Every policy of a scene: attached or not, of buckets, and of roles for those who would take them. */
export const policiesOf = (mock: WholeMock): readonly Policy[] => {
  const { registry, store } = mock.world()
  const accounts = [...registry.accounts()].map(({ id }) => id)
  const identities = accounts.flatMap(account => [...registry.identities(account)])
  const found = [
    ...accounts.flatMap(account => [...registry.managedPolicies(account)].map(({ policy }) => policy)),
    ...identities.flatMap(identity => [...registry.policiesOf(identity), ...(identity.trust ? [identity.trust] : [])]),
    ...[...store.buckets()].flatMap(({ policy }) => policy ?? []),
  ]
  return [...new Set(found)]
}

/** A policy is known again by its text: a session's is parsed anew each time that the session is taken. */
const keyOf = ({ text }: Policy, { index }: Statement): string => `${index}\n${text}`

/** Begins to count what is asked of policies. */
export const countCoverage = (policies: readonly Policy[]): CoverageCounter => {
  const counts = new Map<string, { statement: Statement; matched: number; decisive: number }>()
  for (const policy of policies) {
    for (const statement of policy.statements) {
      const key = keyOf(policy, statement)
      if (!counts.has(key)) counts.set(key, { statement, matched: 0, decisive: 0 })
    }
  }
  return {
    add: verdict => {
      for (const { policy, statement } of matchedStatements(verdict)) {
        const count = counts.get(keyOf(policy, statement))
        if (count === undefined) continue
        count.matched++
        if (verdict.statements.includes(statement)) count.decisive++
      }
    },
    coverage: () => ({ statements: [...counts.values()].map(count => ({ ...count })) }),
  }
}

export const summaryOf = ({ statements }: PolicyCoverage): CoverageSummary => {
  const total = statements.length
  const matched = statements.filter(each => each.matched > 0).length
  return { matched, total, percent: total === 0 ? 100 : Math.floor((matched * 100) / total) }
}

const placeOf = ({ policy, position }: Statement): string => `${position.file ?? policy}:${position.line}`

/** The statements to which nothing applied, as `file:line: statement "Sid"`. */
export const notMatched = ({ statements }: PolicyCoverage): readonly string[] =>
  statements
    .filter(({ matched }) => matched === 0)
    .map(({ statement }) => `${placeOf(statement)}: ${statementName(statement)} (${statement.effect})`)
