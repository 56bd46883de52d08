import { evaluate } from '../policy/evaluate.js'
import type { Facts, Policy, Verdict } from '../policy/types.js'
import type { Replay } from './replay.js'

/** A call of a run that would be decided otherwise. */
export interface ChangedCall {
  readonly tests: readonly string[]
  readonly operations: readonly string[]
  readonly callers: readonly string[]
  readonly before: Verdict
  readonly after: Verdict
}

/** What the calls of a run say of a new policy. */
export interface ChangedCalls {
  /** Distinct questions that the old policy was asked. */
  readonly asked: number
  readonly changed: readonly ChangedCall[]
}

const unique = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter(value => value !== undefined)),
]

const replaced = (facts: Facts, replace: (policy: Policy) => Policy): Facts => {
  const all = (policies: readonly Policy[]) => policies.map(replace)
  const { identity, boundary, session, resourcePolicy } = facts
  return {
    ...facts,
    identity: all(identity),
    ...(boundary && { boundary: all(boundary) }),
    ...(session && { session: all(session) }),
    ...(resourcePolicy && { resourcePolicy: replace(resourcePolicy) }),
  }
}

/** Asks the questions of a run again with another policy in the place of the one whose text it is. */
export const changedCalls = ({ cases }: Replay, before: Policy, after: Policy): ChangedCalls => {
  const text = before.text.trim()
  const isOld = (policy: Policy): boolean => policy.text.trim() === text
  let asked = 0
  const changed: ChangedCall[] = []
  for (const { decisions, profile, facts } of cases) {
    const { identity, boundary = [], session = [], resourcePolicy } = facts
    if (![...identity, ...boundary, ...session, ...(resourcePolicy ? [resourcePolicy] : [])].some(isOld)) continue
    asked++
    const then = evaluate(profile, facts)
    const now = evaluate(
      profile,
      replaced(facts, policy => (isOld(policy) ? after : policy)),
    )
    if ((then.decision === 'allowed') === (now.decision === 'allowed')) continue
    changed.push({
      tests: unique(decisions.map(({ test }) => test)),
      operations: unique(decisions.map(({ operation }) => operation)),
      callers: unique(decisions.map(({ caller }) => caller)),
      ...{ before: then, after: now },
    })
  }
  return { asked, changed }
}
