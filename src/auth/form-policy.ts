import { fail } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'

export interface FormCondition {
  readonly operator: 'eq' | 'starts-with'
  /** Lower case, without `$`. */
  readonly field: string
  readonly value: string
}

/** What an HTML form may upload. Source: AWS, "POST policy". */
export interface FormPolicy {
  readonly expires: Instant
  readonly conditions: readonly FormCondition[]
  /** Bytes of the file. */
  readonly length?: { readonly minimum: number; readonly maximum: number }
}

const invalid = (text: string): never => fail('InvalidPolicyDocument', {}, `Invalid Policy: ${text}`)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : invalid('Invalid Condition value.')

const failed = (condition: readonly unknown[]): never =>
  fail(
    'AccessDenied',
    {},
    `Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition).replaceAll(',', ', ')}`,
  )

const sizeOf = (value: unknown, range: readonly unknown[]): number => {
  const size = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : failed(range)
}

const parse = (encoded: string): Record<string, unknown> => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return invalid('Invalid Base64 encoding.')
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString())
    return isRecord(value) ? value : invalid('Invalid JSON.')
  } catch {
    return invalid('Invalid JSON.')
  }
}

const conditionOf = (entry: unknown): FormCondition => {
  if (isRecord(entry)) {
    const [pair, ...more] = Object.entries(entry)
    if (!pair || more.length > 0)
      return invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.')
    return { operator: 'eq', field: pair[0].toLowerCase(), value: textOf(pair[1]) }
  }
  const [operator, field, value] = Array.isArray(entry) && entry.length === 3 ? (entry as readonly unknown[]) : []
  const name = textOf(operator ?? invalid('Invalid Condition.')).toLowerCase()
  if (name !== 'eq' && name !== 'starts-with') return invalid(`Invalid Condition: unknown operator '${name}'.`)
  const variable = textOf(field)
  if (!variable.startsWith('$')) return failed([name, variable, value])
  return { operator: name, field: variable.slice(1).toLowerCase(), value: textOf(value) }
}

const isRange = (entry: unknown): entry is readonly [string, unknown, unknown] =>
  Array.isArray(entry) && entry.length === 3 && String(entry[0]).toLowerCase() === 'content-length-range'

/** Reads the base64 policy of a form. Throws InvalidPolicyDocument. */
export const readFormPolicy = (encoded: string): FormPolicy => {
  const { expiration, conditions, ...more } = parse(encoded)
  const unknown = Object.keys(more)[0]
  if (unknown !== undefined) return invalid(`Unexpected: '${unknown}'.`)
  const isDate = typeof expiration === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(expiration)
  const expires = isDate ? Date.parse(expiration) : Number.NaN
  if (Number.isNaN(expires)) return invalid("Invalid 'expiration' value.")
  if (!Array.isArray(conditions)) return invalid('Policy missing conditions.')
  const ranges = conditions.filter(isRange)
  if (ranges.length > 1) return invalid('Only one content-length-range is allowed.')
  const [range] = ranges
  return {
    expires,
    conditions: conditions.filter(entry => !isRange(entry)).map(conditionOf),
    ...(range ? { length: { minimum: sizeOf(range[1], range), maximum: sizeOf(range[2], range) } } : {}),
  }
}

const holds = ({ operator, field, value }: FormCondition, sent: string): boolean => {
  if (operator === 'eq') return sent === value
  // a list of content types must begin so in each of its items
  return (field === 'content-type' ? sent.split(',') : [sent]).every(item => item.trim().startsWith(value))
}

const free = (field: string): boolean =>
  ['file', 'policy', 'x-amz-signature', 'awsaccesskeyid', 'signature'].includes(field) || field.startsWith('x-ignore-')

/** `fields` by lower-case name, `bucket` of the request's address among them, `${filename}` already replaced. */
export const checkFormPolicy = (policy: FormPolicy, fields: ReadonlyMap<string, string>): void => {
  for (const condition of policy.conditions) {
    const { operator, field, value } = condition
    if (!holds(condition, fields.get(field) ?? '')) {
      const text = JSON.stringify([operator, `$${field}`, value]).replaceAll('","', '", "')
      fail('AccessDenied', {}, `Invalid according to Policy: Policy Condition failed: ${text}`)
    }
  }
  const named = new Set(policy.conditions.map(({ field }) => field))
  const extra = [...fields.keys()].filter(field => !named.has(field) && !free(field))
  if (extra.length > 0) fail('AccessDenied', {}, `Invalid according to Policy: Extra input fields: ${extra.join(', ')}`)
}
