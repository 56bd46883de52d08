import type { Instant } from '../contract/host.js'
import type { Service } from '../contract/operation.js'
import { suggestName } from '../policy/suggest-name.js'
import type { Policy, Verdict } from '../policy/types.js'
import { callsIn, logTable } from './log-table.js'

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
  readonly operation?: string
  readonly service?: Service
  readonly bucket?: string
  readonly key?: string
  /**
   * Input members as the SDK names them, `Body` as the bytes that were stored; absent when the request was refused before
   * they were read.
   */
  readonly input?: Readonly<Record<string, unknown>>
  /** Who called: name in the scene, or ARN. */
  readonly caller: string
  readonly principal?: { readonly arn: string; readonly name: string; readonly keyId?: string; readonly kind: string }
  /** The mock's clock. */
  readonly at: Instant
  readonly method: string
  readonly url: string
  readonly status: number
  /** The service's error code, when it is an error. */
  readonly code?: string
  readonly message?: string
  /** What this mock knows of the cause and the service does not tell: in what a signed request differs. */
  readonly hint?: string
  readonly decisions: readonly LoggedDecision[]
  /** The first refused decision that was not merely asked. */
  readonly denied?: Verdict
  /** Failed before anyone was proven: signature, key, token, date. */
  readonly rejected: boolean
  /** Names in the request that its operation does not read and S3 ignores. */
  readonly unread: readonly string[]
  /** The SDK's `amz-sdk-invocation-id`: its retries share one. */
  readonly invocation?: string
  readonly attempt: number
  /** A fault broke the connection before the call had any effect. */
  readonly broken?: true
  /** The bucket that the request names does not exist, and the operation does not make it. */
  readonly bucketMissing?: true
  /** Milliseconds that the mock's clock stood away from the host's. */
  readonly moved?: number
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
