import type { PolicyParser } from '../policy/parser.js'
import { addKey } from '../scene/build-identities.js'
import { checkNames } from '../scene/check-names.js'
import { checkDialectFields } from '../scene/dialect-fields.js'
import type { ScenePolicies } from '../scene/policies.js'
import { SceneError, type SceneOrigin } from '../scene/scene-error.js'
import { keySchema } from '../scene/schema.js'
import type { Scene, SceneKey } from '../scene/types.js'
import { validate } from '../scene/validate.js'
import type { MockInside } from './inside.js'

/** What a key beyond the scene is made with. */
export interface KeyMaker extends MockInside {
  readonly parser: PolicyParser
  readonly origin: SceneOrigin
  /** Names of the operations that the dialect knows. */
  readonly operations: readonly string[]
}

/** Adds what an entry of `keys` would have made; refuses what a scene would refuse, in the same words. */
export const addNewKey = (maker: KeyMaker, policies: ScenePolicies, name: string, key: SceneKey): void => {
  const { dialect, origin, parser } = maker
  const world = maker.world()
  const { names, store, registry } = world
  const at = ['keys', name]
  validate(key, keySchema, origin, at)
  if (name === '') throw new SceneError(at, 'is no name: it has at least one character', origin)
  const buckets = Object.fromEntries([...store.buckets()].map(bucket => [bucket.name, {}]))
  const entry: Scene = { keys: { [name]: key }, buckets }
  checkDialectFields(entry, dialect, origin)
  checkNames(entry, dialect, origin)
  const keys = new Map(names.value)
  const before = keys.get(name)
  // a key that was deleted leaves its name to another
  if (before !== undefined && registry.key(before) === undefined) keys.delete(name)
  addKey(
    { world, dialect, parser, origin, policies, keys },
    { account: dialect.identity.account, at, prefix: '' },
    name,
    key,
  )
  names.value = keys
}
