import { compiledOf, lintPolicy, parsePolicy, type ReadOptions } from './document.js'
import { actionRule, remedyOf } from './lint-actions.js'
import { conditionRule } from './lint-conditions.js'
import type { LintedPolicy, LintFinding, LintHost, LintRule } from './lint-findings.js'
import { reachRule } from './lint-reach.js'
import { shadowRule } from './lint-shadows.js'
import { sizeFindings } from './lint-sizes.js'
import { isPolicyError } from './policy-error.js'
import type { Finding, Policy } from './types.js'

export type { LintFinding, LintHost, Severity } from './lint-findings.js'

const rules: readonly LintRule[] = [actionRule, reachRule, conditionRule, shadowRule]

/** The document as an evaluator would read it, whatever the service says; undefined for what is no policy at all. */
const readAnyway = (text: string, options: ReadOptions): Policy | undefined => {
  try {
    return parsePolicy(text, { ...options, strict: false })
  } catch (error) {
    if (isPolicyError(error)) return undefined
    throw error
  }
}

const quotedAction = /"((?:s3|iam|sts):[^"]+)"/i

/** A refused action that is an operation, or AWS' own: that is told in place of the nearest spelling. */
const withRemedy = (given: Finding, host: LintHost): LintFinding => {
  const [, action] = quotedAction.exec(given.suggestion ?? '') ?? []
  const remedy = action === undefined ? undefined : remedyOf(action, host)
  return { ...given, severity: 'error', ...(remedy !== undefined && { suggestion: remedy }) }
}

const isBefore = (left: Finding, right: Finding): number => left.line - right.line || left.column - right.column

/**
 * All that is wrong with a document: what the service refuses, then what it takes and what never does anything. Of a
 * statement in which something is refused, nothing else is said.
 */
export const lintDocument = (text: string, options: ReadOptions, host: LintHost): readonly LintFinding[] => {
  const refused = lintPolicy(text, options).map(each => withRemedy(each, host))
  const policy = readAnyway(text, options)
  if (policy === undefined) return refused
  const { statements, reading } = compiledOf(policy)
  const starts = statements.map(({ statement: { position } }) => position)
  const statementAt = (at: Finding): number => starts.filter(start => isBefore(start as Finding, at) <= 0).length - 1
  const broken = new Set(refused.map(statementAt))
  const linted: LintedPolicy = {
    policy,
    statements: statements.flatMap((compiled, index) => (broken.has(index) ? [] : [{ compiled, reading }])),
  }
  const found = [...sizeFindings(policy, host), ...rules.flatMap(rule => rule(linted, host))]
  return [...refused, ...found].sort(isBefore)
}
