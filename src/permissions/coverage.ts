import type { WholeMock } from '../mock.js'
import type { Policy } from '../policy/types.js'
import { gapsOf } from '../recording/coverage-gaps.js'
import type { CoverageSummary, PolicyCoverage } from '../recording/coverage-types.js'

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

/** What `coverage` of a permission file may count, and the kinds of parts that each counts. */
export const thresholdKinds = ['statements', 'actions', 'resources', 'principals', 'conditions'] as const
export type ThresholdKind = (typeof thresholdKinds)[number]

/** What was not reached of a kind, as `file:line:column: statement "Sid" (Allow)`. */
export const notReached = (coverage: PolicyCoverage, of: ThresholdKind): readonly string[] =>
  gapsOf(coverage)
    .filter(({ kind }) => `${kind}s` === of)
    .map(({ place, what }) => `${place}: ${what}`)

export type { CoverageSummary }
