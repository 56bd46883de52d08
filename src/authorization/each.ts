import type { Need } from '../contract/operation.js'
import { mayDenyPart } from '../policy/parts.js'
import type { Verdict } from '../policy/types.js'
import type { JudgedRequest } from './judge.js'

/** Whether an Allow for all that a resource stands for is one for each of them. */
const holdsForEach = (
  { dialect, principal, registry }: JudgedRequest,
  { action, resource }: Need,
  verdict: Verdict,
): boolean => {
  if (verdict.decision !== 'allowed') return false
  if (verdict.grant?.overridesDeny) return true
  const { profile } = dialect
  const own = principal.identity === undefined ? [] : registry.policiesOf(principal.identity)
  const policies = [...own, ...(principal.session?.policies ?? [])]
  return !profile.questionMark && !mayDenyPart(policies, profile.dialectActions(action), resource.slice(0, -1))
}

/** The needs to be judged one by one instead of `need`; undefined when its own verdict says it all. */
export const needsOfEach = (
  subject: JudgedRequest,
  need: Need,
  judge: (need: Need) => Verdict,
): readonly Need[] | undefined => {
  if (need.each === undefined || holdsForEach(subject, need, judge(need))) return undefined
  const { each, ...whole } = need
  const resources = each()
  return resources.length === 0 ? undefined : resources.map(resource => ({ ...whole, resource }))
}
