import { type Edge, edgesOfPattern, fitsPattern } from './edges-of-patterns.js'
import { dates, edgesOfBlock, edgesOnLine, liesIn, numbers, orders } from './edges-of-values.js'

/** One key of one operator, as a statement has it. */
export interface WrittenCondition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** What a condition says by itself: whether a value holds, and the values at its edges. */
export interface ReadCondition {
  holds(asked: string): boolean
  readonly edges: readonly Edge[]
}

interface Family {
  /** Whether one value of the list takes what is asked; negation is not in it. */
  takes(value: string, asked: string): boolean
  edges(value: string): readonly Edge[]
}

const addresses: Family = { takes: (value, asked) => liesIn(value, asked) === true, edges: edgesOfBlock }

const line = (family: typeof dates, order: (asked: bigint, expected: bigint) => boolean): Family => ({
  takes: (value, asked) => {
    const [expected, point] = [family.read(value), family.read(asked)]
    return expected !== undefined && point !== undefined && order(point, expected)
  },
  edges: value => {
    const expected = family.read(value)
    return expected === undefined ? [] : edgesOnLine(expected, point => order(point, expected), family)
  },
})

const texts = (fold: (text: string) => string): Family => ({
  takes: (value, asked) => fold(value) === fold(asked),
  edges: value => [{ inside: value, outside: `${value.replace(/\/$/, '')}-old${value.endsWith('/') ? '/' : ''}` }],
})

const patterns: Family = {
  takes: (value, asked) => fitsPattern(value, asked, true),
  edges: value => edgesOfPattern(value, true),
}

const isNegated = (operator: string): boolean => /^(?:String|Date|Numeric)?Not/.test(operator)

const familyOf = (operator: string): Family | undefined => {
  if (operator === 'IpAddress' || operator === 'NotIpAddress') return addresses
  if (/^String(Not)?Equals$/.test(operator)) return texts(text => text)
  if (/^String(Not)?EqualsIgnoreCase$/.test(operator)) return texts(text => text.toLowerCase())
  if (/^String(Not)?Like$/.test(operator)) return patterns
  const [, kind, end = ''] = /^(Date|Numeric)(?:Not)?(\w+)$/.exec(operator) ?? []
  const order = orders[end]
  return kind === undefined || order === undefined ? undefined : line(kind === 'Date' ? dates : numbers, order)
}

const swapped = ({ inside, outside }: Edge): Edge => ({ inside: outside, outside: inside })

/** Reads a condition by its words alone. Undefined where they are not enough: sets, variables, other operators. */
export const readCondition = ({ operator, values }: WrittenCondition): ReadCondition | undefined => {
  const plain = operator.replace(/IfExists$/, '')
  const family = familyOf(plain)
  if (family === undefined || values.some(value => value.includes('${'))) return undefined
  const negated = isNegated(plain)
  const holds = (asked: string): boolean => values.some(value => family.takes(value, asked)) !== negated
  const candidates = values.flatMap(value => family.edges(value)).map(edge => (negated ? swapped(edge) : edge))
  return { holds, edges: candidates.filter(({ inside, outside }) => holds(inside) && !holds(outside)) }
}
