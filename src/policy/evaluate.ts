import { combinations } from './combine.js'
import type { DecisionCase, LayerOutcome } from './layers.js'
import { normalResource } from './resources.js'
import type { Facts, PolicyProfile, Verdict } from './types.js'
import { DecidedVerdict } from './verdict.js'

const always: LayerOutcome = { decision: 'allowed', at: 'default', statements: [] }

/** The facts without the policies that do not count for an action. */
const counting = ({ beyondSessions, beyondBucketPolicies }: PolicyProfile, facts: Facts, action: string): Facts => {
  const { session, resourcePolicy, ...others } = facts
  const lower = action.toLowerCase()
  const noSession = session !== undefined && beyondSessions.includes(lower)
  const noPolicy = resourcePolicy !== undefined && beyondBucketPolicies.includes(lower)
  if (!noSession && !noPolicy) return facts
  return {
    ...others,
    ...(session !== undefined && !noSession && { session }),
    ...(resourcePolicy !== undefined && !noPolicy && { resourcePolicy }),
  }
}

const decide = (profile: PolicyProfile, given: Facts, action: string): DecidedVerdict => {
  const hasBeyond = profile.beyondSessions.length > 0 || profile.beyondBucketPolicies.length > 0
  const facts = hasBeyond ? counting(profile, given, action) : given
  const { context, resource } = facts
  const principal = facts.boundary === undefined ? facts.principal : { ...facts.principal, bounded: true as const }
  const asked: DecisionCase = { action, resource: normalResource(action, resource), context, principal, facts }
  const free = profile.alwaysAllowed.length > 0 && profile.alwaysAllowed.includes(action.toLowerCase())
  return new DecidedVerdict(profile, asked, free ? always : combinations[profile.combine](asked))
}

/**
 * Decides one action on one resource. Pure: the same facts give the same verdict. Its `action` is the one of the
 * dialect that decided, which for an action that the dialect does not have is the one that stands for it (the last of several: the documented one).
 */
export const evaluate = (profile: PolicyProfile, facts: Facts): Verdict => {
  const actions = profile.dialectActions(facts.action)
  if (actions.length === 1) return decide(profile, facts, actions[0] ?? facts.action)
  const verdicts = actions.map(action => decide(profile, facts, action))
  const found =
    verdicts.find(({ decision }) => decision === 'explicitDeny') ??
    verdicts.find(({ decision }) => decision === 'allowed') ??
    verdicts.at(-1)
  if (found === undefined) throw new Error(`the dialect \`${profile.name}\` has no action for \`${facts.action}\``)
  return found
}
