import { suggestName } from '../policy/suggest-name.js'
import { SceneError, type SceneOrigin } from './scene-error.js'

/** The part of JSON Schema that a scene needs; `validate.ts` reads it, and it is published as `schema.json`. */
export interface Schema {
  readonly $schema?: string
  readonly title?: string
  readonly description?: string
  readonly type?: 'object' | 'array' | 'string' | 'boolean' | 'number'
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly enum?: readonly string[]
  readonly anyOf?: readonly Schema[]
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : ArrayBuffer.isView(value) ? 'bytes' : typeof value

/** Bytes may stand wherever text does, in code. */
const fits = (value: unknown, { type, enum: values }: Schema): boolean => {
  if (type === undefined) return true
  const kind = kindOf(value)
  if (type === 'string' && kind === 'bytes') return values === undefined
  return kind === type
}

const show = (schema: Schema): string => {
  if (schema.anyOf) return schema.anyOf.map(show).join(' or ')
  if (schema.enum) return schema.enum.map(value => `\`${value}\``).join(' or ')
  if (schema.type === 'object' && schema.properties) {
    return `{ ${Object.keys(schema.properties).join(', ')} }`
  }
  return schema.type === 'object' || schema.type === 'array' ? `an ${schema.type}` : `a ${schema.type ?? 'value'}`
}

/** The way to write what was probably meant. */
const hintOf = (value: unknown, { type }: Schema): string => {
  if (typeof value === 'number' && type === 'string') return `; write it in quotes: "${value}"`
  return typeof value === 'string' && type === 'array' ? `; write a list: ["${value}"]` : ''
}

/** Throws a SceneError for the first member that the schema does not take. */
export const validate = (value: unknown, schema: Schema, origin?: SceneOrigin, path: readonly string[] = []): void => {
  if (schema.anyOf) {
    validateAny(value, schema.anyOf, schema, origin, path)
    return
  }
  if (!fits(value, schema)) {
    const hint = hintOf(value, schema)
    throw new SceneError(path, `must be ${show(schema)}, not ${kindOf(value)}${hint}`, origin)
  }
  if (schema.enum && !schema.enum.includes(value as string)) {
    throw new SceneError(path, `is \`${String(value)}\`; ${suggestName(String(value), schema.enum)}`, origin)
  }
  if (schema.type === 'array') {
    for (const [index, item] of (value as unknown[]).entries()) {
      validate(item, schema.items ?? {}, origin, [...path, String(index)])
    }
  }
  if (schema.type === 'object') validateObject(value as Record<string, unknown>, schema, origin, path)
}

const validateObject = (
  value: Record<string, unknown>,
  schema: Schema,
  origin: SceneOrigin | undefined,
  path: readonly string[],
): void => {
  const properties = schema.properties ?? {}
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (known) validate(member, known, origin, [...path, name])
    else if (typeof schema.additionalProperties === 'object') {
      validate(member, schema.additionalProperties, origin, [...path, name])
    } else if (schema.additionalProperties === false) {
      throw new SceneError([...path, name], `is unknown; ${suggestName(name, Object.keys(properties))}`, origin, 'name')
    }
  }
  for (const name of schema.required ?? []) {
    if (value[name] === undefined) throw new SceneError(path, `needs \`${name}\``, origin)
  }
}

const validateAny = (
  value: unknown,
  choices: readonly Schema[],
  schema: Schema,
  origin: SceneOrigin | undefined,
  path: readonly string[],
): void => {
  const candidates = choices.filter(choice => fits(value, choice))
  if (candidates.length === 0) throw new SceneError(path, `must be ${show(schema)}, not ${kindOf(value)}`, origin)
  let first: unknown
  // the fault that is told is that of the choice which shares the most members with what was written
  const shared = ({ properties = {} }: Schema): number =>
    typeof value === 'object' && value !== null
      ? Object.keys(value).filter(name => Object.hasOwn(properties, name)).length
      : 0
  for (const candidate of candidates.toSorted((a, b) => shared(b) - shared(a))) {
    try {
      validate(value, candidate, origin, path)
      return
    } catch (error) {
      first ??= error
    }
  }
  throw first
}
