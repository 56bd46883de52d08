import { tigrisGrammar } from '../grammars.js'
import type { Grammar, PolicyProfile } from '../types.js'
import { actionCheck, tigrisActionCheck, tigrisActions } from './checks.js'

// Other readings of Tigris' policies, for what its documents leave open.

interface Reading extends PolicyProfile {
  readonly actions?: readonly string[]
  readonly exactCase?: boolean
}

const at = tigrisGrammar.checks.indexOf(tigrisActionCheck)

/** Holds documents to another list of actions; what an earlier change says stays. */
const withActions = (profile: PolicyProfile, change: (actions: readonly string[]) => readonly string[]): Reading => {
  const { exactCase, actions: before = tigrisActions }: Reading = profile
  return held({ ...profile, actions: change(before), ...(exactCase !== undefined && { exactCase }) })
}

const held = (reading: Reading): Reading => {
  const check = actionCheck(reading.actions ?? tigrisActions, reading.exactCase)
  const changed = (grammar: Grammar): Grammar => ({ ...grammar, checks: grammar.checks.with(at, check) })
  const { identity, session } = reading.grammars
  return {
    ...reading,
    grammars: { ...(identity && { identity: changed(identity) }), ...(session && { session: changed(session) }) },
  }
}

/** Without the action that an example has and the list of actions has not. */
export const listedActionsOnly = (profile: PolicyProfile): PolicyProfile =>
  withActions(profile, actions => actions.filter(action => action !== 's3:CompleteMultipartUpload'))

/** With the action of GetBucketLocation, which a former client of the service wrote. */
export const locationAction = (profile: PolicyProfile): PolicyProfile =>
  withActions(profile, actions => [...actions, 's3:GetBucketLocation'])

/** Actions must be spelt as the list has them. */
export const exactActionNames = (profile: PolicyProfile): PolicyProfile => held({ ...profile, exactCase: true })

/** Listing versions and telling a location are governed by their own actions, which the list has not. */
export const ownActionsOnly = (profile: PolicyProfile): PolicyProfile => ({
  ...profile,
  dialectActions: action => {
    const governing = profile.dialectActions(action)
    return governing.includes(action) ? [action] : governing
  },
})
