import type { Draft, Operation } from '../contract/operation.js'
import type { CallerContext, CallerOptions } from '../mock/caller.js'
import type { ScenePolicy } from '../scene/types.js'
import type { DeniedSpec } from './assertions.js'
import type { ThresholdKind } from './coverage.js'

/** Who asks, and under which circumstances. */
export interface Asker {
  readonly name: string
  readonly options: CallerOptions
}

/** What is asked: a whole call through the pipeline, or one right of the evaluator. */
export type Question =
  | { readonly operation: Operation; readonly draft: Draft; readonly target: string }
  | { readonly action: string; readonly resource: string; readonly target: string }

export type Expectation =
  | { readonly decision: 'allowed'; readonly code?: string }
  | { readonly decision: 'denied'; readonly spec: Pick<DeniedSpec, 'sid' | 'effect' | 'at'> }

/** One line of a permission file for one caller. */
export interface PermissionCheck {
  readonly name: string
  readonly asker: Asker
  readonly question: Question
  readonly expected: Expectation
  /** `/path/to/file:line:column`. */
  readonly position: string
}

/** How a check failed: what came instead, in few words, and why. */
export interface Failure {
  readonly actual: string
  readonly explanation: string
}

/** Finds a caller of the file's mock, in the present world: a session is taken in it, unless AssumeRole is refused. */
export type CallerOf = (asker: Asker) => Promise<{ readonly caller: CallerContext } | { readonly refusal: Failure }>

/** A principal that is a session of a role, or of a static key: AssumeRole gives its credentials. */
export interface PermissionSession {
  readonly name: string
  /** Whose credentials call AssumeRole. */
  readonly by: Asker
  readonly operation: Operation
  readonly draft: Draft
  readonly position: string
}

/** A check as the file has it. */
export interface WrittenCheck extends Readonly<Record<string, unknown>> {
  readonly call?: string
  readonly action?: string
  readonly expect: 'allowed' | 'denied'
  readonly effect?: 'explicit' | 'implicit'
  readonly sid?: string
  readonly at?: NonNullable<DeniedSpec['at']>
  readonly code?: string
  readonly generate?: 'boundaries'
}

export interface WrittenWhen {
  readonly ip?: string
  readonly at?: string
  readonly userAgent?: string
}

export interface WrittenTest {
  readonly name: string
  readonly as: string | readonly string[]
  readonly when?: WrittenWhen
  readonly check?: readonly WrittenCheck[]
  readonly generate?: 'boundaries'
}

export interface WrittenMatrix {
  readonly columns: readonly string[]
  readonly rows: Readonly<Record<string, readonly ('allowed' | 'denied')[]>>
}

export interface WrittenSession {
  readonly assume: {
    readonly role?: string
    readonly arn?: string
    readonly by: string
    readonly sessionName: string
    readonly policy?: ScenePolicy
    readonly durationSeconds?: number
  }
  readonly when?: WrittenWhen
}

/** What a permission file has beside its scene. */
export interface WrittenTests {
  readonly sessions?: Readonly<Record<string, WrittenSession>>
  readonly tests?: readonly WrittenTest[]
  readonly matrix?: WrittenMatrix
  readonly generate?: 'boundaries'
  readonly coverage?: Readonly<Partial<Record<ThresholdKind, number>>>
}
