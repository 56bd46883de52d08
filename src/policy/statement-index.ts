import { type Asking, matchPrincipal } from './principals.js'
import { type CompiledStatement, speaksOfAction, speaksOfResource } from './statements.js'
import type { ConditionContext } from './types.js'

/** One question put to policies: names as the index knows them. */
export interface Question {
  readonly action: string
  /** Normalised: see resources.ts. */
  readonly resource: string
  readonly context: ConditionContext
  readonly principal: Asking
}

interface Entry {
  readonly compiled: CompiledStatement
  /** Undefined: being filed where it was found is proof enough. */
  readonly matches?: (resource: string, context: ConditionContext) => boolean
}

/** Statements filed by the literal text that their resource begins with. */
class Shelf {
  private readonly exact = new Map<string, Entry[]>()
  private readonly prefixes = new Map<string, Entry[]>()
  private lengths: number[] = []
  empty = true

  add(compiled: CompiledStatement): void {
    this.empty = false
    const { negated, patterns } = compiled.resources
    if (negated) {
      const matches: Entry['matches'] = (resource, context) => speaksOfResource(compiled, resource, context)
      this.file(this.prefixes, '', { compiled, matches })
    } else if (patterns.length === 0) {
      // A trust policy has no Resource: it speaks about the role that it hangs on.
      this.file(this.prefixes, '', { compiled })
    } else {
      for (const { literal, decided, matches } of patterns) {
        const entry = decided === undefined ? { compiled, matches } : { compiled }
        this.file(decided === 'exact' ? this.exact : this.prefixes, literal, entry)
      }
    }
  }

  private file(shelf: Map<string, Entry[]>, literal: string, entry: Entry): void {
    const entries = shelf.get(literal)
    if (entries === undefined) shelf.set(literal, [entry])
    else entries.push(entry)
    if (shelf === this.prefixes && !this.lengths.includes(literal.length)) {
      this.lengths = [...this.lengths, literal.length].sort((left, right) => left - right)
    }
  }

  collect(question: Question, found: CompiledStatement[]): void {
    const { resource } = question
    const exact = this.exact.get(resource)
    if (exact !== undefined) pick(exact, question, found)
    for (const length of this.lengths) {
      if (length > resource.length) return
      const entries = this.prefixes.get(length === 0 ? '' : resource.slice(0, length))
      if (entries !== undefined) pick(entries, question, found)
    }
  }
}

const pick = (entries: readonly Entry[], question: Question, found: CompiledStatement[]): void => {
  const { resource, context, principal } = question
  for (const { compiled, matches } of entries) {
    if (matches !== undefined && !matches(resource, context)) continue
    if (compiled.principals !== undefined && matchPrincipal(compiled.principals, principal, context) === 'none')
      continue
    // Only a statement of several resources is filed more than once.
    if (compiled.resources.patterns.length > 1 && found.includes(compiled)) continue
    if (holds(compiled, context)) found.push(compiled)
  }
}

const holds = ({ conditions }: CompiledStatement, context: ConditionContext): boolean => {
  for (const condition of conditions) if (!condition.test(context)) return false
  return true
}

const byOrder = (left: CompiledStatement, right: CompiledStatement): number =>
  left.statement.index - right.statement.index

interface Shelves {
  readonly Allow: Shelf
  readonly Deny: Shelf
}

/** More spellings of actions than any service has: beyond it the files are made anew. */
const mostActions = 1024

/** The statements of one policy, filed by action when it is first asked for, then by resource. */
export class StatementIndex {
  private readonly byAction = new Map<string, Shelves>()
  constructor(private readonly statements: readonly CompiledStatement[]) {}

  /** Adds to `found` the statements of an effect that apply to the question, in their order. */
  collect(effect: 'Allow' | 'Deny', question: Question, found: CompiledStatement[]): void {
    const shelf = (this.byAction.get(question.action) ?? this.file(question.action))[effect]
    if (shelf.empty) return
    const begin = found.length
    shelf.collect(question, found)
    if (found.length - begin > 1) found.push(...found.splice(begin).sort(byOrder))
  }

  private file(action: string): Shelves {
    const shelves = { Allow: new Shelf(), Deny: new Shelf() }
    const lower = action.toLowerCase()
    for (const compiled of this.statements) {
      if (speaksOfAction(compiled, lower)) shelves[compiled.statement.effect].add(compiled)
    }
    if (this.byAction.size >= mostActions) this.byAction.clear()
    this.byAction.set(action, shelves)
    return shelves
  }
}
