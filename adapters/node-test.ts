import { after, afterEach, before, beforeEach } from 'node:test'
import type { Scene, TigrisMock } from '../src/index.js'
import { type SetupOptions, setUp } from './lifecycle.js'

/**
 * A mock for the tests of this file, started, reset after each test and stopped by node:test's hooks.
 * Throws a SceneError for a scene that cannot be.
 * @example const tigris = setupTigrisMock({ buckets: { images: {} }, keys: { runner: { policies: ['./policy.json'] } } })
 */
export const setupTigrisMock = <const S extends Scene>(scene: SetupOptions<S>): TigrisMock<S> =>
  setUp({ beforeAll: before, afterAll: after, beforeEach, afterEach }, scene)

export { assertAllowed, assertDenied, assertRejected } from '../src/for-adapters.js'
