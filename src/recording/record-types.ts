import type {
  ConditionContext,
  Decision,
  Grant,
  PolicyKind,
  PolicyPrincipal,
  Position,
  Source,
} from '../policy/types.js'

/** Why a right was asked; `evaluated`: a test asked the evaluator itself. */
export type RecordedKind = 'required' | 'perKey' | 'hidden' | 'asked' | 'evaluated'

/** What the scene answered to questions that the dialect's documents leave open. */
export type AssumedAnswers = Readonly<Record<string, string>>

/** How the policies of a decision are read. */
export interface RecordedDialect {
  readonly dialect: string
  readonly assumed?: AssumedAnswers | undefined
}

/** A place of a policy's text: offset, line and column where it is written. */
export type RecordedPlace = readonly [offset: number, line: number, column: number]

/** A policy that was asked, or that a scene has. It is stored once. */
export interface RecordedPolicy {
  /** Sixteen hexadecimal digits of the SHA-256 of dialect, kind, file and text. */
  readonly id: string
  readonly dialect: string
  readonly assumed?: AssumedAnswers | undefined
  readonly kind: PolicyKind
  /** What explanations call it. */
  readonly name: string
  readonly text: string
  /** The file in which it is written, relative to the working directory where it lies below that. */
  readonly file?: string | undefined
  /** Where its text is not the file's own (a policy in a scene): where each part of it is written. */
  readonly places?: readonly RecordedPlace[] | undefined
  /** Where the code stands that made it, for a policy without a file. */
  readonly madeAt?: Position | undefined
}

/** One decision, with all that it depended on: enough to make it again. */
export interface RecordedDecision {
  /** Name of the test, its groups in front; absent outside of tests. */
  readonly test?: string | undefined
  /** The test's file, relative to the working directory. */
  readonly file?: string | undefined
  readonly dialect: string
  readonly assumed?: AssumedAnswers | undefined
  /** The operation that was called; absent for `evaluated`. */
  readonly operation?: string | undefined
  readonly kind: RecordedKind
  /** Name of the caller in the scene, or its ARN. */
  readonly caller: string
  readonly principal: PolicyPrincipal
  readonly action: string
  readonly resource: string
  readonly context: ConditionContext
  /** Ids of the policies that were asked, by layer. */
  readonly identity: readonly string[]
  readonly boundary?: readonly string[] | undefined
  readonly session?: readonly string[] | undefined
  readonly resourcePolicy?: string | undefined
  readonly resourceAllowsIgnored?: string | undefined
  readonly resourceAccount?: string | undefined
  readonly grants: readonly Grant[]
  readonly decision: Decision
  readonly at: Source
  /** The statements that decided: policy id and index. */
  readonly statements: readonly (readonly [policy: string, index: number])[]
}

/** The decisions of a run, or of several. */
export interface Recording {
  readonly policies: ReadonlyMap<string, RecordedPolicy>
  readonly decisions: readonly RecordedDecision[]
}

/** The first line of a record file: what it is, and the version of its lines. */
export const recordHeader = { tigrisMock: 'decisions', version: 1 } as const

/** One line of a record file. */
export type RecordLine =
  | typeof recordHeader
  | { readonly policy: RecordedPolicy }
  | { readonly decision: RecordedDecision }
