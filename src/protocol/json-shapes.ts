import { fail } from '../contract/errors.js'
import type { Reader } from '../contract/operation.js'
import type { Codec } from './codecs.js'

/** Reads a value of a JSON body; throws InvalidArgument naming the path of what does not fit. */
export type JsonShape<T> = (value: unknown, path: string) => T

export type JsonOf<S> = S extends JsonShape<infer T> ? T : never

const refuse = (path: string, wanted: string): never =>
  fail('InvalidArgument', { ArgumentName: path }, `${path === '' ? 'the body' : path} must be ${wanted}`)

export const jsonText: JsonShape<string> = (value, path) =>
  typeof value === 'string' ? value : refuse(path, 'a string')
export const jsonFlag: JsonShape<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : refuse(path, 'true or false')

/** A whole number between two bounds, both included. */
export const jsonInteger =
  (from: number, to: number = Number.MAX_SAFE_INTEGER): JsonShape<number> =>
  (value, path) =>
    Number.isInteger(value) && (value as number) >= from && (value as number) <= to
      ? (value as number)
      : refuse(path, `a whole number from ${from}${to === Number.MAX_SAFE_INTEGER ? '' : ` to ${to}`}`)

export const jsonOneOf =
  <const V extends string | number>(...values: readonly V[]): JsonShape<V> =>
  (value, path) =>
    values.find(known => known === value) ?? refuse(path, `one of ${values.join(', ')}`)

export const jsonList =
  <T>(shape: JsonShape<T>): JsonShape<readonly T[]> =>
  (value, path) =>
    Array.isArray(value) ? value.map((item, index) => shape(item, `${path}[${index}]`)) : refuse(path, 'a list')

/** Values by whatever name. */
export const jsonMap =
  <T>(shape: JsonShape<T>): JsonShape<Readonly<Record<string, T>>> =>
  (value, path) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each, `${path}.${name}`)]))
      : refuse(path, 'an object')

export const jsonOrNull =
  <T>(shape: JsonShape<T>): JsonShape<T | null> =>
  (value, path) =>
    value === null ? null : shape(value, path)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Members = Readonly<Record<string, JsonShape<unknown>>>
type Required<M extends Members> = { readonly [K in keyof M]: JsonOf<M[K]> }
type Optional<M extends Members> = { readonly [K in keyof M]?: JsonOf<M[K]> }

/** An object with the members of `required`, perhaps some of `optional`, and no others. */
export const jsonObject =
  <R extends Members, O extends Members = Record<never, never>>(
    required: R,
    optional?: O,
  ): JsonShape<Required<R> & Optional<O>> =>
  (value, path) => {
    if (!isObject(value)) return refuse(path, 'an object')
    const shapes: Members = { ...optional, ...required }
    const at = (name: string) => (path === '' ? name : `${path}.${name}`)
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(shapes, name)) fail('InvalidArgument', { ArgumentName: at(name) }, `${at(name)} is not known`)
    }
    const read = Object.entries(shapes).flatMap(([name, shape]) => {
      if (value[name] === undefined && !Object.hasOwn(required, name)) return []
      return [[name, shape(value[name], at(name))]]
    })
    return Object.fromEntries(read)
  }

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return refuse('', 'JSON')
  }
}

/** The JSON document in the body; an empty body stands for `{}`. */
export const jsonDocument = <T>(shape: JsonShape<T>): Reader<T> => ({
  from: 'document',
  wire: 'json',
  read: raw => shape(raw.document?.length ? parse(new TextDecoder().decode(raw.document)) : {}, ''),
  write: (value, draft) => {
    draft.body = new TextEncoder().encode(JSON.stringify(value ?? {}))
    draft.headers.set('content-type', 'application/json')
  },
})

/** JSON in a parameter. */
export const jsonIn = <T>(shape: JsonShape<T>): Codec<T> => ({
  read: text => shape(parse(text), ''),
  write: value => JSON.stringify(value),
})
