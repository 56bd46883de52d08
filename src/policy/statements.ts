import { type Condition, type ConditionReading, compileCondition } from './conditions.js'
import { conditionsIn, type DraftStatement, type Text, textsIn } from './draft.js'
import { actionMatcher, type Matcher } from './match.js'
import { type Principals, principalsOf } from './principals.js'
import { type ResourcePattern, type ResourceReading, resourcePattern } from './resources.js'
import type { ConditionContext, Position, Statement } from './types.js'

/** How a dialect reads the statements of one document. */
export type Reading = ConditionReading & ResourceReading

interface Pattern {
  readonly text: string
  readonly position: Position
}

/** A statement ready to be asked. `negated` stands for NotAction and NotResource. */
export interface CompiledStatement {
  readonly statement: Statement
  readonly actions: {
    readonly negated: boolean
    readonly position: Position
    readonly patterns: readonly (Pattern & { readonly matches: Matcher })[]
  }
  readonly resources: {
    readonly negated: boolean
    readonly position: Position
    readonly patterns: readonly (Pattern & ResourcePattern)[]
  }
  readonly principals?: Principals & { readonly position: Position }
  readonly conditions: readonly Condition[]
}

const elementOf = (draft: DraftStatement, name: string) => {
  const not = `Not${name}`
  const negated = draft.elements.has(not)
  const element = negated ? not : name
  const start = draft.elements.get(element)?.[0]?.start ?? draft.start
  return { negated, start, texts: textsIn(draft, element) }
}

const principalOf = (draft: DraftStatement, place: (start: number) => Position) => {
  const negated = draft.elements.has('NotPrincipal')
  const node = draft.elements.get(negated ? 'NotPrincipal' : 'Principal')?.[0]
  if (node === undefined) return {}
  const denies = textsIn(draft, 'Effect')[0]?.text === 'Deny'
  return { principals: { ...principalsOf(node, negated), denies, position: place(node.start) } }
}

/** Compiles one statement that its grammar has accepted. */
export const compileStatement = (
  draft: DraftStatement,
  { policy, index }: { readonly policy: string; readonly index: number },
  reading: Reading,
  place: (start: number) => Position,
): CompiledStatement => {
  const [sid] = textsIn(draft, 'Sid')
  const actions = elementOf(draft, 'Action')
  const resources = elementOf(draft, 'Resource')
  const [effect] = textsIn(draft, 'Effect')
  const patternsOf = <T>(texts: readonly Text[], compile: (text: string) => T) =>
    texts.map(({ text, start }) => ({ text, position: place(start), ...compile(text) }))
  return {
    statement: {
      policy,
      index,
      ...(sid !== undefined && sid.text !== '' && { sid: sid.text }),
      effect: effect?.text === 'Allow' ? 'Allow' : 'Deny',
      position: place(draft.start),
    },
    actions: {
      negated: actions.negated,
      position: place(actions.start),
      patterns: patternsOf(actions.texts, text => ({ matches: actionMatcher(text, reading.questionMark) })),
    },
    resources: {
      negated: resources.negated,
      position: place(resources.start),
      patterns: patternsOf(resources.texts, text => resourcePattern(text, reading)),
    },
    ...principalOf(draft, place),
    conditions: conditionsIn(draft).map(({ operator, key, values, start }) =>
      compileCondition({ operator, key, values: values.map(({ text }) => text), position: place(start) }, reading),
    ),
  }
}

/** Whether the statement speaks about an action, by its lower-case name. */
export const speaksOfAction = ({ actions }: CompiledStatement, lowerAction: string): boolean =>
  actions.patterns.some(pattern => pattern.matches(lowerAction)) !== actions.negated

/**
 * Whether the statement speaks about a resource. A NotResource that leaves out something unknown allows nothing, and
 * denies as if it left out nothing.
 */
export const speaksOfResource = (
  { resources: { patterns, negated }, statement: { effect } }: CompiledStatement,
  resource: string,
  context: ConditionContext,
): boolean => {
  if (patterns.length === 0) return true
  if (patterns.some(pattern => pattern.matches(resource, context))) return !negated
  return negated && (effect === 'Deny' || !patterns.some(({ unresolved }) => unresolved?.(context)))
}
