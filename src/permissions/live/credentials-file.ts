import type { SigningCredentials } from '../../mock/draft-request.js'
import { suggestName } from '../../policy/suggest-name.js'
import { loadYaml } from '../../scene/load.js'
import type { SceneOrigin } from '../../scene/scene-error.js'

const members = ['id', 'secret', 'sessionToken']

/** Faults are told by name and place: no value of such a file is ever shown. */
const refuse = (path: readonly string[], fault: string, { file, locate }: SceneOrigin, part?: 'name'): never => {
  const place = locate?.(path, part)
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`
  throw new Error(`${where}: ${path.length === 0 ? 'the file' : `\`${path.join('.')}\``} ${fault}`)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readOne = (value: unknown, name: string, origin: SceneOrigin): SigningCredentials => {
  if (!isObject(value)) return refuse([name], 'must have `id` and `secret`', origin)
  for (const [member, text] of Object.entries(value)) {
    if (!members.includes(member)) refuse([name, member], `is unknown; ${suggestName(member, members)}`, origin, 'name')
    if (typeof text !== 'string' || text === '') refuse([name, member], 'must be text; write it in quotes', origin)
  }
  const { id, secret, sessionToken } = value as Readonly<Record<string, string>>
  if (id === undefined || secret === undefined) return refuse([name], 'must have `id` and `secret`', origin)
  return { id, secret, ...(sessionToken !== undefined && { token: sessionToken }) }
}

/**
 * Reads the credentials of callers by their names in a permission file: `runner: { id, secret, sessionToken? }`.
 * Throws an Error with file, line and column that shows no value.
 */
export const readCredentials = (path: string): ReadonlyMap<string, SigningCredentials> => {
  const { value, origin } = loadYaml(path)
  if (!isObject(value)) return refuse([], 'must have the names of callers, each with `id` and `secret`', origin)
  return new Map(Object.entries(value).map(([name, given]) => [name, readOne(given, name, origin)]))
}
