import { compiledOf } from './document.js'
import { type CompiledStatement, speaksOfAction } from './statements.js'
import type { Policy } from './types.js'

/** Whether a Deny may stand on some of the texts that begin with `prefix` and not on all of them. */
const standsOnPart = ({ resources }: CompiledStatement, prefix: string): boolean =>
  resources.negated ||
  resources.patterns.some(({ literal, decided }) => {
    const covers = decided === 'prefix' && prefix.startsWith(literal)
    return !covers && (literal.startsWith(prefix) || prefix.startsWith(literal))
  })

/**
 * Whether policies may deny an action on a part of what `prefix` begins. Where not, what holds for `prefix*`, asked as
 * a text of its own, holds for all of it: only a pattern that ends in a wildcard meets that text.
 */
export const mayDenyPart = (policies: readonly Policy[], actions: readonly string[], prefix: string): boolean =>
  policies.some(policy =>
    compiledOf(policy).statements.some(
      each =>
        each.statement.effect === 'Deny' &&
        actions.some(action => speaksOfAction(each, action.toLowerCase())) &&
        standsOnPart(each, prefix),
    ),
  )
