import { type Comparison, operatorNamed, type WrittenOperator } from './operators.js'
import type { ConditionContext, Position } from './types.js'
import { closed, resolve, type Template, templateOf, type VariableRule } from './variables.js'

/** How a dialect reads conditions. */
export interface ConditionReading {
  readonly variables: VariableRule
  /** The request's own address and every hop of X-Forwarded-For stand in one key: any of them may match. */
  readonly anyAddress: boolean
}

/** One key of one operator of a statement. */
export interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
  readonly position: Position
  readonly test: (context: ConditionContext) => boolean
}

/** Object tags are compared with their case, every other key without it. */
const caseSensitiveTails = ['s3:existingobjecttag/', 's3:requestobjecttag/', 's3:buckettag/']

/** A key as keys are compared. */
export const foldKey = (key: string): string => {
  const lower = key.toLowerCase()
  const tail = caseSensitiveTails.find(prefix => lower.startsWith(prefix))
  return tail === undefined ? lower : tail + key.slice(tail.length)
}

/** The value of a condition key, whatever its case; undefined when the request does not have it. */
export const contextValue = (context: ConditionContext, key: string, folded = foldKey(key)) => {
  if (Object.hasOwn(context, key)) return context[key]
  for (const name in context) {
    if (name.length === key.length && foldKey(name) === folded && Object.hasOwn(context, name)) return context[name]
  }
  return undefined
}

type Expected = (context: ConditionContext) => Comparison | undefined

const expectedOf = (template: Template | undefined, { operator }: WrittenOperator): Expected => {
  if (template === undefined) return () => undefined
  const tokens = closed(template)
  if (tokens === undefined) {
    return context => {
      const resolved = resolve(template, key => contextValue(context, key))
      return resolved === undefined ? undefined : operator.expect(resolved)
    }
  }
  const comparison = operator.expect(tokens)
  return () => comparison
}

/**
 * Texts and ARNs are negated matching: a variable without a value and a pattern that is no ARN equal nothing, so the
 * operator holds. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
 * A number, date or address that cannot be read makes its negated operator false (assumed: no page says).
 */
const equalsNothing: ReadonlySet<WrittenOperator['operator']['family']> = new Set(['string', 'arn'])

/** One value against the whole list. */
const fits = (
  asked: string,
  expected: readonly Expected[],
  { negated, family }: WrittenOperator['operator'],
  context: ConditionContext,
): boolean => {
  for (const of of expected) {
    const holds = of(context)?.(asked)
    if (holds === undefined) {
      if (negated && !equalsNothing.has(family)) return false
    } else if (holds) return !negated
  }
  return negated
}

const test = (
  { operator, set, ifExists }: WrittenOperator,
  key: string,
  expected: readonly Expected[],
  anyAddress: boolean,
): Condition['test'] => {
  const folded = foldKey(key)
  const { negated } = operator
  const any = set === 'ForAnyValue' || (anyAddress && operator.family === 'ip')
  return context => {
    const value = contextValue(context, key, folded)
    if (operator.family === 'null') {
      const absent = String(value === undefined || (typeof value !== 'string' && value.length === 0))
      return expected.some(of => of(context)?.(absent) === true)
    }
    if (value === undefined) return ifExists || set === 'ForAllValues' || (negated && set === undefined)
    if (typeof value === 'string') return fits(value, expected, operator, context)
    if (set === 'ForAllValues') return value.every(one => fits(one, expected, operator, context))
    return any && value.some(one => fits(one, expected, operator, context))
  }
}

/** Compiles `{ [operator]: { [key]: values } }`. An operator that is none never holds. */
export const compileCondition = (
  condition: Omit<Condition, 'test'>,
  { variables, anyAddress }: ConditionReading,
): Condition => {
  const found = operatorNamed(condition.operator)
  if (found === undefined) return { ...condition, test: () => false }
  const rule = found.operator.variables ? variables : 'literal'
  const expected = condition.values.map(value => expectedOf(templateOf(value, rule, found.operator.wildcards), found))
  return { ...condition, test: test(found, condition.key, expected, anyAddress) }
}
