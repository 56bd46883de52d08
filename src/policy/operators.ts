import { type Address, inRange, parseAddress, parseRange, type Range } from './addresses.js'
import { dateSeconds } from './dates.js'
import { arnParts, glob, type Matcher, many, type Token } from './match.js'
import { textOf, type WildcardRule } from './variables.js'

/** Tests one value of the request; made once from one value of the policy. Undefined: the value is not valid here. */
export type Comparison = (asked: string) => boolean | undefined

/** One condition operator. `expect` gives undefined for a policy value that can never match. */
export interface Operator {
  readonly name: string
  readonly family: 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null'
  readonly negated: boolean
  /** Whether `${...}` is a variable in its values, and which wildcards they have. */
  readonly variables: boolean
  readonly wildcards: WildcardRule
  readonly expect: (tokens: readonly Token[]) => Comparison | undefined
}

type Family = Omit<Operator, 'name' | 'negated'>

const text = (fold: (value: string) => string): Family => ({
  family: 'string',
  variables: true,
  wildcards: 'none',
  expect: tokens => {
    const expected = fold(textOf(tokens))
    return asked => fold(asked) === expected
  },
})

const exact = text(value => value)
const ignoreCase = text(value => value.toLowerCase())
const like: Family = { family: 'string', variables: true, wildcards: 'both', expect: glob }

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)$/
const numberOf = (value: string): number => (decimal.test(value) ? Number(value) : Number.NaN)

/** A family whose values are points on a line; a value that is none is not valid. */
const ordered =
  (family: 'numeric' | 'date', read: (value: string) => number) =>
  (holds: (asked: number, expected: number) => boolean): Family => ({
    family,
    variables: false,
    wildcards: 'none',
    expect: tokens => {
      const expected = read(textOf(tokens))
      if (Number.isNaN(expected)) return undefined
      return asked => {
        const value = read(asked)
        return Number.isNaN(value) ? undefined : holds(value, expected)
      }
    },
  })

const numeric = ordered('numeric', numberOf)
const date = ordered('date', dateSeconds)

const truthOf = (value: string): boolean | undefined => {
  const lower = value.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : undefined
}

const bool: Family = {
  family: 'bool',
  variables: true,
  wildcards: 'none',
  expect: tokens => {
    const expected = truthOf(textOf(tokens))
    if (expected === undefined) return undefined
    return asked => {
      const value = truthOf(asked)
      return value === undefined ? undefined : value === expected
    }
  },
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const binary: Family = {
  family: 'binary',
  variables: false,
  wildcards: 'none',
  expect: tokens => {
    const expected = textOf(tokens)
    if (!base64.test(expected)) return undefined
    return asked =>
      base64.test(asked) ? Buffer.from(asked, 'base64').equals(Buffer.from(expected, 'base64')) : undefined
  },
}

const ip: Family = {
  family: 'ip',
  variables: false,
  wildcards: 'none',
  expect: tokens => {
    const range: Range | undefined = parseRange(textOf(tokens))
    if (range === undefined) return undefined
    return asked => {
      const address: Address | undefined = parseAddress(asked)
      return address === undefined ? undefined : inRange(address, range)
    }
  },
}

/** Splits pattern tokens at the first five colons of their literal text. */
const splitArn = (tokens: readonly Token[]): Token[][] => {
  const parts: Token[][] = [[]]
  for (const token of tokens) {
    if (typeof token !== 'string' || parts.length === 6) {
      parts.at(-1)?.push(token)
      continue
    }
    const pieces = token.split(':')
    const whole = [...pieces.slice(0, 6 - parts.length), pieces.slice(6 - parts.length).join(':')]
    if (pieces.length <= 6 - parts.length) whole.pop()
    parts.at(-1)?.push(whole[0] ?? '')
    for (const piece of whole.slice(1)) parts.push([piece])
  }
  return parts
}

const arn: Family = {
  family: 'arn',
  variables: true,
  wildcards: 'both',
  expect: tokens => {
    if (tokens.length === 1 && tokens[0] === many) return asked => (arnParts(asked).length === 6 ? true : undefined)
    const parts: Matcher[] = splitArn(tokens).map(glob)
    if (parts.length !== 6) return undefined
    return asked => {
      const given = arnParts(asked)
      if (given.length !== 6 || given[0] !== 'arn') return undefined
      return parts.every((part, index) => part(given[index] ?? ''))
    }
  },
}

const existence: Family = { ...bool, family: 'null', variables: false }

const less = (asked: number, expected: number) => asked < expected
const atMost = (asked: number, expected: number) => asked <= expected
const more = (asked: number, expected: number) => asked > expected
const atLeast = (asked: number, expected: number) => asked >= expected
const same = (asked: number, expected: number) => asked === expected

const pair = (name: string, opposite: string, family: Family): Operator[] => [
  { ...family, name, negated: false },
  { ...family, name: opposite, negated: true },
]

const ranks = (prefix: string, make: (holds: typeof same) => Family): Operator[] => [
  ...pair(`${prefix}Equals`, `${prefix}NotEquals`, make(same)),
  { ...make(less), name: `${prefix}LessThan`, negated: false },
  { ...make(atMost), name: `${prefix}LessThanEquals`, negated: false },
  { ...make(more), name: `${prefix}GreaterThan`, negated: false },
  { ...make(atLeast), name: `${prefix}GreaterThanEquals`, negated: false },
]

/** Every operator of the policy language, as AWS' reference of condition operators lists them. */
export const operators: readonly Operator[] = [
  ...pair('StringEquals', 'StringNotEquals', exact),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', ignoreCase),
  ...pair('StringLike', 'StringNotLike', like),
  ...ranks('Numeric', numeric),
  ...ranks('Date', date),
  { ...bool, name: 'Bool', negated: false },
  { ...binary, name: 'BinaryEquals', negated: false },
  ...pair('IpAddress', 'NotIpAddress', ip),
  ...pair('ArnEquals', 'ArnNotEquals', arn),
  ...pair('ArnLike', 'ArnNotLike', arn),
  { ...existence, name: 'Null', negated: false },
]

const byName: ReadonlyMap<string, Operator> = new Map(
  operators.map(operator => [operator.name.toLowerCase(), operator]),
)

/** An operator as written: with its set prefix and its `IfExists`. */
export interface WrittenOperator {
  readonly operator: Operator
  readonly set?: 'ForAllValues' | 'ForAnyValue'
  readonly ifExists: boolean
}

const written = /^(?:(forallvalues|foranyvalue):)?([a-z]+?)(ifexists)?$/

/** Undefined: there is no such operator (`NullIfExists` is none). Case does not matter. */
export const operatorNamed = (name: string): WrittenOperator | undefined => {
  const [, set, base = '', suffix] = written.exec(name.toLowerCase()) ?? []
  const operator = byName.get(base)
  if (operator === undefined || (operator.family === 'null' && suffix !== undefined)) return undefined
  const ifExists = suffix !== undefined
  if (set === undefined) return { operator, ifExists }
  return { operator, ifExists, set: set === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue' }
}
