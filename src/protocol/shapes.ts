import { fail } from '../contract/errors.js'
import type { XmlElement } from './xml.js'

/** Reads a value from an element and writes it back: one description for both ways. */
export interface Shape<T> {
  read(element: XmlElement): T
  write(value: T): unknown
}

/** A member of a structure: what it is, under which element name, and whether it may be missing or repeated. */
export interface Field<T> {
  readonly shape: Shape<unknown>
  readonly element?: string
  readonly repeated: boolean
  readonly optional: boolean
  readonly type?: T
}

type Fields = Readonly<Record<string, Shape<unknown> | Field<unknown>>>
type MemberOf<F> = F extends Field<infer T> ? T : F extends Shape<infer T> ? T : never
export type StructureOf<F extends Fields> = { readonly [M in keyof F]: MemberOf<F[M]> }

const leaf = <T>(parse: (text: string) => T | undefined, print: (value: T) => string = String): Shape<T> => ({
  read: element => {
    if (element.children.length > 0) fail('MalformedXML')
    const value = parse(element.text)
    return value === undefined ? fail('MalformedXML') : value
  },
  write: print,
})

export const text = leaf<string>(value => value)
export const integer = leaf<number>(value => (/^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : undefined))
export const flag = leaf<boolean>(value => ({ true: true, false: false })[value.trim().toLowerCase()])
/** Milliseconds since 1970, written as ISO 8601. */
export const timestamp = leaf<number>(
  value => {
    const time = /^\s*\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value.trim()) : Number.NaN
    return Number.isNaN(time) ? undefined : time
  },
  value => new Date(value).toISOString(),
)
export const oneOf = <const V extends string>(...values: readonly V[]): Shape<V> =>
  leaf<V>(value => values.find(known => known === value.trim()))

export const optional = <T>(shape: Shape<T>, element?: string): Field<T | undefined> => ({
  shape: shape as Shape<unknown>,
  ...(element !== undefined && { element }),
  repeated: false,
  optional: true,
})

/** A member that must be there, under another element name. */
export const renamed = <T>(shape: Shape<T>, element: string): Field<T> => ({
  shape: shape as Shape<unknown>,
  element,
  repeated: false,
  optional: false,
})

/** A repeated element; missing means empty. */
export const list = <T>(shape: Shape<T>, element?: string): Field<readonly T[]> => ({
  shape: shape as Shape<unknown>,
  ...(element !== undefined && { element }),
  repeated: true,
  optional: true,
})

const isField = (member: Shape<unknown> | Field<unknown>): member is Field<unknown> => 'repeated' in member

/** An element with the given children and no others; an unknown, missing or doubled child is MalformedXML. */
export const structure = <F extends Fields>(fields: F): Shape<StructureOf<F>> => {
  const members = Object.entries(fields).map(([member, given]) => {
    const field: Field<unknown> = isField(given) ? given : { shape: given, repeated: false, optional: false }
    return { member, element: field.element ?? member, ...field }
  })
  const byElement = new Map(members.map(member => [member.element, member]))
  return {
    read: element => {
      if (element.text.trim() !== '') fail('MalformedXML')
      const value: Record<string, unknown> = {}
      for (const child of element.children) {
        const member = byElement.get(child.name) ?? fail('MalformedXML')
        const read = member.shape.read(child)
        const earlier = value[member.member]
        if (Array.isArray(earlier) && member.repeated) earlier.push(read)
        else if (earlier !== undefined) fail('MalformedXML')
        else value[member.member] = member.repeated ? [read] : read
      }
      for (const { member, repeated, optional } of members) {
        if (member in value) continue
        if (repeated) value[member] = []
        else if (!optional) fail('MalformedXML')
      }
      return value as StructureOf<F>
    },
    write: value =>
      Object.fromEntries(
        members.flatMap(({ member, element, repeated, shape }) => {
          const given = (value as Record<string, unknown>)[member]
          if (given === undefined) return []
          return [
            [element, repeated ? (given as readonly unknown[]).map(item => shape.write(item)) : shape.write(given)],
          ]
        }),
      ),
  }
}

/** A list inside its own element: `<Grants><Grant/></Grants>`. */
export const listIn = <T>(item: string, shape: Shape<T>): Shape<readonly T[]> => {
  const whole = structure({ items: list(shape, item) })
  return { read: element => whole.read(element).items, write: items => whole.write({ items }) }
}
