import { addressEdges } from './address-edges.js'
import { type Condition, type ConditionReading, contextValue } from './conditions.js'
import { dateSeconds } from './dates.js'
import { arnParts } from './match.js'
import { operatorNamed, type WrittenOperator } from './operators.js'
import { type Piece, piecesOf, type TextPattern, textClasses } from './text-classes.js'
import type { ConditionContext } from './types.js'
import { isVariable, resolve, templateOf, textOf } from './variables.js'

/** What a request may bring for a condition key; undefined: nothing. */
export type KeyValue = string | readonly string[] | undefined

/** Values of one key, one for each way in which conditions may turn out. Not `complete`: there may be more ways. */
export interface KeyClasses {
  readonly values: readonly KeyValue[]
  readonly complete: boolean
}

/** A condition, and how the document in which it stands is read. */
export interface ReadCondition {
  readonly condition: Condition
  readonly reading: ConditionReading
}

type Family = WrittenOperator['operator']['family']

interface Known extends ReadCondition {
  readonly written: WrittenOperator
}

const rulesOf = ({ condition, reading, written: { operator } }: Known) =>
  condition.values.map(value =>
    templateOf(value, operator.variables ? reading.variables : 'literal', operator.wildcards),
  )

/** Condition keys that stand as variables in the values of a condition. */
export const variablesOfCondition = (given: ReadCondition): readonly string[] => {
  const written = operatorNamed(given.condition.operator)
  if (written === undefined) return []
  return rulesOf({ ...given, written }).flatMap(template => (template ?? []).filter(isVariable).map(({ key }) => key))
}

const tokensOf = (known: Known, context: ConditionContext) =>
  rulesOf(known).flatMap(template => {
    const tokens = template && resolve(template, key => contextValue(context, key))
    return tokens === undefined ? [] : [tokens]
  })

const part: Piece = { repeats: true, except: ':' }
const arnShape: readonly Piece[] = [
  part,
  ':',
  part,
  ':',
  part,
  ':',
  part,
  ':',
  part,
  ':',
  { repeats: true, except: '' },
]
const arnShapes: readonly TextPattern[] = [{ pieces: arnShape }, { pieces: ['arn', ...arnShape.slice(1)] }]

/** Keys whose values the service makes: no request brings others. */
const shapesOfKeys: Readonly<Record<string, TextPattern>> = {
  'aws:principalarn': {
    pieces: ['arn:aws:', part, '::', part, ':', { repeats: false, except: ':' }, part],
  },
}

/** Wildcards of an ARN's pattern stay within their part. */
const arnPieces = (pieces: readonly Piece[]): readonly Piece[] => {
  let colons = 0
  return pieces.map(piece => {
    if (typeof piece === 'string') colons += arnParts(piece).length - 1
    return typeof piece === 'string' || colons >= 5 ? piece : { ...piece, except: ':' }
  })
}

const textsOf = (key: string, known: readonly Known[], context: ConditionContext): KeyClasses => {
  const patterns = known.flatMap(each => {
    const { family, name } = each.written.operator
    const ignoreCase = name.endsWith('IgnoreCase')
    return tokensOf(each, context).map(tokens => {
      const pieces = piecesOf(tokens)
      return { pieces: family === 'arn' ? arnPieces(pieces) : pieces, ignoreCase }
    })
  })
  const isArn = known.some(({ written }) => written.operator.family === 'arn')
  const shape = shapesOfKeys[key.toLowerCase()]
  const shapes = [...(isArn ? arnShapes : []), ...(shape === undefined ? [] : [shape])]
  const { classes, complete } = textClasses([...patterns, ...shapes], ['other', 'arn:aws:iam::123456789012:user/other'])
  const possible = shape === undefined ? classes : classes.filter(({ taken }) => taken.at(-1))
  return { values: possible.map(({ example }) => example), complete }
}

/** Points, those between them and those beyond: all that orders part. */
const around = (points: readonly number[], unit: number): readonly number[] => {
  const sorted = [...new Set(points)].sort((left, right) => left - right)
  const between = sorted.slice(1).map((point, index) => (point + sorted[index]!) / 2)
  return [...sorted, ...sorted.map(point => point - unit), ...sorted.map(point => point + unit), ...between]
}

const isoSeconds = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

/** As far as a Date reaches. */
const lastSecond = 8_640_000_000_000

