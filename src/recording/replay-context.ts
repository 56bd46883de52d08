import type { ConditionContext } from '../policy/types.js'
import type { RecordedDecision, RecordedPolicy } from './record-types.js'

/** Keys by which a Principal element may know a caller. */
const ofPrincipals = ['aws:userid', 'aws:principalarn']

/**
 * What of a request's context its policies could look at: the rest, such as the time, makes every question another one.
 * A key counts as soon as some policy's text has its name.
 */
export const relevantContext = (
  policies: ReadonlyMap<string, RecordedPolicy>,
): ((decision: RecordedDecision) => ConditionContext) => {
  const texts = new Map([...policies].map(([id, { text }]) => [id, text.toLowerCase()]))
  const known = new Map<string, Map<string, boolean>>()
  const isRelevant = (key: string, ids: readonly string[]): boolean => {
    const name = key.toLowerCase()
    const principals = ofPrincipals.includes(name)
    return ids.some(id => {
      const text = texts.get(id) ?? ''
      // a name may be written with escapes; none of those that the services take needs any
      return text.includes(name) || text.includes('\\u') || (principals && text.includes('principal"'))
    })
  }
  return ({ context, identity, boundary = [], session = [], resourcePolicy }) => {
    const ids = [...identity, ...boundary, ...session, ...(resourcePolicy === undefined ? [] : [resourcePolicy])]
    const group = ids.join()
    const relevant = known.get(group) ?? new Map<string, boolean>()
    known.set(group, relevant)
    const kept: Record<string, string | readonly string[]> = {}
    for (const key of Object.keys(context)) {
      const is = relevant.get(key) ?? isRelevant(key, ids)
      relevant.set(key, is)
      if (is) kept[key] = context[key]!
    }
    return kept
  }
}
