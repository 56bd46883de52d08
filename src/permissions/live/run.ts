import type { CallResult } from '../../mock/call.js'
import { sendDraft } from '../../mock/call.js'
import type { SigningCredentials } from '../../mock/draft-request.js'
import { createCallerOf, credentialsIn } from '../callers.js'
import type { PermissionFile } from '../permission-file.js'
import type { Asker } from '../permission-types.js'
import { type Belongings, createBelongings } from './belongings.js'
import { outcomeOf } from './outcome.js'
import { isWriting, type LiveCall, type LivePermission, type NotAsked, planLive } from './plan.js'
import type { Service } from './service.js'

/** How the mock and a service answered one call. */
export interface Compared {
  readonly name: string
  readonly state: 'same' | 'differs'
  readonly mock: string
  readonly service: string
  /** What the service said with its refusal. */
  readonly message?: string
  /** `file:line:column` of the check. */
  readonly position: string
}

export type LiveResult = Compared | NotAsked

/** What a run against a service is given. */
export interface LiveRun {
  readonly service: Service
  readonly permission: LivePermission
  /** By the names of the file's callers; those of `anonymous` are none. */
  readonly credentials: ReadonlyMap<string, SigningCredentials>
  /** Hears of each result as it comes. */
  tell(result: LiveResult): void
  /** The user has had enough: what was made is taken away, and nothing more is called. */
  isEnded(): boolean
}

/** Callers whose credentials a run needs: those of its calls, and whoever takes their sessions. */
const callersNeeded = (
  file: PermissionFile,
  calls: readonly LiveCall[],
  { bucketPrefix }: LivePermission,
): readonly string[] => {
  const signer = (name: string): string => {
    const session = file.sessions.get(name)
    return session === undefined ? name : signer(session.by.name)
  }
  const names = calls.map(({ check }) => signer(check.asker.name))
  const admin = bucketPrefix === undefined ? [] : ['admin']
  return [...new Set([...names, ...admin])].filter(name => name !== 'anonymous')
}

/** Credentials of a caller, absent for anonymous; or why the service gave no session. */
type Found = { readonly credentials?: SigningCredentials } | { readonly refusal: string }

const credentialsOf = (file: PermissionFile, { service, credentials }: LiveRun) => {
  const find = async ({ name }: Pick<Asker, 'name'>): Promise<Found> => {
    const session = file.sessions.get(name)
    if (session === undefined) {
      const own = credentials.get(name)
      return own === undefined ? {} : { credentials: own }
    }
    const by = await find(session.by)
    if ('refusal' in by) return by
    const { operation, draft } = session
    const answer = await service.send({ operation, draft, ...by })
    const issued = answer.status < 300 ? credentialsIn(answer.body) : undefined
    if (issued === undefined) return { refusal: `no session: ${outcomeOf(answer, operation)}` }
    const { accessKeyId: id, secretAccessKey: secret, sessionToken: token } = issued
    return { credentials: { id, secret, token } }
  }
  return find
}

const askMock = (file: PermissionFile, { check, question }: LiveCall): Promise<string> =>
  file.mock.isolate(async () => {
    const asked = await createCallerOf(file.mock, file.sessions)(check.asker)
    if ('refusal' in asked) return 'no session: denied'
    const answer: CallResult = await sendDraft(file.mock, question.operation, asked.caller, question.draft)
    return outcomeOf(answer, question.operation)
  })

type Answered = { readonly outcome: string; readonly message?: string; readonly changed: boolean }

const askService = async (file: PermissionFile, { check, question }: LiveCall, run: LiveRun): Promise<Answered> => {
  const { operation, draft } = question
  try {
    const found = await credentialsOf(file, run)(check.asker)
    if ('refusal' in found) return { outcome: found.refusal, changed: false }
    const { userAgent } = check.asker.options
    const answer = await run.service.send({ operation, draft, ...found, ...(userAgent !== undefined && { userAgent }) })
    const changed = isWriting(operation) && answer.status < 400
    return { outcome: outcomeOf(answer, operation), changed, ...(answer.message && { message: answer.message }) }
  } catch (error) {
    return { outcome: 'no answer', message: (error as Error).message, changed: isWriting(operation) }
  }
}

/** Why a writing call would touch what the run did not make. */
const foreign = async (call: LiveCall, belongings: Belongings): Promise<string | undefined> => {
  for (const bucket of call.buckets) {
    if (belongings.owns(bucket)) continue
    const makes = call.question.operation.makesBucket === true
    if (makes && !(await belongings.exists(bucket))) continue
    return `the bucket ${bucket} was not made by this run, and is not written to`
  }
  return undefined
}

const compare = async (
  file: PermissionFile,
  call: LiveCall,
  run: LiveRun,
  belongings: Belongings | undefined,
): Promise<LiveResult> => {
  const { check, writes, question, buckets } = call
  const reason = writes && belongings !== undefined ? await foreign(call, belongings) : undefined
  if (reason !== undefined) return { name: check.name, state: 'refused', reason }
  const mock = await askMock(file, call)
  const { outcome: service, message, changed } = await askService(file, call, run)
  if (changed && belongings !== undefined) {
    if (question.operation.makesBucket) for (const bucket of buckets) belongings.adopt(bucket)
    await belongings.restore(buckets)
  }
  const state = mock === service ? 'same' : 'differs'
  const { name, position } = check
  return { name, state, mock, service, ...(message !== undefined && { message }), position }
}

/**
 * Runs the calls of a permission file against the mock and against a real service. Throws before the first call for
 * buckets without the prefix; throws at the end when something that was made could not be taken away.
 */
export const runLive = async (file: PermissionFile, run: LiveRun): Promise<readonly LiveResult[]> => {
  const { calls, notAsked } = planLive(file, run.service, run.permission)
  const results: LiveResult[] = []
  const tell = (result: LiveResult): void => {
    results.push(result)
    run.tell(result)
  }
  const missing = callersNeeded(file, calls, run.permission).filter(name => !run.credentials.has(name))
  if (missing.length > 0)
    throw new Error(`there are no credentials of ${missing.map(name => `\`${name}\``).join(', ')}: nothing was called`)
  const mayWrite = run.permission.bucketPrefix !== undefined
  const belongings = mayWrite ? createBelongings(file.mock, run.service, run.credentials.get('admin')!) : undefined
  try {
    await belongings?.prepare()
    for (const call of calls) {
      if (run.isEnded()) break
      tell(await compare(file, call, run, belongings))
    }
  } finally {
    await belongings?.remove()
  }
  for (const each of notAsked) tell(each)
  return results
}
