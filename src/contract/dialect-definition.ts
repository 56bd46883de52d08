import type { Dialect } from './dialect.js'
import type { Operation } from './operation.js'

/** A dialect with the operations that it has: what a folder of `dialects/` makes. */
export interface DialectDefinition extends Dialect {
  /** Entries of its own; one with a shared entry's name replaces it. */
  readonly operations: readonly Operation[]
  /** A shared entry as this service has it: further members, other rights. */
  readonly adapt?: (shared: Operation) => Operation
  /** Names of shared entries that it does not have. */
  readonly without: readonly string[]
  /** Questions that the service's documents leave open, by name. */
  readonly assumptions?: Readonly<Record<string, Assumption>>
}

/** What is assumed where the documents are silent, and what a scene may have instead. */
export interface Assumption {
  readonly question: string
  readonly assumed: string
  /** Other answers, each with the dialect that it makes. */
  readonly instead: Readonly<Record<string, (dialect: DialectDefinition) => DialectDefinition>>
}
