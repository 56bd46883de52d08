import type { CompiledStatement } from '../policy/statements.js'
import type { Position, Statement } from '../policy/types.js'
import type { RecordedPolicy } from './record-types.js'

/** How a mutant differs from what is written. */
export type MutationKind = 'drop' | 'remove' | 'flip' | 'widen' | 'narrow' | 'shift' | 'swap'

/** One changed statement. `instead` is undefined where it is gone. */
export interface MutatedStatement {
  readonly kind: MutationKind
  /** `Resource arn:aws:s3:::images/a/* becomes arn:aws:s3:::images/*`. */
  readonly change: string
  readonly position: Position
  readonly instead: CompiledStatement | undefined
  /** It moves an edge by the least: a note on tests that are good otherwise, not counted. */
  readonly edge?: true
  /** Of mutants of one element that each let through more than the one before: the name of that row. */
  readonly row?: string
}

/** The one question that would have told a mutant from the policy. */
export interface MutationWitness {
  readonly caller: string
  readonly action: string
  readonly resource: string
  /** What the policy answers; the mutant answers the other. */
  readonly expect: 'allowed' | 'denied'
  /** Condition keys that the question needs to have, and absent ones as undefined. */
  readonly context: Readonly<Record<string, string | undefined>>
  /** A test for a permission file, in one line; absent where no permission file can say it. */
  readonly line?: string
}

/** A change of a policy that no recorded decision would have noticed. */
export interface Survivor {
  readonly policy: RecordedPolicy
  readonly statement: Statement
  readonly kind: MutationKind
  readonly change: string
  /** `file:line:column`. */
  readonly place: string
  readonly position: Position
  readonly witness: MutationWitness
  /** Whoever closes another survivor of the statement closes this one: it is counted and not listed. */
  readonly follows: boolean
}

/** What came of the mutants of one policy. */
export interface MutatedPolicy {
  readonly policy: RecordedPolicy
  readonly mutants: number
  readonly killed: number
  /** Mutants that no question can tell from the policy, among the callers that were recorded. */
  readonly equivalent: number
  readonly survivors: readonly Survivor[]
  /** Edges that no test tries: survivors that are not counted. */
  readonly edges: readonly Survivor[]
  /** Nothing was asked of it: all its mutants would survive. */
  readonly unasked: boolean
}

/** Which changes of policies the tests would notice. */
export interface MutationReport {
  readonly policies: readonly MutatedPolicy[]
  readonly mutants: number
  readonly killed: number
  readonly survived: number
  readonly equivalent: number
  /** Killed of all that could have been, a whole number, rounded down. */
  readonly percent: number
}
