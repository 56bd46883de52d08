import type { ClassHost } from './case-classes.js'
import type { CompiledStatement, Reading } from './statements.js'
import type { Finding, Policy, Position, Statement } from './types.js'

/**
 * `error`: the service refuses the document. `warning`: it takes it, and a part of it never does anything, or not what
 * it seems to do. `note`: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'note'

/** What is wrong with a document, or with a part of it. */
export interface LintFinding extends Finding {
  readonly severity: Severity
}

/** What is known of the service beyond its grammar. */
export interface LintHost extends ClassHost {
  /** The actions that a plain call needs, for an operation that was written as an action. */
  operationActions(action: string): readonly string[] | undefined
  /** When the policy will be in force, in milliseconds; windows that are over by then are told. */
  readonly at?: number
}

/** A statement and how it is read. */
export interface LintedStatement {
  readonly compiled: CompiledStatement
  readonly reading: Reading
}

export interface LintedPolicy {
  readonly policy: Policy
  readonly statements: readonly LintedStatement[]
}

/** One thing to look for in a document that can be a policy. */
export type LintRule = (linted: LintedPolicy, host: LintHost) => readonly LintFinding[]

export const finding = (
  severity: Severity,
  code: string,
  position: Position,
  message: string,
  suggestion?: string,
): LintFinding => ({ severity, code, message, ...(suggestion !== undefined && { suggestion }), ...position })

export const titleOf = ({ sid, index }: Statement): string =>
  sid === undefined ? `statement ${index + 1}` : `statement "${sid}"`