const secondsOf = (known: readonly Known[], context: ConditionContext): readonly number[] =>
  around(
    known.flatMap(each => tokensOf(each, context).map(tokens => dateSeconds(textOf(tokens)))).filter(Number.isFinite),
    1,
  )
    .map(Math.floor)
    .filter(seconds => seconds >= 0 && seconds < lastSecond)

const plainNumber = /^-?\d+(?:\.\d+)?$/

const candidates = (key: string, family: Family, known: readonly Known[], context: ConditionContext): KeyClasses => {
  const texts = () => known.flatMap(each => tokensOf(each, context).map(textOf))
  const all = (values: readonly string[]): KeyClasses => ({ values, complete: true })
  switch (family) {
    case 'string':
    case 'arn':
      return textsOf(key, known, context)
    case 'date':
      return all(secondsOf(known, context).map(isoSeconds))
    case 'numeric':
      return all(
        around(texts().map(Number).filter(Number.isFinite), 1)
          .map(String)
          .filter(text => plainNumber.test(text)),
      )
    case 'ip':
      return all(addressEdges(texts()))
    case 'bool':
      return all(['true', 'false'])
    case 'binary':
      return all([...texts(), 'AAAA', 'AQEB'])
    case 'null':
      return all([])
  }
}

/** Of more values than these not every subset is tried. */
const mostMembers = 8

const subsets = (values: readonly string[]): KeyClasses => {
  const complete = values.length <= mostMembers
  const of = values.slice(0, mostMembers)
  const sets = Array.from({ length: 2 ** of.length }, (_, bits) => of.filter((__, index) => (bits >> index) & 1))
  return { values: [...sets, values], complete }
}

/** The first value of each way in which the conditions turn out. */
const parted = <V extends KeyValue>(values: readonly V[], tests: (value: V) => string): readonly V[] => {
  const firsts = new Map<string, V>()
  for (const value of values) {
    const results = tests(value)
    if (!firsts.has(results)) firsts.set(results, value)
  }
  return [...firsts.values()]
}

const timeKeys = ['aws:currenttime', 'aws:epochtime']

/** The time has two names, and one value: a request that has one of them has both. */
export const dimensionOf = (key: string): string => (timeKeys.includes(key.toLowerCase()) ? timeKeys[0]! : key)

/** What a value of a dimension puts into the context of a request. */
export const contextFor = (key: string, value: KeyValue): ConditionContext => {
  if (value === undefined) return {}
  if (dimensionOf(key) !== timeKeys[0] || typeof value !== 'string') return { [key]: value }
  const seconds = dateSeconds(value)
  return Number.isNaN(seconds)
    ? { 'aws:CurrentTime': value }
    : { 'aws:CurrentTime': isoSeconds(seconds), 'aws:EpochTime': String(seconds) }
}

/**
 * What a key may hold, as far as conditions tell it apart. `context` has values for the variables in them; `present`:
 * every request has the key.
 */
export const keyClasses = (
  key: string,
  given: readonly ReadCondition[],
  context: ConditionContext,
  present: boolean,
): KeyClasses => {
  const known = given.flatMap(each => {
    const written = operatorNamed(each.condition.operator)
    return written === undefined ? [] : [{ ...each, written }]
  })
  const isTime = dimensionOf(key) === timeKeys[0]
  const familyOf = ({ written: { operator } }: Known): Family => {
    if (operator.family === 'arn') return 'string'
    return isTime && operator.family === 'numeric' ? 'date' : operator.family
  }
  const families = [...new Set(known.map(familyOf))].filter(family => family !== 'null')
  const found = families.map(family =>
    candidates(
      key,
      family,
      known.filter(each => familyOf(each) === family),
      context,
    ),
  )
  const singles = found.flatMap(({ values }) => values).filter(value => typeof value === 'string')
  const results = (value: KeyValue): string => {
    const asked = { ...context, ...contextFor(key, value) }
    return given.map(({ condition }) => Number(condition.test(asked))).join('')
  }
  const members = parted(singles.length === 0 ? ['a'] : singles, value => results(value) + results([value]))
  const several = known.some(
    ({ written, reading }) => written.set !== undefined || (reading.anyAddress && written.operator.family === 'ip'),
  )
  const sets = several ? subsets(members) : { values: [], complete: true }
  return {
    values: parted([...members, ...sets.values, ...(present ? [] : [undefined])], results),
    complete: families.length <= 1 && sets.complete && found.every(({ complete }) => complete),
  }
}
