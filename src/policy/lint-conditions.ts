import { isConditionKey, keyFits, s3ConditionKeys } from './aws/s3-actions.js'
import { foldKey } from './conditions.js'
import { dateSeconds } from './dates.js'
import {
  finding,
  type LintedStatement,
  type LintFinding,
  type LintHost,
  type LintRule,
  titleOf,
} from './lint-findings.js'
import { actionMatcher } from './match.js'
import { operatorNamed } from './operators.js'
import { closest } from './suggest-name.js'
import { contextFor, dimensionOf, keyClasses, variablesOfCondition } from './value-classes.js'

type Linted = LintedStatement['compiled']['conditions'][number]

const byKey = (conditions: readonly Linted[]): ReadonlyMap<string, readonly Linted[]> => {
  const found = new Map<string, Linted[]>()
  for (const condition of conditions) {
    const key = dimensionOf(foldKey(condition.key))
    found.set(key, [...(found.get(key) ?? []), condition])
  }
  return found
}

const named = ({ operator, key }: Linted): string => `${operator} ${key}`

const effects = { Allow: 'allows nothing', Deny: 'denies nothing' } as const

/** The last second at which every condition on the time holds; undefined where there is no end. */
const endOf = (conditions: readonly Linted[]): number | undefined => {
  const ends = conditions.flatMap(({ operator, values }) =>
    /^(?:Date|Numeric)(?:LessThan|Equals$|LessThanEquals)/.test(operator)
      ? [Math.max(...values.map(dateSeconds)) - (/LessThan(?:IfExists)?$/.test(operator) ? 1 : 0)]
      : [],
  )
  const known = ends.filter(Number.isFinite)
  return known.length === 0 ? undefined : Math.min(...known)
}

const day = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

const timeFault = (
  { compiled: { statement } }: LintedStatement,
  conditions: readonly Linted[],
  at: number | undefined,
): readonly LintFinding[] => {
  const end = endOf(conditions)
  if (end === undefined || at === undefined || end >= Math.floor(at / 1000)) return []
  const message = `${titleOf(statement)} ${effects[statement.effect]} any more: its window ended at ${day(end)}`
  return [finding('warning', 'WindowOver', conditions[0]!.position, message)]
}

/** Conditions on one key that no value of it fulfils. */
const contradictions = (
  { compiled: { statement }, reading }: LintedStatement,
  key: string,
  conditions: readonly Linted[],
  { isPresent }: LintHost,
): readonly LintFinding[] => {
  const read = conditions.map(condition => ({ condition, reading }))
  if (read.some(each => variablesOfCondition(each).length > 0)) return []
  const { values, complete } = keyClasses(conditions[0]!.key, read, {}, isPresent(key))
  const holds = (value: (typeof values)[number]): boolean =>
    conditions.every(({ test }) => test(contextFor(conditions[0]!.key, value)))
  if (!complete || values.some(holds)) return []
  const what = conditions.map(named).join(' and ')
  const message =
    conditions.length === 1
      ? `no value of ${conditions[0]!.key} fulfils ${what}: ${titleOf(statement)} ${effects[statement.effect]}`
      : `${what} never hold together: ${titleOf(statement)} ${effects[statement.effect]}`
  return [finding('warning', 'NeverHolds', conditions[0]!.position, message)]
}

/** Keys that no request for the actions of the statement brings, where the condition needs one. */
const strayKeys = (
  { compiled: { statement, actions, conditions } }: LintedStatement,
  host: LintHost,
): readonly LintFinding[] => {
  const matchers = actions.patterns.map(({ text }) => actionMatcher(text, host.profile.questionMark))
  const asked = host.actions.filter(
    action => matchers.some(matches => matches(action.toLowerCase())) !== actions.negated,
  )
  return conditions.flatMap(condition => {
    const { key, position, test } = condition
    if (!isConditionKey(key)) {
      const near = closest(key, s3ConditionKeys)
      const remedy = near === undefined ? undefined : `did you mean "${near}"?`
      return [finding('warning', 'UnknownKey', position, `no request has the condition key "${key}"`, remedy)]
    }
    if (asked.length === 0 || asked.some(action => keyFits(key, action)) || test({})) return []
    const message = `no action of ${titleOf(statement)} has the condition key ${key}: it ${effects[statement.effect]}`
    return [finding('warning', 'NeverHolds', position, message)]
  })
}

const address = /^[0-9a-f.:]+\/\d+$/i

/** Operators that compare otherwise than their values look. */
const literalFaults = ({ operator, key, values, position }: Linted): readonly LintFinding[] => {
  const { name, family } = operatorNamed(operator)?.operator ?? { name: '', family: 'null' }
  if (family === 'string' && key.toLowerCase() === 'aws:sourceip' && values.some(value => address.test(value))) {
    const message = `${operator} compares ${key} as text: it never equals a block of addresses`
    return [finding('warning', 'NeverHolds', position, message, 'write IpAddress or NotIpAddress')]
  }
  const starred = values.find(value => value.replaceAll(/\$\{\*\}/g, '').includes('*'))
  if (!/^String(?:Not)?Equals/.test(name) || starred === undefined) return []
  const message = `${operator} takes "${starred}" as it is written, with its "*"`
  return [
    finding(
      'warning',
      'LiteralWildcard',
      position,
      message,
      `write ${operator.replace(/Equals(?:IgnoreCase)?/, 'Like')}`,
    ),
  ]
}

/** Conditions that never hold, or not as they look. */
export const conditionRule: LintRule = ({ statements }, host) =>
  statements.flatMap(statement => {
    const groups = [...byKey(statement.compiled.conditions)]
    return [
      ...strayKeys(statement, host),
      ...statement.compiled.conditions.flatMap(literalFaults),
      ...groups.flatMap(([key, conditions]) => {
        const never = contradictions(statement, key, conditions, host)
        return never.length > 0 || key !== 'aws:currenttime' ? never : timeFault(statement, conditions, host.at)
      }),
    ]
  })
