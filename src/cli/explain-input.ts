import { isIP } from 'node:net'
import { hostTime } from '../contract/host.js'
import { type DialectName, dialects } from '../dialects/index.js'
import { operationsOf } from '../dialects/operations.js'
import { knownActions, levelOf } from '../mock/known-actions.js'
import { isConditionKey, s3ConditionKeys } from '../policy/aws/s3-actions.js'
import { foldKey } from '../policy/conditions.js'
import { suggestName } from '../policy/suggest-name.js'
import type { ConditionContext } from '../policy/types.js'
import { timeNamed } from './arguments.js'
import { UsageError } from './usage-error.js'

const refuse = (message: string): never => {
  throw new UsageError(message)
}

/** A mistyped action is denied by every policy: it would be explained at length and mean nothing. */
export const actionGiven = (action: string | undefined, name: DialectName): string => {
  if (action === undefined) return refuse('`--action` is missing: name the right that is asked for')
  const known = knownActions(dialects[name].profile, operationsOf(dialects[name]))
  if (known.has(action)) return action
  const hint = /[*?]/.test(action) ? 'a `*` is for policies: name one action' : known.hint(action)
  return refuse(`no operation of \`${name}\` needs \`${action}\`; ${hint}`)
}

/** The ARN of what is asked about. What the action does not act on is denied to everyone, and is refused. */
export const resourceGiven = (given: string | undefined, action: string): string => {
  if (given === undefined) return refuse('`--resource` is missing: give an ARN, `bucket/key`, or `*`')
  const arn = given === '*' || given.startsWith('arn:') ? given : `arn:aws:s3:::${given}`
  const level = levelOf(action)
  if (level === undefined) return arn
  if (level === 'account')
    return given === '*' ? arn : refuse(`\`${action}\` acts on no bucket: write \`--resource '*'\``)
  const [, bucket = '', key = ''] = /^arn:[^:]*:s3:::([^/]*)\/?(.*)$/s.exec(arn) ?? []
  if (bucket === '' || bucket.includes('*') || key.includes('*'))
    return refuse(`\`${given}\` is no resource that a call names: write one bucket, or one object as \`bucket/key\``)
  if (level === 'object' && key === '') return refuse(`\`${action}\` acts on objects: write \`${bucket}/<key>\``)
  if (level === 'bucket' && key !== '') return refuse(`\`${action}\` acts on buckets: write \`${bucket}\``)
  return arn
}

const addressGiven = (text: string): string =>
  isIP(text) === 0 ? refuse(`\`${text}\` is no IP address: write one address, such as 203.0.113.9`) : text

const secondsOf = (text: string): number => Math.floor((timeNamed(text) ?? 0) / 1000)

const timeContext = (seconds: number): ConditionContext => ({
  'aws:CurrentTime': `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`,
  'aws:EpochTime': String(seconds),
})

/** What one `key=value` puts into the request; a key that is given again has several values. */
const added = (context: ConditionContext, given: string): ConditionContext => {
  const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(given) ?? []
  if (key === '') return refuse(`\`--context ${given}\` is not \`key=value\`: write \`--context s3:prefix=a/\``)
  if (!isConditionKey(key))
    return refuse(`there is no condition key \`${key}\`; ${suggestName(key, [...s3ConditionKeys, ...ownKeys])}`)
  const folded = foldKey(key)
  if (folded === 'aws:sourceip') return { ...context, 'aws:SourceIp': addressGiven(value) }
  if (folded === 'aws:currenttime') return { ...context, ...timeContext(secondsOf(value)) }
  if (folded === 'aws:epochtime')
    return /^\d+$/.test(value)
      ? { ...context, ...timeContext(Number(value)) }
      : refuse(`\`${value}\` is no time: \`aws:EpochTime\` is in seconds since 1970`)
  const known = Object.keys(context).find(name => foldKey(name) === folded)
  const before = known === undefined ? [] : [context[known]!].flat()
  return { ...context, [known ?? key]: before.length === 0 ? value : [...before, value] }
}

const ownKeys = [
  'aws:SourceIp',
  'aws:CurrentTime',
  'aws:UserAgent',
  'aws:SecureTransport',
  'aws:username',
  'aws:userid',
]

/** The condition keys of the request: its time, its address, and whatever else was given. */
export const contextGiven = ({
  ip,
  at,
  context = [],
}: {
  readonly ip?: string
  readonly at?: string
  readonly context?: readonly string[]
}): ConditionContext => {
  const seconds = at === undefined ? Math.floor(hostTime.visible() / 1000) : secondsOf(at)
  const base = { ...timeContext(seconds), ...(ip !== undefined && { 'aws:SourceIp': addressGiven(ip) }) }
  return context.reduce(added, base)
}
