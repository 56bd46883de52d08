import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type { Scene, TigrisMock } from '../src/index.js'
import { currentMock } from './current.js'
import { type SetupOptions, setUp } from './lifecycle.js'
import { matchers, type PermissionMatchers } from './matchers.js'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends PermissionMatchers {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the declaration must be the same as that of @types/jest
    interface Matchers<R, T = {}> extends PermissionMatchers {}
  }
}

expect.extend(matchers)

/**
 * A mock for the tests of this file, started, reset after each test and stopped by jest's hooks.
 * Throws a SceneError for a scene that cannot be.
 * @example const tigris = setupTigrisMock({ buckets: { images: {} }, keys: { runner: { policies: ['./policy.json'] } } })
 */
export const setupTigrisMock = <const S extends Scene>(scene: SetupOptions<S>): TigrisMock<S> =>
  setUp({ beforeAll, afterAll, beforeEach, afterEach }, scene)

/** The mock of the setup file `tigris-mock/jest/setup`. */
export const tigris: TigrisMock = currentMock(
  "setupFilesAfterEnv: ['tigris-mock/jest/setup'] to the jest configuration",
)

export { assertAllowed, assertDenied, assertRejected } from '../src/for-adapters.js'
