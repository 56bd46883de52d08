import type { LogRecord } from '../world/log.js'

/** Path below which a server is controlled. No bucket can be called so. */
export const reservedPath = '/_tigris-mock/'

/** `rejected`: nobody was proven. `refused`: failed before any right was judged. `open`: no right was needed. */
export type RequestOutcome = 'allowed' | 'denied' | 'rejected' | 'refused' | 'open'

/** One request as the control API shows it: a record of the log without bodies, signatures and tokens. */
export interface RequestRecord extends Omit<LogRecord, 'defect'> {
  /** Counts from 1, in the order in which requests were answered. */
  readonly position: number
  readonly outcome: RequestOutcome
  /** Why it failed, in one clause. */
  readonly reason?: string
  /** The decision as text, as `mock.explain` gives it. */
  readonly explanation: string
}

/** A line of the stream of requests: a record, or how many were left out because the reader was too slow. */
export type StreamedRecord = RequestRecord | { readonly skipped: number }

export interface Ready {
  readonly ready: true
  readonly dialect: string
}

export interface KeyView {
  readonly name: string
  readonly id: string
  readonly secret: string
  readonly status: 'Active' | 'Inactive'
  /** ARNs of the attached policies. */
  readonly policies: readonly string[]
  /** Variables under which SDKs act as this key. */
  readonly env: Readonly<Record<string, string>>
}

export interface PolicyView {
  readonly name: string
  readonly arn: string
  readonly document: string
}

export interface BucketView {
  readonly name: string
  readonly account: string
  /** Milliseconds since 1970. */
  readonly created: number
  readonly region: string
  readonly public: boolean
  readonly versioning?: 'Enabled' | 'Suspended'
  readonly policy?: string
  /** How many keys have a version. */
  readonly keys: number
  readonly uploads: number
  /** Names of the configurations that are stored: `cors`, `lifecycle`, ... */
  readonly settings: readonly string[]
}

export interface ObjectView {
  readonly key: string
  readonly versionId: string
  readonly size: number
  readonly etag: string
  /** Milliseconds since 1970. */
  readonly modified: number
  readonly storageClass: string
  readonly contentType?: string
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

export interface ObjectPage {
  readonly objects: readonly ObjectView[]
  readonly prefixes: readonly string[]
  /** Give it as `after` for the next page; absent on the last one. */
  readonly next?: string
}

/** What was asked of one statement by the requests that are kept. */
export interface StatementCoverage {
  readonly policy: string
  readonly index: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** `file:line`, or the policy's name and the line in it. */
  readonly place: string
  /** Questions to which it applied, and those of them that it decided. */
  readonly matched: number
  readonly decisive: number
}

export interface CoverageView {
  readonly matched: number
  readonly total: number
  /** A whole number, never rounded up. */
  readonly percent: number
  readonly statements: readonly StatementCoverage[]
}

export interface ClockView {
  /** ISO 8601. */
  readonly now: string
}

/** What happens to a call: one of `reply`, `delay`, `reset`, `truncate`, `lostAck`. */
export interface FaultRequest {
  readonly operation: string
  readonly bucket?: string
  readonly key?: string
  readonly as?: string
  readonly after?: number
  readonly times?: number
  readonly reply?: string | { readonly code: string; readonly message?: string; readonly status?: number }
  /** Milliseconds. */
  readonly delay?: number
  readonly reset?: true
  /** Bytes. */
  readonly truncate?: number
  readonly lostAck?: true
}

export interface Question {
  /** Name of a key, `admin` or `anonymous`. */
  readonly as: string
  readonly action: string
  /** An ARN, or `bucket/key`. */
  readonly resource: string
  readonly ip?: string
  readonly at?: string | number
  readonly userAgent?: string
}

export interface QuestionAnswer {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny'
  readonly explanation: string
}
