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

/** One value against the whole list. What cannot be compared makes a negated operator false too. */
const fits = (asked: string, expected: readonly Expected[], negated: boolean, context: ConditionContext): boolean => {
  for (const of of expected) {
    const holds = of(context)?.(asked)
    if (holds === undefined) {
      if (negated) return false
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
    if (typeof value === 'string') return fits(value, expected, negated, context)
    if (set === 'ForAllValues') return value.every(one => fits(one, expected, negated, context))
    return any && value.some(one => fits(one, expected, negated, context))
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
