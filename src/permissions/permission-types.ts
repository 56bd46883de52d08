import type { CallerContext, CallerOptions } from '../mock/caller.js'
import type { Draft, Operation } from '../operation.js'
import type { DeniedSpec } from './assertions.js'

/** Who asks, and under which circumstances. */
export interface Asker {
  readonly name: string
  readonly options: CallerOptions
}

/** What is asked: a whole call over the road, or one right of the evaluator. */
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

/** Finds a caller of the file's mock. */
export type CallerOf = (asker: Asker) => CallerContext

/** A check as the file has it. */
export interface WrittenCheck extends Readonly<Record<string, unknown>> {
  readonly call?: string
  readonly action?: string
  readonly expect: 'allowed' | 'denied'
  readonly effect?: 'explicit' | 'implicit'
  readonly sid?: string
  readonly at?: NonNullable<DeniedSpec['at']>
  readonly code?: string
}

export interface WrittenTest {
  readonly name: string
  readonly as: string | readonly string[]
  readonly when?: { readonly ip?: string; readonly at?: string; readonly userAgent?: string }
  readonly check: readonly WrittenCheck[]
}

export interface WrittenMatrix {
  readonly columns: readonly string[]
  readonly rows: Readonly<Record<string, readonly ('allowed' | 'denied')[]>>
}
