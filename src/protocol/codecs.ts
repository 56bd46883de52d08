import { fail } from '../contract/errors.js'

/** Where a text stood, for the error that refuses it. */
export interface Origin {
  readonly member: string
  readonly wire: string
  readonly from: 'query' | 'header' | 'form'
}

/** Text on the wire to a value and back. `read` throws a ServiceError for text that is none. */
export interface Codec<T> {
  /** An empty text counts as not given. */
  readonly emptyIsAbsent?: true
  /** A list of values in one text. */
  readonly holds?: 'list'
  read(text: string, origin: Origin): T
  write(value: T): string
}

const refuse = (value: string, { wire, from, member }: Origin, constraint: string): never =>
  from === 'form'
    ? fail(
        'ValidationError',
        {},
        `Value '${value}' at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: ${constraint}`,
      )
    : fail('InvalidArgument', { ArgumentName: wire, ArgumentValue: value }, `${wire}: ${constraint}`)

export const text: Codec<string> = { read: value => value, write: value => value }

/** A whole number between two bounds, both included. */
export const integer = (from = 0, to = 2 ** 31 - 1): Codec<number> => ({
  emptyIsAbsent: true,
  read: (value, origin) => {
    const number = /^[+-]?\d{1,16}$/.test(value.trim()) ? Number(value) : Number.NaN
    if (Number.isNaN(number)) refuse(value, origin, 'Provided argument not an integer or within integer range')
    if (number < from) refuse(value, origin, `Member must have value greater than or equal to ${from}`)
    if (number > to) refuse(value, origin, `Member must have value less than or equal to ${to}`)
    return number
  },
  write: String,
})

export const flag: Codec<boolean> = {
  read: (value, origin) =>
    ({ true: true, false: false })[value.toLowerCase()] ?? refuse(value, origin, 'Member must be true or false'),
  write: String,
}

export const oneOf = <const V extends string>(...values: readonly V[]): Codec<V> => ({
  read: (value, origin) =>
    values.find(known => known === value) ??
    refuse(value, origin, `Member must satisfy enum value set: [${values.join(', ')}]`),
  write: value => value,
})

/** Milliseconds since 1970 of an HTTP date; a date that is none counts as absent, as HTTP asks. */
export const httpDate: Codec<number | undefined> = {
  read: value => {
    const time = Date.parse(value)
    return Number.isNaN(time) ? undefined : time
  },
  write: value => (value === undefined ? '' : new Date(value).toUTCString()),
}

/** Text held to a length and a pattern, refused in the words of the query services. */
export const constrained = (limits: {
  from?: number
  to?: number
  pattern?: RegExp
  shown?: string
}): Codec<string> => ({
  read: (value, origin) => {
    if (value.length < (limits.from ?? 0)) {
      refuse(value, origin, `Member must have length greater than or equal to ${limits.from}`)
    }
    if (value.length > (limits.to ?? Number.POSITIVE_INFINITY)) {
      refuse(value, origin, `Member must have length less than or equal to ${limits.to}`)
    }
    if (limits.pattern && !limits.pattern.test(value)) {
      refuse(value, origin, `Member must satisfy regular expression pattern: ${limits.shown ?? limits.pattern.source}`)
    }
    return value
  },
  write: value => value,
})
