import type { Dialect } from './dialect.js'
import type { Service } from './located.js'
import type { Operation } from './operation.js'

/** A dialect with the operations that it has: what a folder of `dialects/` makes. */
export interface DialectDefinition extends Dialect {
  /**
   * Names of the shared entries that it has. An entry that stands nowhere here is refused by name: a new one is in no
   * dialect until one names it.
   */
  readonly entries: Readonly<Record<Service, readonly string[]>>
  /** What refusals call each of its services: `CreateUser is not supported by Tigris`. */
  readonly titles: Readonly<Record<Service, string>>
  /** Services of which it is known that there is no more than it has: what the mock does not model is missing there. */
  readonly complete?: readonly Service[]
  /** Entries of its own; one with a shared entry's name replaces it. */
  readonly operations: readonly Operation[]
  /** A shared entry as this service has it: further members, other rights. */
  readonly adapt?: (shared: Operation) => Operation
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
