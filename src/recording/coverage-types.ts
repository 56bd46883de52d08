import type { Position, Statement } from '../policy/types.js'
import type { RecordedPolicy } from './record-types.js'

/** What parts of a policy are counted. */
export const elementKinds = ['statement', 'action', 'resource', 'principal', 'condition'] as const
export type ElementKind = (typeof elementKinds)[number]

/** A value that was asked of an element, and how often. */
export interface SeenValue {
  readonly value: string
  readonly times: number
  /** Whether the element took it. */
  readonly taken: boolean
}

/** One part of a statement, and what a run asked of it. Counts are of decisions. */
export interface CoveredElement {
  readonly kind: ElementKind
  /** `statement "Read"`, `s3:Get*`, `arn:aws:s3:::images/*`, `IpAddress aws:SourceIp`. */
  readonly text: string
  /** It stands in NotAction, NotResource or NotPrincipal: it leaves out what it matches. */
  readonly negated: boolean
  readonly position: Position
  /** Decisions in which it matched, and all other parts of its statement that do not compete with it. */
  readonly matched: number
  /** For a condition: decisions that it alone or with other conditions kept its statement from. */
  readonly missed?: number
  /** Decisions that would be others without it. */
  readonly decisive: number
  /** The values that were asked, most frequent first; at most twenty. */
  readonly seen: readonly SeenValue[]
}

export interface CoveredStatement {
  readonly statement: Statement
  /** The statement itself first, then its parts as they are written. */
  readonly elements: readonly CoveredElement[]
}

export interface CoveredPolicy {
  readonly policy: RecordedPolicy
  /** Decisions that were asked of it. */
  readonly asked: number
  /** Tests that asked it, by file and name; at most twenty. */
  readonly tests: readonly string[]
  readonly statements: readonly CoveredStatement[]
}

/** How many of a kind of elements were matched. Percents are whole numbers, rounded down. */
export interface CoverageCount {
  readonly matched: number
  readonly total: number
  readonly percent: number
}

/** Counts by kind. A condition counts twice: once true, once false. */
export type CoverageSummary = Readonly<Record<`${ElementKind}s` | 'all' | 'decisive', CoverageCount>>

/** What a run asked of policies. */
export interface PolicyCoverage {
  readonly policies: readonly CoveredPolicy[]
  readonly summary: CoverageSummary
}
