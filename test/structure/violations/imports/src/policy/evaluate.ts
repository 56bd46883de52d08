import type { World } from '../store/types.js'
import { parseString } from 'xml2js'
import { errors } from '../errors.js'
export * from '../store/world.js'
// import { wire } from '../wire.js' stands in a comment

export const evaluate = async (world: World) => [world, parseString, errors, await import('../s3/objects.js')]
