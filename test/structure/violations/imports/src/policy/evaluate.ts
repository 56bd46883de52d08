import type { World } from '../store/types.js'
import { parseString } from 'xml2js'
import { errors } from '../contract/errors.js'
export * from '../store/buckets.js'
// import { wire } from '../contract/wire.js' stands in a comment

export const evaluate = async (world: World) => [world, parseString, errors, await import('../s3/objects.js')]
