import type { Instant } from '../contract/host.js'
import type { Service } from '../contract/located.js'
import { suggestName } from '../policy/suggest-name.js'
import type { Policy, Verdict } from '../policy/types.js'

/** Why a right was asked: for the call, for one item of it, to hide a missing key, or for a part of the answer. */
export type DecisionKind = 'required' | 'perKey' | 'hidden' | 'asked'

export interface LoggedDecision {
  readonly kind: DecisionKind
  readonly verdict: Verdict
}

/** One decision as it is made. `evaluated`: a test asked the evaluator, no request was made. */
export interface ObservedDecision {
  readonly kind: DecisionKind | 'evaluated'
  /** Name in the scene, or ARN. */
  readonly caller: string
  readonly operation?: string | undefined
  readonly verdict: Verdict
}

/** A test while it runs. */
export interface RunningTest {
  /** With the names of its groups in front. */
  readonly name: string
  /** Path of its file. */
  readonly file?: string | undefined
}

/** Hears of the policies that a mock reads, and of its decisions. */
export interface DecisionObserver {
  policy(policy: Policy): void
  decision(observed: ObservedDecision): void
  /** A test begins; the next decisions are its own. Gives what ends it. */
  begin?(test: RunningTest): () => void
  /** Decisions of what runs in `run`'s async context are those of the test: for tests that run side by side. */
  within?<T>(test: RunningTest, run: () => T): T
  /** The mock stops. */
  flush?(): void
}

/** One request, from its begin to its answer. */
export interface LogRecord {
  readonly requestId: string
  /** Absent when the request matched none. */
  readonly operation?: string | undefined
  readonly service?: Service | undefined
  readonly bucket?: string | undefined
  readonly key?: string | undefined
  /**
   * Input members as the SDK names them, `Body` as the bytes that were stored; absent when the request was refused before
   * they were read.
   */
  readonly input?: Readonly<Record<string, unknown>> | undefined
  /** Who called: name in the scene, or ARN. */
  readonly caller: string
  readonly principal?:
    | { readonly arn: string; readonly name: string; readonly keyId?: string | undefined; readonly kind: string }
    | undefined
  /** The mock's clock. */
  readonly at: Instant
  readonly method: string
  readonly url: string
  readonly status: number
  /** The service's error code, when it is an error. */
  readonly code?: string | undefined
  readonly message?: string | undefined
  /** What this mock knows of the cause and the service does not tell: in what a signed request differs. */
  readonly hint?: string | undefined
  readonly decisions: readonly LoggedDecision[]
  /** The first refused decision that was not merely asked. */
  readonly denied?: Verdict | undefined
  /** Failed before anyone was proven: signature, key, token, date. */
  readonly rejected: boolean
  /** Names in the request that its operation does not read and S3 ignores. */
  readonly unread: readonly string[]
  /** The SDK's `amz-sdk-invocation-id`: its retries share one. */
  readonly invocation?: string | undefined
  readonly attempt: number
  /** A fault broke the connection before the call had any effect. */
  readonly broken?: true | undefined
  /** The bucket that the request names does not exist, and the operation does not make it. */
  readonly bucketMissing?: true | undefined
  /** Milliseconds that the mock's clock stood away from the host's. */
  readonly moved?: number | undefined
  /** An exception that is a defect of this mock. */
  readonly defect?: unknown
}

export interface LogFilter {
  readonly operation?: string
  readonly bucket?: string
  readonly key?: string
  readonly caller?: string
  readonly status?: number
  readonly code?: string
}

const inspect = Symbol.for('nodejs.util.inspect.custom')

const filterNames: readonly string[] = ['operation', 'bucket', 'key', 'caller', 'status', 'code']

/** The attempts of each call, oldest call first: an SDK's retries share an invocation. */
const callsIn = (records: Iterable<LogRecord>): readonly (readonly LogRecord[])[] => {
  const calls = new Map<string, LogRecord[]>()
  for (const record of records) {
    const call = record.invocation ?? record.requestId
    const attempts = calls.get(call)
    if (attempts === undefined) calls.set(call, [record])
    else attempts.push(record)
  }
  return [...calls.values()]
}

