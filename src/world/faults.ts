import { type ErrorCode, errorCodes, isErrorCode, ServiceError } from '../contract/errors.js'
import { wait } from '../contract/host.js'
import type { WireResponse } from '../contract/wire.js'
import { suggestName } from '../policy/suggest-name.js'

/** Which calls a fault is for. */
export interface FaultFilter {
  readonly bucket?: string
  readonly key?: string
  /** Name of a key of the scene. */
  readonly as?: string
}

/** A call as a fault sees it: before anyone is proven, so the caller is the claimed one. */
export interface FaultedCall {
  readonly operation: string
  readonly bucket?: string
  readonly key?: string
  readonly keyId?: string | undefined
}

type Effect =
  | { readonly kind: 'reply'; readonly code: ErrorCode; readonly message?: string; readonly status?: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'reset' | 'lostAck' }
  | { readonly kind: 'truncate'; readonly bytes: number }

interface Fault {
  readonly operation: string
  readonly filter: FaultFilter
  readonly keyId?: string
  readonly skip: number
  readonly times: number
  readonly effect: Effect
  readonly seen: number
  readonly fired: number
}

/** Immutable: part of a checkpoint, so a reset ends the faults of a test. */
export type FaultState = readonly Fault[]

export const noFaults: FaultState = []

/** What a fault does to one call. */
export interface FiredFault {
  /** Before authentication. Throws a ServiceError, or gives an answer that breaks the connection. */
  before(): Promise<WireResponse | undefined>
  /** After the call has had its effect. */
  after(response: WireResponse): WireResponse
}

const fire = (effect: Effect): FiredFault => ({
  before: async () => {
    if (effect.kind === 'delay') await wait(effect.milliseconds)
    if (effect.kind === 'reset') return { status: 500, headers: [], broken: { after: 0 } }
    if (effect.kind === 'reply') {
      throw new ServiceError(effect.code, { message: effect.message, status: effect.status })
    }
    return undefined
  },
  after: response => {
    if (effect.kind === 'lostAck') return { ...response, broken: { after: 0 } }
    return effect.kind === 'truncate' ? { ...response, broken: { after: effect.bytes } } : response
  },
})

/** A fault being described. The last word says what happens: `reply`, `delay`, `reset`, `truncate` or `lostAck`. */
export interface FaultBuilder {
  /** Lets so many calls through first. */
  after(calls: number): FaultBuilder
  /** How many calls it strikes; one if not said. */
  times(calls: number): FaultBuilder
  /** The service answers this error. `status: 200` puts it inside an answer that seems well, as S3 does. */
  reply(code: string, options?: { readonly message?: string; readonly status?: number }): void
  /** The answer comes later, in real milliseconds. */
  delay(milliseconds: number): void
  /** The connection is reset before the call has any effect. */
  reset(): void
  /** The connection breaks after so many bytes of the answer's body. */
  truncate(bytes: number): void
  /** The call has its effect, but its answer never arrives. */
  lostAck(): void
}

/** What can go wrong, on purpose. */
export interface Faults {
  /** `operation` as the log names it: `PutObject`. */
  on(operation: string, filter?: FaultFilter): FaultBuilder
  /** Faults that struck fewer calls than said, in words. */
  unused(): string[]
  clear(): void
}

interface FaultCell {
  value: FaultState
}

export interface FaultHost {
  /** Key id of a name of the scene; throws for one that is none. */
  keyIdOf(name: string): string
  /** Throws for an operation that the dialect does not have. */
  checkOperation(name: string): void
}

/** A misspelt name would make the fault strike other calls than meant. */
const checkNames = (given: object, known: readonly string[], what: string): void => {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw new Error(`\`${name}\` is no part of ${what}; ${suggestName(name, known)}`)
  }
}

const atLeast = (least: number, count: number, word: string): number => {
  if (Number.isInteger(count) && count >= least) return count
  throw new RangeError(`${word}(${String(count)}): give a whole number of at least ${least}`)
}

export const createFaults = (cell: FaultCell, host: FaultHost): Faults => {
  /** Faults that are described and do not say what happens yet. */
  const unfinished = new Set<{ readonly operation: string }>()
  const builder = (
    begun: { readonly operation: string },
    filter: FaultFilter,
    skip: number,
    times: number,
  ): FaultBuilder => {
    const { operation } = begun
    const keyId = filter.as === undefined ? undefined : host.keyIdOf(filter.as)
    const add = (effect: Effect): void => {
      const fault = { operation, filter, skip, times, effect, seen: 0, fired: 0, ...(keyId !== undefined && { keyId }) }
      unfinished.delete(begun)
      cell.value = [...cell.value, fault]
    }
    return {
      after: calls => builder(begun, filter, atLeast(0, calls, 'after'), times),
      times: calls => builder(begun, filter, skip, atLeast(1, calls, 'times')),
      reply: (code, options = {}) => {
        if (!isErrorCode(code)) throw new Error(`there is no error \`${code}\`; ${suggestName(code, errorCodes)}`)
        checkNames(options, ['message', 'status'], 'a reply')
        add({ kind: 'reply', code, ...options })
      },
      delay: milliseconds => add({ kind: 'delay', milliseconds: atLeast(0, milliseconds, 'delay') }),
      reset: () => add({ kind: 'reset' }),
      truncate: bytes => add({ kind: 'truncate', bytes: atLeast(0, bytes, 'truncate') }),
      lostAck: () => add({ kind: 'lostAck' }),
    }
  }
  return {
    on: (operation, filter = {}) => {
      host.checkOperation(operation)
      checkNames(filter, ['bucket', 'key', 'as'], 'a filter of faults')
      const begun = { operation }
      unfinished.add(begun)
      return builder(begun, filter, 0, 1)
    },
    unused: () => [
      ...cell.value
        .filter(({ fired, times }) => fired < times)
        .map(fault => `${nameOf(fault)} on ${fault.operation} (${fault.fired} of ${fault.times})`),
      ...[...unfinished].map(
        ({ operation }) =>
          `on('${operation}') says nothing that happens: end it with .reply(code), .delay(ms), .reset(), ...`,
      ),
    ],
    clear: () => {
      unfinished.clear()
      cell.value = noFaults
    },
  }
}

const nameOf = ({ effect }: Fault): string => (effect.kind === 'reply' ? effect.code : effect.kind)

const fits = ({ operation, filter, keyId }: Fault, call: FaultedCall): boolean =>
  operation === call.operation &&
  (filter.bucket === undefined || filter.bucket === call.bucket) &&
  (filter.key === undefined || filter.key === call.key) &&
  (keyId === undefined || keyId === call.keyId)

/** The first fault that strikes the call, and counts it. */
export const takeFault = (cell: FaultCell, call: FaultedCall): FiredFault | undefined => {
  if (cell.value.length === 0) return undefined
  let struck: Effect | undefined
  cell.value = cell.value.map(fault => {
    if (struck !== undefined || !fits(fault, call) || fault.fired >= fault.times) return fault
    const seen = fault.seen + 1
    if (seen <= fault.skip) return { ...fault, seen }
    struck = fault.effect
    return { ...fault, seen, fired: fault.fired + 1 }
  })
  return struck && fire(struck)
}
