import { keys } from '../iam/keys.js'
import type { World } from '../store/types.js'

export const objects = (world: World) => [world, keys]
