import type { Draft, Operation, Reader } from '../contract/operation.js'
import { suggestName } from '../policy/suggest-name.js'

/** How an input is written down where it comes from, and how its faults are told. */
export interface InputRules {
  /** Name here of a member that the SDK calls `member`. */
  nameOf(member: string): string
  /** Names that stand beside the members there: a mistyped one may be meant. */
  readonly beside?: readonly string[]
  /** Throws; `path` leads to the faulty member under its names here, and `part` says what of it is faulty. */
  refuse(path: readonly string[], fault: string, part?: 'name' | 'value'): never
}

const emptyDraft = (): Draft => ({ path: new Map(), query: new Map(), headers: new Map(), form: new Map() })

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`

const isBag = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** Gives a writer the members that it asks for, under their names here, and keeps in mind which those were. */
class Watch {
  readonly #asked: { readonly given: object; readonly path: readonly string[]; readonly names: Set<string> }[] = []
  constructor(private readonly rules: InputRules) {}

  wrap(value: unknown, path: readonly string[]): unknown {
    if (value === null) return this.rules.refuse(path, 'must not be null')
    if (Array.isArray(value)) return value.map((item, index) => this.wrap(item, [...path, String(index)]))
    if (!isBag(value) || value instanceof Date) return value
    const names = new Set<string>()
    this.#asked.push({ given: value, path, names })
    return new Proxy(value, {
      get: (given, member) => {
        // only what wants text of an object asks for a symbol
        if (typeof member === 'symbol') return this.rules.refuse(path, 'must be text, not an object')
        const name = this.rules.nameOf(member)
        names.add(name)
        return Object.hasOwn(given, name) ? this.wrap(given[name], [...path, name]) : undefined
      },
    })
  }

  /** Refuses what no writer has asked for: it would be lost. */
  refuseUnknown(): void {
    for (const { given, path, names } of this.#asked) {
      const unknown = Object.keys(given).find(name => !names.has(name))
      if (unknown !== undefined)
        this.rules.refuse([...path, unknown], `is unknown; ${suggestName(unknown, [...names])}`, 'name')
    }
  }
}

const isRequired = (reader: Reader<unknown>): boolean => {
  if (reader.from !== 'document')
    return reader.from === 'path' || (reader.demands !== undefined && reader.demands.value === undefined)
  try {
    reader.write(undefined, emptyDraft(), '')
    return false
  } catch {
    return true
  }
}

const wantedOf = ({ from, holds }: Reader<unknown>): 'an object' | 'a list' | 'text or bytes' | 'text' => {
  if (holds !== undefined) return holds === 'list' ? 'a list' : 'text'
  if (from === 'document' || from === 'headers') return 'an object'
  return from === 'payload' ? 'text or bytes' : 'text'
}

const refuseShape = (value: unknown, reader: Reader<unknown>, path: readonly string[], rules: InputRules): void => {
  const wanted = wantedOf(reader)
  const fits = {
    'an object': isBag(value),
    'a list': Array.isArray(value),
    'text or bytes': typeof value === 'string' || ArrayBuffer.isView(value),
    text: reader.from === 'form' || value instanceof Date || typeof value !== 'object',
  }[wanted]
  if (!fits) rules.refuse(path, `must be ${wanted}, not ${kindOf(value)}`)
}

/** A writer takes text as it comes: what is none must not reach the wire. */
const refuseValues = (written: Draft, given: unknown, path: readonly string[], rules: InputRules): void => {
  for (const [place, values] of Object.entries({ ...written, body: [] })) {
    for (const value of (values as ReadonlyMap<string, unknown>).values()) {
      if (value === undefined) rules.refuse(path, 'lacks a member')
      if (typeof value !== 'string') {
        const hint = typeof value === 'number' || typeof value === 'boolean' ? `; write it in quotes: "${value}"` : ''
        rules.refuse(path, `must be text, not ${kindOf(value)}${hint}`)
      }
      if (value === 'Invalid Date') rules.refuse(path, `is no date: ${String(given)}`)
      if (place === 'path' && value === '') rules.refuse(path, 'must not be empty')
    }
  }
}

const merge = (draft: Draft, { body, ...written }: Draft): void => {
  for (const place of ['path', 'query', 'headers', 'form'] as const) {
    for (const [name, value] of written[place]) draft[place].set(name, value)
  }
  if (body !== undefined) draft.body = body
}

const writeMember = (member: string, reader: Reader<unknown>, value: unknown, rules: InputRules): Draft => {
  const path = [rules.nameOf(member)]
  const watch = new Watch(rules)
  const draft = emptyDraft()
  if (value === null) rules.refuse(path, 'must not be null')
  refuseShape(value, reader, path, rules)
  const free = reader.from === 'headers' || reader.from === 'payload'
  try {
    reader.write(free ? value : watch.wrap(value, path), draft, member)
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    watch.refuseUnknown()
    rules.refuse(path, 'has a member of the wrong kind')
  }
  watch.refuseUnknown()
  refuseValues(draft, value, path, rules)
  return draft
}

/** Lets an operation's own readers write an input into a request. A member that it does not have is refused. */
export const writeInput = (
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  rules: InputRules,
): Draft => {
  const { name: operationName, readers, ignores } = operation
  const known = Object.keys(readers).map(member => rules.nameOf(member))
  for (const name of Object.keys(input)) {
    if (known.includes(name)) continue
    const reason = Object.entries(ignores).find(([member]) => rules.nameOf(member) === name)?.[1]
    rules.refuse(
      [name],
      reason === undefined
        ? `is unknown to ${operationName}; ${suggestName(name, [...known, ...(rules.beside ?? [])])}`
        : `is not read by this mock: ${reason}`,
      'name',
    )
  }
  const draft = emptyDraft()
  for (const [member, reader] of Object.entries(readers)) {
    const value = input[rules.nameOf(member)]
    if (value !== undefined) merge(draft, writeMember(member, reader, value, rules))
    else if (isRequired(reader)) rules.refuse([], `needs \`${rules.nameOf(member)}\` for ${operationName}`)
    else if (reader.demands?.value !== undefined) {
      const place = reader.from === 'query' ? draft.query : reader.from === 'form' ? draft.form : draft.headers
      place.set(reader.wire, reader.demands.value)
    }
  }
  return draft
}
