import { s3Actions } from './aws/s3-actions.js'
import { finding, type LintFinding, type LintHost, type LintRule } from './lint-findings.js'
import { actionMatcher } from './match.js'
import { closest } from './suggest-name.js'
import type { Position } from './types.js'

/** Actions of S3 on what is neither a bucket nor an object: no list here holds them all. */
const beyondBuckets =
  /AccessPoint|AccessGrant|StorageLens|MultiRegion|Job|AccountPublicAccessBlock|ObjectLambda|Table|Vector|Resource|DataAccess|CallerAccess|Annotation|Inventory|Replication|MetadataConfiguration|Abac/i

const quoted = (actions: readonly string[]): string => actions.map(action => `"${action}"`).join(' and ')

/** Why an action has no place in a policy, and what belongs there; undefined for one that has. */
const misnamed = (
  text: string,
  host: LintHost,
): readonly [code: string, message: string, remedy?: string] | undefined => {
  const needed = host.operationActions(text)
  if (needed !== undefined) {
    const what = `"${text}" is an operation, not an action`
    return needed.length === 0
      ? ['OperationAsAction', `${what}: it needs no right`, 'leave it out']
      : ['OperationAsAction', `${what}: it needs ${quoted(needed)}`, `write ${quoted(needed)}`]
  }
  const known = Object.keys(s3Actions).find(action => action.toLowerCase() === text.toLowerCase())
  if (known !== undefined && host.closed) {
    const governing = host.profile
      .dialectActions(known)
      .filter(action => action !== known && host.actions.includes(action))
    const instead = governing.length === 0 ? 'no policy can name it' : `${quoted(governing)} governs it`
    return ['ActionOfAws', `"${text}" is an action of AWS that this service does not know; ${instead}`]
  }
  return undefined
}

const faultOf = (text: string, position: Position, host: LintHost): LintFinding | undefined => {
  // where the service has a list of actions, its grammar has judged them
  if (host.closed || text === '*' || !text.includes(':')) return undefined
  const meets = actionMatcher(text, host.profile.questionMark)
  if (host.actions.some(action => meets(action.toLowerCase()))) return undefined
  const found = misnamed(text, host)
  if (found !== undefined) return finding('warning', found[0], position, found[1], found[2])
  if (!/^s3:/i.test(text) || beyondBuckets.test(text)) return undefined
  const near = closest(text, host.actions)
  return finding(
    'warning',
    'UnknownAction',
    position,
    `no request asks for "${text}"`,
    near === undefined ? undefined : `did you mean "${near}"?`,
  )
}

/** Actions that nothing asks for: names of operations, of another service's dialect, or of nothing. */
export const actionRule: LintRule = ({ statements }, host) =>
  statements.flatMap(({ compiled: { actions } }) =>
    actions.patterns.flatMap(({ text, position }) => faultOf(text, position, host) ?? []),
  )

/** What to say of an action that the service refuses by name. */
export const remedyOf = (text: string, host: LintHost): string | undefined => {
  const found = misnamed(text, host)
  return found === undefined ? undefined : [found[1], ...(found[2] === undefined ? [] : [found[2]])].join('; ')
}
