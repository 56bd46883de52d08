import { types } from 'node:util'
import { requestIdsOf } from '../mock/explanation.js'
import type { WholeMock } from '../mock.js'
import type { LogRecord } from '../world/log.js'
import { readExplanation } from './explanation-header.js'

const { isNativeError } = types

/** A call under test: a promise of an SDK client, or a function whose requests are all judged. */
export type Call = PromiseLike<unknown> | (() => unknown)

/** What became of a call, and the requests it made. */
export interface ObservedCall {
  readonly records: readonly LogRecord[]
  readonly error?: unknown
  readonly failed: boolean
  /** Requests of it that were arranged, and so not judged. */
  readonly arranged?: number
}

/** The mocks of this process that calls may reach: created and not yet stopped. */
export const activeMocks = new Set<Pick<WholeMock, 'log' | 'collect'>>()

/** A mock in another process, reached over its control API. */
export interface RemoteMock extends Pick<WholeMock, 'collect'> {
  find(requestId: string): Promise<LogRecord | undefined>
}

/** The servers that calls may reach: connected and not yet closed. */
export const remoteMocks = new Set<RemoteMock>()

/** Those of them that intercept requests. */
export const running = new Set<WholeMock>()

const observe = (outcome: PromiseSettledResult<unknown>, records: readonly LogRecord[]): ObservedCall =>
  outcome.status === 'rejected'
    ? { records, failed: true, error: outcome.reason }
    : { records, failed: isFailure(outcome.value), error: errorIn(outcome.value) }

/** SDKs that return `{ data } | { error }` fail without throwing. */
const errorIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'error' in value ? value.error : undefined

const isFailure = (value: unknown): boolean => {
  const error = errorIn(value)
  return error !== undefined && error !== null
}

/** An error with its causes: applications wrap what tells why a call never came. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof Error || isNativeError(error))) return String(error)
  const text = `${error.name}: ${error.message}`
  return error.cause === undefined ? text : `${text}; its cause: ${errorText(error.cause)}`
}

const noCall = ({ failed, error }: ObservedCall): string => {
  if (failed) return `no call reached the mock; the function failed with: ${errorText(error)}`
  return 'no call reached the mock before the function was over: let it return or await its calls'
}

const collectAll = async (call: () => unknown, mocks: readonly Pick<WholeMock, 'collect'>[]): Promise<ObservedCall> => {
  const [mock, ...others] = mocks
  if (mock === undefined) {
    const [outcome] = await Promise.allSettled([(async () => call())()])
    return observe(outcome!, [])
  }
  let inner: ObservedCall | undefined
  const { records, arranged, outcome } = await mock.collect(async () => {
    inner = await collectAll(call, others)
  })
  // what the call itself threw stands in `inner`: this is a mock that could not be asked
  if (outcome.status === 'rejected') throw outcome.reason
  return { ...inner!, records: [...records, ...inner!.records], arranged: arranged + (inner!.arranged ?? 0) }
}

/** The SDK's retries of one call count once: the last attempt stands for it. */
const withoutRetries = (records: readonly LogRecord[]): readonly LogRecord[] => {
  const last = new Map<string, LogRecord>()
  for (const record of records) last.set(record.invocation ?? record.requestId, record)
  return [...last.values()]
}

const requireMock = (): void => {
  if (activeMocks.size + remoteMocks.size > 0) return
  throw new Error(
    'no mock is running in this process: call setupTigrisMock() at the top of the test file. ' +
      'Of a server that a global setup started, only toBeDenied and toBeRejected on a promise that fails are told why; ' +
      'for everything else use the setup file, `tigris-mock/vitest/setup` or `tigris-mock/jest/setup`',
  )
}

/** Runs or awaits a call and finds its requests. Throws when it cannot tell which requests were the call's. */
export const observeCall = async (call: unknown): Promise<ObservedCall> => {
  if (typeof call === 'function') {
    requireMock()
    const observed = await collectAll(call as () => unknown, [...activeMocks, ...remoteMocks])
    if (observed.records.length === 0) {
      if (observed.arranged)
        throw new Error('all its calls were arranged, and those are not judged: call outside of `arrange`')
      throw new Error(noCall(observed))
    }
    return { ...observed, records: withoutRetries(observed.records) }
  }
  const [outcome] = await Promise.allSettled([call as PromiseLike<unknown>])
  return observeOutcome(outcome!, await remoteRecordsOf(outcome!))
}

/** Whether there is something to wait for; else it is a value or an error of a call that is over. */
export const isCall = (call: unknown): call is Call =>
  typeof call === 'function' || typeof (call as PromiseLike<unknown> | undefined)?.then === 'function'

/** What is known of a call by what came of it. Throws when that does not tell its requests. */
export const observeSettled = (settled: unknown): ObservedCall => {
  if (typeof settled !== 'object' || settled === null) {
    throw new Error('give a promise of a call, or a function that makes it: `expect(() => s3.send(...))`')
  }
  const isError = settled instanceof Error || isNativeError(settled)
  return observeOutcome(isError ? { status: 'rejected', reason: settled } : { status: 'fulfilled', value: settled })
}

const given = (value: unknown): string =>
  `gave ${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a value of type ${typeof value}`} without the id of a request`

const settledOf = (outcome: PromiseSettledResult<unknown>): unknown =>
  outcome.status === 'rejected' ? outcome.reason : outcome.value

const remoteRecordsOf = async (outcome: PromiseSettledResult<unknown>): Promise<readonly LogRecord[]> => {
  const ids = requestIdsOf(settledOf(outcome))
  const found = await Promise.all(ids.flatMap(id => [...remoteMocks].map(mock => mock.find(id))))
  return found.flatMap(record => record ?? [])
}

const observeOutcome = (outcome: PromiseSettledResult<unknown>, remote: readonly LogRecord[] = []): ObservedCall => {
  const settled = settledOf(outcome)
  const told = readExplanation(settled)
  if (told !== undefined) return observe(outcome, [told])
  requireMock()
  const own = requestIdsOf(settled).flatMap(id => [...activeMocks].flatMap(mock => mock.log.find(id) ?? []))
  const records = [...own, ...remote]
  if (records.length === 0) {
    const seen = outcome.status === 'rejected' ? `failed with: ${errorText(outcome.reason)}` : given(outcome.value)
    throw new Error(`cannot tell which call this came from; write \`expect(() => ...)\`\nThe promise ${seen}`)
  }
  return observe(outcome, withoutRetries(records))
}
