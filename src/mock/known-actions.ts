import type { Operation } from '../contract/operation.js'
import { s3Actions } from '../policy/aws/s3-actions.js'
import { lintPolicy } from '../policy/document.js'
import type { PolicyProfile } from '../policy/types.js'

/** Whether a policy may name an action. */
export const takesAction = (profile: PolicyProfile, action: string): boolean => {
  const statement = { Effect: 'Allow', Action: action, Resource: '*' }
  const document = { Version: '2012-10-17', Statement: [statement] }
  return lintPolicy(JSON.stringify(document), { profile, kind: 'identity', strict: true }).length === 0
}

/** The actions that a test may ask about: those that the operations need, and those of S3 that a policy may name. */
export interface KnownActions {
  has(action: string): boolean
  /** All of them, for suggestions: every action of S3 is held against the dialect's policies. */
  names(): readonly string[]
}

export const knownActions = (profile: PolicyProfile, operations: readonly Operation[]): KnownActions => {
  const needed = new Set(operations.flatMap(({ actions }) => actions))
  const has = (action: string): boolean =>
    needed.has(action) || (Object.hasOwn(s3Actions, action) && takesAction(profile, action))
  return { has, names: () => [...new Set([...needed, ...Object.keys(s3Actions).filter(has)])] }
}

/** What an action of S3 acts on; undefined for other services. */
export const levelOf = (action: string): 'account' | 'bucket' | 'object' | undefined =>
  Object.hasOwn(s3Actions, action) ? s3Actions[action] : undefined
