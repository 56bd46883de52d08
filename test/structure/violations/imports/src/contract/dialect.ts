import type { World } from '../store/types.js'
import { errors } from './errors.js'

export const dialect = (world: World) => [world, errors]