const decisionOf = ({ denied, rejected, decisions }: LogRecord): string => {
  if (denied !== undefined) return `denied ${denied.action}`
  if (rejected) return 'rejected'
  return decisions.some(({ kind }) => kind !== 'asked') ? 'allowed' : '-'
}

const statusOf = ({ status, code }: LogRecord): string => (code === undefined ? String(status) : `${status} ${code}`)

const targetOf = ({ bucket, key }: LogRecord): string =>
  bucket === undefined ? '-' : key === undefined ? bucket : `${bucket}/${key}`

const pathOf = ({ method, url }: LogRecord): string => `${method} ${url.replace(/^[a-z]+:\/\/[^/]*/, '')}`

const head = ['time', 'caller', 'operation', 'bucket/key', 'status', 'decision', 'attempts'] as const

const rowOf = (attempts: readonly LogRecord[]): readonly string[] => {
  const last = attempts.at(-1)!
  const statuses = attempts.length === 1 ? '1' : `${attempts.length} (${attempts.map(statusOf).join(', ')})`
  const time = new Date(attempts[0]!.at).toISOString().slice(11, 23)
  return [time, last.caller, last.operation ?? pathOf(last), targetOf(last), statusOf(last), decisionOf(last), statuses]
}

/** One line a call; empty when there was none. */
const logTable = (records: Iterable<LogRecord>): string => {
  const rows = callsIn(records).map(rowOf)
  if (rows.length === 0) return ''
  // what a caller wrote must not break the lines
  const lines = [head, ...rows].map(cells => cells.map(cell => cell.replaceAll(/[\r\n]+/g, ' ')))
  const widths = head.map((_, column) => Math.max(...lines.map(cells => cells[column]!.length)))
  return lines
    .map(cells =>
      cells
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** What was asked of the mock, oldest first. */
export class RequestLog implements Iterable<LogRecord> {
  readonly #records: LogRecord[] = []
  readonly #operations: readonly string[]
  readonly #observer: DecisionObserver | undefined

  constructor(operations: readonly string[] = [], observer?: DecisionObserver) {
    this.#operations = operations
    this.#observer = observer
  }

  get length(): number {
    return this.#records.length
  }

  /** The newest record. */
  get last(): LogRecord | undefined {
    return this.#records.at(-1)
  }

  [Symbol.iterator](): Iterator<LogRecord> {
    return this.#records.values()
  }

  /** Records whose named fields all equal those given. */
  filter(by: LogFilter): readonly LogRecord[] {
    for (const name of Object.keys(by)) {
      if (!filterNames.includes(name))
        throw new Error(`\`${name}\` is no field to filter by; ${suggestName(name, filterNames)}`)
    }
    const fields = Object.entries(by) as [keyof LogFilter, unknown][]
    return this.#records.filter(record => fields.every(([field, value]) => record[field] === value))
  }

  /** The calls of one operation, each once however often the SDK tried. */
  calls(operation: string): readonly LogRecord[] {
    if (!this.#operations.includes(operation)) {
      throw new Error(`there is no operation \`${operation}\`; ${suggestName(operation, this.#operations)}`)
    }
    return callsIn(this.#records.filter(record => record.operation === operation)).map(attempts => attempts.at(-1)!)
  }

  find(requestId: string): LogRecord | undefined {
    return this.#records.findLast(record => record.requestId === requestId)
  }

  clear(): void {
    this.#records.length = 0
  }

  add(record: LogRecord): void {
    this.#records.push(record)
    if (this.#observer === undefined) return
    const { caller, operation, decisions } = record
    for (const { kind, verdict } of decisions) this.#observer.decision({ kind, caller, operation, verdict })
  }

  /** All attempts of a record's call, oldest first: the SDK's retries. */
  attemptsOf(record: LogRecord): readonly LogRecord[] {
    return callsIn(this.#records).find(attempts => attempts.includes(record)) ?? []
  }

  /** A table: time, caller, operation, bucket/key, status, decision, attempts; one line a call. */
  toString(): string {
    return logTable(this.#records)
  }

  /** What `console.log` shows. */
  [inspect](): string {
    return this.toString() || 'no request'
  }
}
