import { RE2JS } from 're2js'
import { fail } from '../../../contract/errors.js'
import type { BucketEvent } from '../../../events/types.js'
import type { ObjectRecord } from '../../../store/types.js'

// Source: https://www.tigrisdata.com/docs/objects/query-metadata/

type Value = string | number

/** What may be asked of a subject. */
type Fields<S> = Readonly<Record<string, (subject: S) => Value>>

const unknownType = 'binary/octet-stream'

const objectFields: Fields<ObjectRecord> = {
  'last-modified': ({ modified }) => modified,
  'content-type': ({ system }) => system.contentType ?? unknownType,
  'content-length': ({ blob }) => blob.size,
  key: ({ key }) => key,
}

type FilteredEvent = Pick<BucketEvent, 'at' | 'contentType' | 'size' | 'key'> & { readonly type: string }

const eventFields: Fields<FilteredEvent> = {
  'event-type': ({ type }) => type,
  'last-modified': ({ at }) => at,
  'content-type': ({ contentType }) => contentType ?? unknownType,
  'content-length': ({ size }) => size,
  key: ({ key }) => key,
}

interface Query<S> {
  matches(subject: S): boolean
  /** Absent: by key. */
  readonly compare?: (a: S, b: S) => number
}

export type MetadataQuery = Query<ObjectRecord>

const refuse = (message: string): never =>
  fail('InvalidArgument', { ArgumentName: 'x-tigris-query' }, `x-tigris-query: ${message}`)

const token = /\s*(?:`([^`]*)`|"((?:[^"\\]|\\.)*)"|(!=|<=|>=|=|<|>|\(|\)|,)|([\w./-]+))/y

interface Token {
  readonly kind: 'name' | 'text' | 'sign' | 'word'
  readonly text: string
}

const tokensOf = (query: string): Token[] => {
  const found: Token[] = []
  const whole = query.trim()
  token.lastIndex = 0
  while (token.lastIndex < whole.length) {
    const at = token.lastIndex
    const match =
      token.exec(whole) ?? refuse(`cannot be read from ${JSON.stringify(whole.slice(at).trimStart().slice(0, 20))}`)
    const [, name, text, sign, word = ''] = match
    if (name !== undefined) found.push({ kind: 'name', text: name })
    else if (text !== undefined) found.push({ kind: 'text', text: text.replaceAll(/\\(.)/g, '$1') })
    else found.push(sign === undefined ? { kind: 'word', text: word } : { kind: 'sign', text: sign })
  }
  return found
}

const compareValues = (a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0)

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '=': order => order === 0,
  '!=': order => order !== 0,
  '<': order => order < 0,
  '>': order => order > 0,
  '<=': order => order <= 0,
  '>=': order => order >= 0,
}

const absent = (): Value => ''

/** Reads the tokens one by one: `[WHERE] condition [AND condition ...] [ORDER BY field [ASC|DESC]]`. */
class Reading<S> {
  #next = 0
  constructor(
    private readonly tokens: readonly Token[],
    private readonly fields: Fields<S>,
    private readonly lenient: boolean,
  ) {}

  get ended(): boolean {
    return this.#next >= this.tokens.length
  }

  /** Passes over a keyword, if it comes. */
  passes(keyword: string): boolean {
    const { kind, text = '' } = this.tokens[this.#next] ?? {}
    const is = (kind === 'word' || kind === 'sign') && text.toUpperCase() === keyword
    if (is) this.#next++
    return is
  }

  take(wanted: string): Token {
    return this.tokens[this.#next++] ?? refuse(`ends where ${wanted} should stand`)
  }

  require(keyword: string): void {
    if (!this.passes(keyword)) refuse(`wants ${keyword}, not ${this.take(keyword).text}`)
  }

  field(): { readonly name: string; readonly of: (subject: S) => Value } {
    const { text } = this.take('a field')
    const name = text.toLowerCase()
    const of = Object.hasOwn(this.fields, name) ? this.fields[name] : undefined
    return { name, of: of ?? (this.lenient ? absent : refuse(`\`${text}\` is no field of an object`)) }
  }

  value(field: string): Value {
    const { kind, text } = this.take('a value')
    if (kind === 'sign') refuse(`${text} is no value`)
    const number = field === 'last-modified' ? Date.parse(text) : field === 'content-length' ? Number(text) : undefined
    if (number === undefined) return kind === 'text' ? text : refuse(`${text} should stand in quotes`)
    return Number.isNaN(number) ? refuse(`${text} does not fit \`${field}\``) : number
  }

  values(field: string): Value[] {
    this.require('(')
    const values = [this.value(field)]
    while (this.passes(',')) values.push(this.value(field))
    this.require(')')
    return values
  }

  /** A field that objects do not have meets nothing, whatever it is compared with. */
  condition(): (subject: S) => boolean {
    const { name, of } = this.field()
    const holds = this.comparison(name, of)
    return of === absent ? () => false : holds
  }

  private comparison(name: string, of: (subject: S) => Value): (subject: S) => boolean {
    if (this.passes('REGEXP')) {
      const pattern = compile(this.take('a pattern').text)
      return object => pattern(String(of(object)))
    }
    const negated = this.passes('NOT')
    if (negated || this.passes('IN')) {
      if (negated) this.require('IN')
      const values = this.values(name)
      return object => values.includes(of(object)) !== negated
    }
    const { text: sign } = this.take('an operator')
    const holds = comparisons[sign] ?? refuse(`${sign} is no operator`)
    const value = this.value(name)
    return object => holds(compareValues(of(object), value))
  }

  order(): Query<S>['compare'] {
    this.require('BY')
    const { of } = this.field()
    const falling = this.passes('DESC')
    if (!falling) this.passes('ASC')
    return (a, b) => compareValues(of(a), of(b)) * (falling ? -1 : 1)
  }
}

/** In linear time: text of a request must not hold up the process, which JavaScript's own expressions can do for ever. */
const compile = (pattern: string): ((text: string) => boolean) => {
  try {
    const expression = RE2JS.compile(pattern)
    return text => expression.matcher(text).find()
  } catch {
    return refuse(`${JSON.stringify(pattern)} is no regular expression`)
  }
}

const parse = <S>(query: string, fields: Fields<S>, lenient = false): Query<S> => {
  const reading = new Reading(tokensOf(query), fields, lenient)
  reading.passes('WHERE')
  const conditions: ((subject: S) => boolean)[] = []
  let isOrder = reading.passes('ORDER')
  if (!isOrder) {
    do conditions.push(reading.condition())
    while (reading.passes('AND'))
    isOrder = reading.passes('ORDER')
  }
  const compare = isOrder ? reading.order() : undefined
  if (!reading.ended) refuse(`does not know ${reading.take('its end').text}`)
  return { matches: object => conditions.every(holds => holds(object)), ...(compare && { compare }) }
}

/** Parses a filter of objects. Throws InvalidArgument naming what it does not know; `lenient`: but not for fields. */
export const parseMetadataQuery = (query: string, lenient = false): MetadataQuery => parse(query, objectFields, lenient)

/** The same, of what happens to objects: `Event-Type` is a field, too. */
export const parseEventFilter = (query: string): Query<FilteredEvent> => parse(query, eventFields)
