import type { WholeMock } from '../mock.js'
import type { Policy } from '../policy/types.js'
import { coverageOfReplay } from '../recording/coverage.js'
import { gapsOf } from '../recording/coverage-gaps.js'
import type { PolicyCoverage } from '../recording/coverage-types.js'
import type { CollectedDecisions } from '../recording/record-keeper.js'
import { replayOf } from '../recording/replay.js'

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

/** What the decisions so far asked of these policies, whatever others were asked. */
export const coverageOfPolicies = (decisions: CollectedDecisions, policies: readonly Policy[]): PolicyCoverage => {
  const own = new Set(policies.map(policy => decisions.idOf(policy)))
  const replay = replayOf(decisions.recording())
  return coverageOfReplay({ policies: replay.policies.filter(({ recorded }) => own.has(recorded.id)) })
}

/** What `coverage` of a permission file may count, and the kinds of parts that each counts. */
export const thresholdKinds = ['statements', 'actions', 'resources', 'principals', 'conditions'] as const
export type ThresholdKind = (typeof thresholdKinds)[number]

/** What was not reached of a kind, as `file:line:column: statement "Sid" (Allow)`. */
export const notReached = (coverage: PolicyCoverage, of: ThresholdKind): readonly string[] =>
  gapsOf(coverage)
    .filter(({ kind }) => `${kind}s` === of)
    .map(({ place, what }) => `${place}: ${what}`)
