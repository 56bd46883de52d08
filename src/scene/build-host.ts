import type { Identity } from '../auth/types.js'
import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { PolicyParser } from '../policy/parser.js'
import { suggestName } from '../policy/suggest-name.js'
import type { World } from '../world/world.js'
import type { ScenePolicies } from './policies.js'
import { SceneError, type SceneOrigin } from './scene-error.js'

/** What a scene is built with. */
export interface BuildHost {
  readonly world: World
  readonly dialect: DialectDefinition
  readonly parser: PolicyParser
  readonly origin: SceneOrigin
}

/** A scene being built. */
export interface Build extends BuildHost {
  readonly policies: ScenePolicies
  /** Key ids by the names that `as` takes. */
  readonly keys: Map<string, string>
}

/** Where a part of the scene stands: its account, its path, and what the names in it begin with. */
export interface Place {
  readonly account: string
  readonly at: readonly string[]
  /** Empty for the account `main`, `alt/` for the account `alt`. */
  readonly prefix: string
}

/** Name of the key that `mock.admin()` uses; no scene can name it. */
export const adminName = '(admin)'

export const rootArnOf = ({ identity }: Pick<DialectDefinition, 'identity'>, account: string): string =>
  identity.rootArn.replace(identity.account, account)

/** What an identity is that nothing is said of. */
export const blank = (world: World, account: string): Omit<Identity, 'kind' | 'name' | 'id' | 'arn' | 'label'> => ({
  account,
  path: '/',
  created: world.clock.now(),
  attached: [],
  inline: [],
  roles: [],
  admin: false,
  scope: 'standard',
  tags: {},
})

/** Lets `as` know a key. Throws a SceneError for a name that stands for another already. */
export const nameKey = ({ keys, origin }: Build, at: readonly string[], name: string, id: string): void => {
  if (keys.has(name)) throw new SceneError(at, `is a name twice: \`${name}\` stands for another caller too`, origin)
  keys.set(name, id)
}

/** The key that a name of the scene stands for. Throws a SceneError with the nearest known name. */
export const keyNamed = ({ keys, origin }: Build, { at, prefix }: Place, name: string): string => {
  const known = [...keys.keys()].filter(each => each !== adminName && each.startsWith(prefix))
  const id = keys.get(prefix + name)
  if (id !== undefined && name !== adminName) return id
  const remedy = suggestName(
    name,
    known.map(each => each.slice(prefix.length)),
  )
  throw new SceneError(at, `names no key \`${name}\`; ${remedy}`, origin)
}
