import { parseArgs } from 'node:util'
import { type DialectName, dialects } from '../dialects/index.js'
import { suggestName } from '../policy/suggest-name.js'
import type { PolicyKind } from '../policy/types.js'
import type { Command, OptionSpec } from './command.js'
import { UsageError } from './usage-error.js'

export interface Given {
  readonly values: Readonly<Record<string, string | true | readonly string[]>>
  readonly files: readonly string[]
  readonly help: boolean
}

const readValue = (name: string, { type }: OptionSpec, value: string | undefined): string | true => {
  if (type === 'boolean') return value === undefined ? true : refuse(`\`--${name}\` takes no value`)
  return value === undefined ? refuse(`\`--${name}\` needs a value`) : value
}

const refuse = (message: string): never => {
  throw new UsageError(message)
}

/** Reads what stands after a command's name. Throws a UsageError with the nearest known name for an unknown option. */
export const readArguments = ({ options, takes }: Command, given: readonly string[]): Given => {
  const known = Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, { type: type === 'boolean' ? type : 'string' } as const]),
  )
  const { tokens } = parseArgs({
    args: [...given],
    options: { ...known, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values: Record<string, string | true> = {}
  const lists: Record<string, string[]> = {}
  const files: string[] = []
  let help = false
  for (const token of tokens) {
    if (token.kind === 'positional') files.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    if (name === 'help') help = true
    else if (Object.hasOwn(options, name)) {
      const option = options[name]!
      const given = readValue(name, option, value)
      if (option.type === 'list') lists[name] = [...(lists[name] ?? []), String(given)]
      else values[name] = given
    } else {
      const names = [...Object.keys(options), 'help'].map(option => `--${option}`)
      refuse(`unknown option \`${rawName}\`; ${suggestName(rawName, names)}`)
    }
  }
  if (!help && takes === undefined && files.length > 0) refuse(`unexpected argument \`${files[0]}\``)
  return { values: { ...values, ...lists }, files, help }
}

const dialectNames = Object.keys(dialects) as DialectName[]

/** The dialect of that name, the default one for none. Throws a UsageError with the nearest known name. */
export const dialectNamed = (name: string = dialectNames[0]!): DialectName =>
  dialectNames.find(known => known === name) ??
  refuse(`unknown dialect \`${name}\`; ${suggestName(name, dialectNames)}`)

/** The kind of policies of that name, `identity` for none. Throws a UsageError with the nearest name of the dialect's kinds. */
export const kindNamed = (kind: string | undefined = 'identity', dialect: DialectName): PolicyKind => {
  const kinds = Object.keys(dialects[dialect].profile.grammars) as PolicyKind[]
  return (
    kinds.find(known => known === kind) ??
    refuse(`\`${dialect}\` has no policies of kind \`${kind}\`; ${suggestName(kind, kinds)}`)
  )
}

/** A time, in milliseconds. Throws a UsageError for text that is none. */
export const timeNamed = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const at = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? refuse(`\`${text}\` is no time: write one as 2026-05-01T00:00:00Z`) : at
}
