import { isDeepStrictEqual } from 'node:util'
import type { PolicyParser } from '../policy/parser.js'
import { buildScene } from '../scene/build.js'
import { SceneError, type SceneOrigin } from '../scene/scene-error.js'
import { sceneSchema } from '../scene/schema.js'
import type { Scene } from '../scene/types.js'
import { validate } from '../scene/validate.js'
import type { MockInside } from './inside.js'
import type { Worlds } from './worlds.js'

/** What a world is made of; everything else of a scene belongs to its mock, and stays. */
const ofWorld: readonly string[] = [
  ...['buckets', 'keys', 'users', 'groups', 'roles', 'serviceAccounts', 'accounts', 'policies', 'organization'],
]

/** Replaces the present world by what another scene describes. Throws a SceneError, and changes nothing then. */
export const loadScene = (
  next: Scene,
  { dialect, scene, parser }: Pick<MockInside, 'dialect'> & { readonly scene: Scene; readonly parser: PolicyParser },
  worlds: Pick<Worlds, 'replace'>,
  origin: SceneOrigin,
): void => {
  validate(next, sceneSchema, origin)
  for (const [name, value] of Object.entries(next)) {
    const present = name === 'dialect' ? dialect.name : scene[name as keyof Scene]
    if (value === undefined || ofWorld.includes(name) || isDeepStrictEqual(value, present)) continue
    throw new SceneError([name], 'is set when a mock is made, and cannot be changed by a scene that is loaded', origin)
  }
  const main = next.accounts?.main?.id
  if (main !== undefined && main !== dialect.identity.account)
    throw new SceneError(['accounts', 'main', 'id'], 'is set when a mock is made, and cannot be changed', origin)
  worlds.replace(world => {
    world.names.value = buildScene(next, { world, dialect, parser, origin }).keys
  })
}
