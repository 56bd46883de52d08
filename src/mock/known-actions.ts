import type { Operation } from '../contract/operation.js'
import { s3Actions } from '../policy/aws/s3-actions.js'
import { lintPolicy } from '../policy/document.js'
import { suggestName } from '../policy/suggest-name.js'
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
  /** The actions that a plain call of an operation needs, for an operation that was written as an action. */
  ofOperation(action: string): readonly string[] | undefined
  /** What to write in place of an action that there is not. */
  hint(action: string): string
}

/** Only some calls of an operation need it, those that ask for more than the plain one. */
const isVariant = (action: string, { name, actions }: Operation): boolean =>
  action === 's3:BypassGovernanceRetention' ||
  actions.some(other => other !== action && action.startsWith(other)) ||
  (name.startsWith('List') && !action.includes(':List'))

/** The actions that a plain call of an operation needs, as policies of the dialect name them. */
export const plainActions = (operation: Operation, profile: PolicyProfile): readonly string[] => [
  ...new Set(
    operation.actions
      .filter(action => !isVariant(action, operation))
      .map(action => profile.dialectActions(action).find(each => takesAction(profile, each)) ?? action),
  ),
]

export const knownActions = (profile: PolicyProfile, operations: readonly Operation[]): KnownActions => {
  const answered = operations.filter(({ notImplemented }) => notImplemented === undefined)
  const needed = new Set(answered.flatMap(({ actions }) => actions))
  const has = (action: string): boolean =>
    needed.has(action) || (Object.hasOwn(s3Actions, action) && takesAction(profile, action))
  const names = () => [...new Set([...needed, ...Object.keys(s3Actions).filter(has)])]
  const ofOperation: KnownActions['ofOperation'] = action => {
    const [service = '', name] = action.includes(':') ? action.split(':') : ['s3', action]
    const lower = name?.toLowerCase()
    const meant = answered.find(each => each.service === service.toLowerCase() && each.name.toLowerCase() === lower)
    return meant && !has(`${service}:${meant.name}`) ? plainActions(meant, profile) : undefined
  }
  const hint: KnownActions['hint'] = action => {
    const actions = ofOperation(action)
    if (actions === undefined) return suggestName(action, names())
    if (actions.length === 0) return 'it is an operation that needs no right'
    return `it is an operation, which needs ${actions.map(each => `\`${each}\``).join(' and ')}`
  }
  return { has, names, ofOperation, hint }
}

/** What an action of S3 acts on; undefined for other services. */
export const levelOf = (action: string): 'account' | 'bucket' | 'object' | undefined =>
  Object.hasOwn(s3Actions, action) ? s3Actions[action] : undefined
