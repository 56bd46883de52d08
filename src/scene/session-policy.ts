import type { DialectDefinition } from '../contract/dialect-definition.js'
import { createPolicyParser } from '../policy/parser.js'
import { isPolicyError } from '../policy/policy-error.js'
import type { Policy } from '../policy/types.js'
import { placesOf } from './document-places.js'
import { readPolicy } from './policies.js'
import { SceneError, type SceneOrigin } from './scene-error.js'
import type { Scene, ScenePolicy } from './types.js'

/**
 * The policy of a session that a file describes, as AssumeRole takes it: short, since a session holds few characters.
 * Throws a SceneError at its place for what the service would refuse.
 */
export const sessionPolicyOf = (
  policy: ScenePolicy,
  at: readonly string[],
  { policies, strictPolicies = true }: Scene,
  dialect: DialectDefinition,
  origin: SceneOrigin,
): Policy => {
  const name = 'session policy'
  const source = readPolicy(policy, name, at, origin, policies)
  const home = typeof policy === 'string' ? ['policies', policy] : at
  const isWritten = source.origin.file === undefined
  const text = isWritten ? JSON.stringify(JSON.parse(source.text)) : source.text
  const place = isWritten ? placesOf(text, home, origin) : undefined
  try {
    const { parseStrict } = createPolicyParser(dialect, strictPolicies)
    return parseStrict(text, 'session', name, place === undefined ? source.origin : { place })
  } catch (error) {
    if (!isPolicyError(error)) throw error
    throw new SceneError(at, `is refused by the service: ${error.message}`, origin)
  }
}
