import { suggestName } from '../policy/suggest-name.js'
import { readTextNear, shown } from './files.js'
import { formats, type SourceFormat } from './formats.js'
import type { Inventory } from './inventory.js'
import type { Placed } from './placed.js'
import { placeDocument, type ReadDocument, readDocument } from './read-document.js'
import { SourceError } from './source-error.js'

/** Names a template and what it does not say itself: `{ cloudformation: 'template.json', parameters: { ... } }`. */
export type SourceReference = Readonly<Record<string, unknown>>

/** A template that was read. */
export interface OpenSource {
  readonly format: SourceFormat
  readonly inventory: Inventory
  /** As it is shown; absent for one in memory. */
  readonly file?: string | undefined
}

/** The format that a reference names; undefined for what is none. */
export const formatOf = (reference: unknown): SourceFormat | undefined =>
  typeof reference === 'object' && reference !== null
    ? formats.find(({ name }) => Object.hasOwn(reference, name))
    : undefined

/** Whether a reference makes this process read a file. */
export const namesFile = (reference: SourceReference): boolean =>
  reference.stacks !== undefined || formats.some(({ name }) => typeof reference[name] === 'string')

/** CDK's `Template` and its stacks make their template when they are asked. */
const inMemory = (value: object): unknown =>
  'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value

const readSource = (
  where: unknown,
  directories: readonly string[],
): { readonly document: ReadDocument; readonly file?: string } => {
  if (typeof where === 'object' && where !== null) return { document: placeDocument(inMemory(where)) }
  const { path, text } = readTextNear(String(where), directories)
  return { document: readDocument(text, shown(path)), file: shown(path) }
}

/** The first value that one of several templates exports under a name. */
const exportsOf =
  (inventories: readonly Inventory[]) =>
  (name: string): Placed | undefined => {
    for (const inventory of inventories) {
      const value = inventory.exported(name)
      if (value !== undefined) return value
    }
    return undefined
  }

const stacksOf = (format: SourceFormat, stacks: unknown, directories: readonly string[]): readonly Inventory[] =>
  ((stacks ?? []) as readonly string[]).map(path => openSource({ [format.name]: path }, directories).inventory)

/** Opens the template that a reference names. Throws a SourceError for what is none. */
export const openSource = (
  { stacks, ...reference }: SourceReference,
  directories: readonly string[],
  exported?: (name: string) => Placed | undefined,
): OpenSource => {
  const format = formatOf(reference)
  if (format === undefined)
    throw new SourceError(`names no template; write ${formats.map(({ name }) => `\`${name}\``).join(', ')}`)
  const { [format.name]: where, ...given } = reference
  const beside = stacksOf(format, stacks, directories)
  const options = { ...given, exported: exported ?? exportsOf(beside) }
  const { document, file } = readSource(where, directories)
  const fitting = formats.find(({ fits }) => fits(document.root))
  if (fitting !== format) {
    const remedy = fitting === undefined ? '' : `; it looks like one of ${fitting.name}: write \`${fitting.name}\``
    throw new SourceError(`is no document of ${format.name}${remedy}`, document.root.place)
  }
  return { format, inventory: format.open(document, options, file), file }
}

/** Opens a document by what it looks like; undefined for a policy, or anything else. */
export const openRead = (
  document: ReadDocument,
  options: Readonly<Record<string, unknown>>,
  file: string,
): OpenSource | undefined => {
  const format = formats.find(({ fits }) => fits(document.root))
  if (format === undefined) return undefined
  const stray = Object.keys(options).find(name => !Object.hasOwn(format.options, name))
  if (stray !== undefined)
    throw new SourceError(`\`${stray}\` is not for ${format.name}; ${suggestName(stray, Object.keys(format.options))}`)
  const { stacks, ...given } = options
  const beside = stacksOf(format, stacks, [process.cwd()])
  return { format, inventory: format.open(document, { ...given, exported: exportsOf(beside) }, file), file }
}
