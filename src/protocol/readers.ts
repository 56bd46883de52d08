import { fail, ServiceError } from '../contract/errors.js'
import type { Draft, InputOf, Raw, Reader, Readers } from '../contract/operation.js'
import { type Codec, text } from './codecs.js'
import type { Shape } from './shapes.js'
import { elementOf, parseXml, writeXml } from './xml.js'

/** A reader of a member that may be missing, with its stricter forms. */
export interface OptionalReader<T> extends Reader<T | undefined> {
  /** The request must have it: part of the entry's routing, or a ValidationError in a form. */
  readonly required: Reader<T>
  /** The request must have it with this value. */
  is(value: T): Reader<T>
}

type Place = 'query' | 'header' | 'form'

const valuesOf: Record<Place, (raw: Raw) => ReadonlyMap<string, string>> = {
  query: raw => raw.query,
  header: raw => raw.request.headers,
  form: raw => raw.form,
}

const draftOf: Record<Place, (draft: Draft) => Map<string, string>> = {
  query: draft => draft.query,
  header: draft => draft.headers,
  form: draft => draft.form,
}

const named = <T>(from: Place, wire: string, codec: Codec<T>): OptionalReader<T> => {
  const read = (raw: Raw, member: string): T | undefined => {
    const value = valuesOf[from](raw).get(wire)
    if (value === undefined || (value === '' && codec.emptyIsAbsent && from === 'query')) return undefined
    return codec.read(value, { member, wire, from })
  }
  const write = (value: T | undefined, draft: Draft): void => {
    if (value !== undefined) draftOf[from](draft).set(wire, codec.write(value))
  }
  const present = (raw: Raw, member: string): T => {
    const value = read(raw, member)
    if (value !== undefined) return value
    const lowered = member.charAt(0).toLowerCase() + member.slice(1)
    return from === 'form'
      ? fail('ValidationError', {}, `Value null at '${lowered}' failed to satisfy constraint: Member must not be null`)
      : fail('InvalidRequest', {}, `Missing required parameter ${wire}`)
  }
  const place = { from, wire, ...(codec.holds && { holds: codec.holds }) }
  return {
    ...place,
    read,
    write,
    required: { ...place, read: present, write, demands: {} },
    is: value => ({ ...place, read: present, write, demands: { value: codec.write(value) } }),
  }
}

/** A query parameter, decoded. */
export function query(name: string): OptionalReader<string>
export function query<T>(name: string, codec: Codec<T>): OptionalReader<T>
export function query(name: string, codec: Codec<unknown> = text): OptionalReader<unknown> {
  return named('query', name, codec)
}

/** A header; give its name in lower case. */
export function header(name: string): OptionalReader<string>
export function header<T>(name: string, codec: Codec<T>): OptionalReader<T>
export function header(name: string, codec: Codec<unknown> = text): OptionalReader<unknown> {
  return named('header', name, codec)
}

/** A parameter of a query-protocol call. */
export function form(name: string): OptionalReader<string>
export function form<T>(name: string, codec: Codec<T>): OptionalReader<T>
export function form(name: string, codec: Codec<unknown> = text): OptionalReader<unknown> {
  return named('form', name, codec)
}

/** All headers that begin with `prefix`, by the rest of their names. */
export const headers = (prefix: string): Reader<Readonly<Record<string, string>>> => ({
  from: 'headers',
  wire: prefix,
  read: raw => {
    const found: Record<string, string> = {}
    for (const [name, value] of raw.request.headers)
      if (name.startsWith(prefix)) found[name.slice(prefix.length)] = value
    return found
  },
  write: (value, draft) => {
    for (const [name, text] of Object.entries(value ?? {})) draft.headers.set(`${prefix}${name.toLowerCase()}`, text)
  },
})

export const bucket: Reader<string> = {
  from: 'path',
  wire: 'Bucket',
  read: raw => raw.located.bucket ?? fail('InvalidBucketName'),
  write: (value, draft) => void draft.path.set('Bucket', value),
}

export const key: Reader<string> = {
  from: 'path',
  wire: 'Key',
  read: raw => raw.located.key ?? fail('InvalidRequest', {}, 'The request has no key'),
  write: (value, draft) => void draft.path.set('Key', value),
}

/** The last segment of a path that names neither bucket nor key: `/teams/{TeamId}`. */
export const segment = (name: string): Reader<string> => ({
  from: 'path',
  wire: name,
  read: raw => raw.located.segments?.at(-1) ?? fail('InvalidURI'),
  write: (value, draft) => void draft.path.set(name, value),
})

/** The bytes of the body: read through `context.body` in `run`, written by signed calls. */
export const payload: Reader<Uint8Array | string | undefined> = {
  from: 'payload',
  wire: 'Body',
  read: () => undefined,
  write: (value, draft) => {
    if (value !== undefined) draft.body = typeof value === 'string' ? new TextEncoder().encode(value) : value
  },
}

const s3Namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** The XML document in the body. */
export const document = <T>(root: string, shape: Shape<T>): Reader<T> => ({
  from: 'document',
  wire: root,
  read: raw => shape.read(parseXml(raw.document ?? new Uint8Array(), root)),
  reread: value => shape.read(elementOf(root, shape.write(value as T))),
  write: (value, draft) => {
    const tree = shape.write(value) as Record<string, unknown>
    draft.body = writeXml(root, tree, 'repeated', s3Namespace)
    draft.headers.set('content-type', 'application/xml')
  },
})

/** As `document`; an empty body stands for its absence. */
export const optionalDocument = <T>(root: string, shape: Shape<T>): Reader<T | undefined> => {
  const whole = document(root, shape)
  return {
    ...whole,
    read: (raw, member) =>
      raw.document === undefined || raw.document.length === 0 ? undefined : whole.read(raw, member),
    write: (value, draft, member) => {
      if (value !== undefined) whole.write(value, draft, member)
    },
  }
}

/** Reads every member. Violated constraints of a form are told together, as the query services do. */
export const readAll = <R extends Readers>(readers: R, raw: Raw): InputOf<R> => {
  const input: Record<string, unknown> = {}
  const violations: string[] = []
  for (const [member, reader] of Object.entries(readers)) {
    try {
      input[member] = reader.read(raw, member)
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'ValidationError') throw error
      violations.push(error.message)
    }
  }
  if (violations.length > 0) {
    const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`
    fail('ValidationError', {}, `${count}: ${violations.join('; ')}`)
  }
  return input as InputOf<R>
}

/** Name of a document's root, without its prefix; undefined for text that is no XML. */
export const rootOf = (bytes: Uint8Array): string | undefined =>
  /^\s*(?:<\?xml[^>]*\?>\s*)?<(?:[\w.-]+:)?([\w.-]+)/.exec(new TextDecoder().decode(bytes))?.[1]
