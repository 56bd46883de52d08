import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type { Scene, TigrisMock } from '../src/index.js'
import { currentMock, setCurrent } from './current.js'
import { type SetupOptions, setUp } from './lifecycle.js'
import { matchers, type PermissionMatchers } from './matchers.js'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends PermissionMatchers {}
}

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends PermissionMatchers {}
  }
}

expect.extend(matchers)

/**
 * A mock for the tests of this file, started, reset after each test and stopped by jest's hooks.
 * Throws a SceneError for a scene that cannot be.
 * @example const tigris = setupTigrisMock({ buckets: { images: {} }, keys: { runner: { policies: ['./policy.json'] } } })
 */
export const setupTigrisMock = <const S extends Scene>(scene: SetupOptions<S>): TigrisMock<S> => {
  const { mock, strictDenials } = setUp({ beforeAll, afterAll, beforeEach, afterEach }, scene)
  setCurrent(mock, strictDenials)
  return mock
}

/** The mock of the setup file `tigris-mock/jest/setup`. */
export const tigris: TigrisMock = currentMock(
  "setupFilesAfterEnv: ['tigris-mock/jest/setup'] to the jest configuration",
)

export { assertAllowed, assertDenied, assertRejected } from '../src/for-adapters.js'
