import {
  wire,
} from '../contract/wire.js'
import type { World } from './types.js'

export const world: World = { name: String(wire) }
