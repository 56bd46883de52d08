import { AsyncLocalStorage } from 'node:async_hooks'
import type { Policy } from '../policy/types.js'
import type { DecisionObserver, ObservedDecision, RunningTest } from '../world/log.js'
import { callSite, shownPath } from './record-call-site.js'
import { recordedDecision, recordedPolicy } from './record-decision.js'
import type { RecordedDecision, RecordedDialect, RecordedPolicy, Recording } from './record-types.js'

/** Takes what is recorded: each policy once, before the first decision that names it. */
interface Kept {
  policy(policy: RecordedPolicy): void
  decision(decision: RecordedDecision): void
}

/** The test that a decision belongs to: by async context, or the only one that runs. */
const trackTests = () => {
  const contexts = new AsyncLocalStorage<RunningTest>()
  const running: RunningTest[] = []
  const shown = ({ name, file }: RunningTest): RunningTest => ({ name, file: file && shownPath(file) })
  return {
    present: () => contexts.getStore() ?? (running.length === 1 ? running[0] : undefined),
    begin(test: RunningTest) {
      const begun = shown(test)
      running.push(begun)
      return () => void running.splice(running.indexOf(begun), running.includes(begun) ? 1 : 0)
    },
    within: <T>(test: RunningTest, run: () => T): T => contexts.run(shown(test), run),
  }
}

/** Names each policy by an id, and tells it when it is first named. */
const namePolicies = (of: RecordedDialect, tell: Kept['policy']): ((policy: Policy) => string) => {
  const known = new WeakMap<Policy, string>()
  const told = new Set<string>()
  /** A text that a call sends back is the policy from which it came: a session's is parsed each time that it is taken. */
  const byText = new Map<string, string>()
  return policy => {
    const found = known.get(policy)
    if (found !== undefined) return found
    const text = `${policy.kind}\n${policy.text}`
    const recorded = recordedPolicy(policy, of, callSite())
    const id = recorded.file === undefined ? (byText.get(text) ?? recorded.id) : recorded.id
    known.set(policy, id)
    if (!byText.has(text)) byText.set(text, id)
    if (id === recorded.id && !told.has(id)) tell(recorded)
    told.add(id)
    return id
  }
}

/** An observer that hands on what it hears in the form of a record. `idOf` names a policy as decisions do. */
export const createKeeper = (of: RecordedDialect, kept: Kept) => {
  const idOf = namePolicies(of, kept.policy)
  const { present, begin, within } = trackTests()
  return {
    idOf,
    begin,
    within,
    policy: (policy: Policy): void => void idOf(policy),
    decision(observed: ObservedDecision): void {
      const decision = recordedDecision(observed, of, idOf, present())
      if (decision !== undefined) kept.decision(decision)
    },
  }
}

/** Keeps decisions in memory. */
export interface CollectedDecisions extends DecisionObserver {
  idOf(policy: Policy): string
  recording(): Recording
}

export const collectDecisions = (of: RecordedDialect): CollectedDecisions => {
  const policies = new Map<string, RecordedPolicy>()
  const decisions: RecordedDecision[] = []
  const keeper = createKeeper(of, {
    policy: policy => void policies.set(policy.id, policy),
    decision: decision => void decisions.push(decision),
  })
  return { ...keeper, recording: () => ({ policies, decisions }) }
}

/** One observer for several. */
export const observeAll = (observers: readonly DecisionObserver[]): Required<DecisionObserver> => ({
  policy: policy => {
    for (const each of observers) each.policy(policy)
  },
  decision: observed => {
    for (const each of observers) each.decision(observed)
  },
  begin: test => {
    const ends = observers.map(each => each.begin?.(test))
    return () => {
      for (const end of ends) end?.()
    }
  },
  within: (test, run) =>
    observers.reduce((inner, each) => () => (each.within === undefined ? inner() : each.within(test, inner)), run)(),
  flush: () => {
    for (const each of observers) each.flush?.()
  },
})
