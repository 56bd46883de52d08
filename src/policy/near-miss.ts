import { contextValue } from './conditions.js'
import { compiledOf } from './document.js'
import { type DecisionCase, resourcePolicies } from './layers.js'
import { operatorNamed } from './operators.js'
import { matchPrincipal } from './principals.js'
import { type CompiledStatement, speaksOfAction, speaksOfResource } from './statements.js'
import type { ConditionContext, NearMiss, Policy, Source } from './types.js'

/** Elements in the order in which a reader wants to hear of them. */
const elements = ['Action', 'Resource', 'Principal', 'Condition'] as const

const differing = (compiled: CompiledStatement, asked: DecisionCase): readonly (typeof elements)[number][] => {
  const fits = {
    Action: speaksOfAction(compiled, asked.action.toLowerCase()),
    Resource: speaksOfResource(compiled, asked.resource, asked.context),
    Principal: matchPrincipal(compiled.principals, asked.principal, asked.context) !== 'none',
    Condition: compiled.conditions.every(condition => condition.test(asked.context)),
  }
  return elements.filter(element => !fits[element])
}

const sharedLength = (left: string, right: string): number => {
  let at = 0
  while (at < left.length && left[at] === right[at]) at++
  return at
}

/** How much of what was asked some pattern shares: of two statements that differ alike, the more similar is nearer. */
const likeness = ({ actions, resources }: CompiledStatement, { action, resource }: DecisionCase): number => {
  const best = (asked: string, patterns: readonly { readonly text: string }[]) =>
    Math.max(0, ...patterns.map(({ text }) => sharedLength(asked, text) / Math.max(1, asked.length)))
  return best(action, actions.patterns) + best(resource, resources.patterns)
}

/** What explanations show for a condition key that the request does not have, and for one whose value does not matter. */
export const absent = '(absent)'
export const present = '(present)'

/** The variables of some texts that the request has no value for. */
const withoutValue = (texts: readonly string[], context: ConditionContext): Pick<NearMiss, 'unresolved'> => {
  const unresolved = texts.flatMap(text =>
    [...text.matchAll(/\$\{([^},']+)\}/g)].flatMap(([variable, key = '']) =>
      /^[*?$]$/.test(key) || isOne(contextValue(context, key)) ? [] : [variable],
    ),
  )
  return unresolved.length === 0 ? {} : { unresolved }
}

const isOne = (value: string | readonly string[] | undefined): boolean => typeof value === 'string' && value !== ''

const missOf = (
  compiled: CompiledStatement,
  element: (typeof elements)[number],
  others: number,
  asked: DecisionCase,
): NearMiss => {
  const { statement, actions, resources, principals, conditions } = compiled
  if (element === 'Action' || element === 'Resource') {
    const { patterns, position, negated } = element === 'Action' ? actions : resources
    const value = element === 'Action' ? asked.action : asked.resource
    const expected = patterns.map(({ text }) => text)
    const unresolved = element === 'Action' ? {} : withoutValue(expected, asked.context)
    return { statement, element, asked: value, expected, negated, others, position, ...unresolved }
  }
  const condition = conditions.find(({ test }) => !test(asked.context))
  if (element === 'Principal' || condition === undefined) {
    const expected = (principals?.names ?? []).map(({ name }) => name)
    const position = principals?.position ?? statement.position
    const negated = principals?.negated ?? false
    return { statement, element: 'Principal', asked: asked.principal.arn, expected, negated, others, position }
  }
  const { operator, key, values, position } = condition
  const { family, negated = false } = operatorNamed(operator)?.operator ?? {}
  const value = contextValue(asked.context, key)
  const given = typeof value === 'string' ? value : value?.join(', ')
  const shown = given === undefined ? absent : family === 'null' ? present : given
  const named = { element, condition: `${operator} ${key}` } as const
  const unresolved = withoutValue(values, asked.context)
  const several = value !== undefined && typeof value !== 'string' ? { several: value } : {}
  return { statement, ...named, asked: shown, expected: values, negated, others, position, ...unresolved, ...several }
}

const candidates = ({ facts }: DecisionCase, at: Source): readonly Policy[] => {
  if (at === 'role') return []
  if (at === 'session') return facts.session ?? []
  if (at === 'boundary') return facts.boundary ?? []
  if (at === 'bucket' || at === 'resource') return resourcePolicies(facts)
  // what the resource's own policy gives suffices in its account alone, and where nothing limits it
  const { boundary, session, resourceAccount, principal } = facts
  const limited = boundary !== undefined || session !== undefined
  const foreign = resourceAccount !== undefined && resourceAccount !== principal.account
  return limited || foreign ? facts.identity : [...facts.identity, ...resourcePolicies(facts)]
}

/** The Allow that came closest in the layer that lacked one, and the first element in which it differs. */
export const nearestMiss = (asked: DecisionCase, at: Source): NearMiss | undefined => {
  let best: { readonly compiled: CompiledStatement; readonly misses: number; readonly alike: number } | undefined
  let element: (typeof elements)[number] | undefined
  for (const policy of candidates(asked, at)) {
    for (const compiled of compiledOf(policy).statements) {
      if (compiled.statement.effect !== 'Allow') continue
      const differences = differing(compiled, asked)
      const alike = likeness(compiled, asked)
      const failing = compiled.conditions.filter(({ test }) => !test(asked.context)).length
      const misses = differences.length + Math.max(0, failing - 1)
      const nearer = best === undefined || misses < best.misses || (misses === best.misses && alike > best.alike)
      if (!nearer || differences[0] === undefined) continue
      best = { compiled, misses, alike }
      element = differences[0]
    }
  }
  return best === undefined || element === undefined
    ? undefined
    : missOf(best.compiled, element, best.misses - 1, asked)
}
