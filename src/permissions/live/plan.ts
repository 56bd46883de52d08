import type { Operation } from '../../contract/operation.js'
import type { PermissionFile } from '../permission-file.js'
import type { PermissionCheck } from '../permission-types.js'
import { sourceBucket } from '../read-call.js'
import type { Service } from './service.js'

type CallQuestion = Extract<PermissionCheck['question'], { operation: Operation }>

/** A check whose call a service can be asked. */
export interface LiveCall {
  readonly check: PermissionCheck
  readonly question: CallQuestion
  readonly writes: boolean
  /** Buckets that the call names. */
  readonly buckets: readonly string[]
}

/** A check that a service is not asked, and why. */
export interface NotAsked {
  readonly name: string
  readonly state: 'skipped' | 'refused'
  readonly reason: string
}

/** What may be done to a service. */
export interface LivePermission {
  /** Begin of the names of all buckets that may be written to; absent: nothing may be. */
  readonly bucketPrefix?: string
}

export interface LivePlan {
  readonly calls: readonly LiveCall[]
  readonly notAsked: readonly NotAsked[]
}

/** Whether a call changes something. STS issues credentials, which end by themselves. */
export const isWriting = ({ http, action, service, name }: Operation): boolean => {
  if (service === 'sts') return false
  if (http !== undefined) return !/^(?:GET|HEAD|OPTIONS) /.test(http)
  return !/^(?:Get|List|Simulate)/.test(action ?? name)
}

const bucketsOf = ({ draft }: CallQuestion): string[] =>
  [draft.path.get('Bucket'), sourceBucket(draft.headers.get('x-amz-copy-source') ?? '')].flatMap(name => name ?? [])

/** Why a service cannot be asked at all. */
const unaskable = ({ question, asker }: PermissionCheck, service: Service): string | undefined => {
  if ('action' in question) return '`action` asks the evaluator alone'
  const { ip, at } = asker.options
  if (ip !== undefined) return 'the address of `when` cannot be sent'
  if (at !== undefined) return 'the time of `when` cannot be sent'
  return service.obstacle(question)
}

/** Why a call is refused though it could be sent. */
const refusal = ({ question, writes, buckets }: LiveCall, { bucketPrefix }: LivePermission): string | undefined => {
  if (!writes) return undefined
  const { name, service } = question.operation
  if (service === 'iam') return `${name} writes to IAM, which is never done`
  if (bucketPrefix === undefined) return `${name} writes; give --allow-writes and --bucket-prefix`
  if (buckets.length === 0) return `${name} writes to no bucket`
  return undefined
}

/**
 * Sorts the checks of a file. Throws when writing is allowed and a bucket of the file does not begin with the prefix:
 * then nothing at all is called.
 */
export const planLive = (file: PermissionFile, service: Service, permission: LivePermission): LivePlan => {
  const calls: LiveCall[] = []
  const notAsked: NotAsked[] = []
  for (const check of file.checks) {
    const { name, question } = check
    const reason = unaskable(check, service)
    if (reason !== undefined || 'action' in question) {
      notAsked.push({ name, state: 'skipped', reason: reason ?? '' })
      continue
    }
    const call: LiveCall = { check, question, writes: isWriting(question.operation), buckets: bucketsOf(question) }
    const refused = refusal(call, permission)
    if (refused !== undefined) notAsked.push({ name, state: 'refused', reason: refused })
    else calls.push(call)
  }
  for (const { name } of file.boundaries)
    notAsked.push({ name, state: 'skipped', reason: 'boundaries ask the evaluator alone' })
  requirePrefix(file, calls, permission)
  return { calls, notAsked }
}

const requirePrefix = (file: PermissionFile, calls: readonly LiveCall[], { bucketPrefix }: LivePermission): void => {
  if (bucketPrefix === undefined) return
  const named = new Set([
    ...[...file.mock.world().store.buckets()].map(({ name }) => name),
    ...calls.flatMap(({ buckets }) => buckets),
  ])
  const others = [...named].filter(name => !name.startsWith(bucketPrefix))
  if (others.length === 0) return
  const listed = others.map(name => `\`${name}\``).join(', ')
  throw new Error(
    `--allow-writes is for buckets that begin with \`${bucketPrefix}\`; ${file.path} has ${listed}: nothing was called`,
  )
}
