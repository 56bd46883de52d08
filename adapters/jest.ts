import { describe, expect, test } from '@jest/globals'
import { directoryOfCaller } from '../src/for-adapters.js'
import type { Scene, TigrisMock } from '../src/index.js'
import { currentMock } from './current.js'
import { requireNode } from './interception/environment.js'
import { jestHooks } from './jest-hooks.js'
import { type SetupOptions, setUp } from './lifecycle.js'
import { type AsymmetricPermissionMatchers, matchers, type PermissionMatchers } from './matchers.js'
import { definePermissionTestsWith, type PermissionTestOptions } from './permission-tests.js'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends PermissionMatchers {}
  interface AsymmetricMatchers extends AsymmetricPermissionMatchers {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the declaration must be the same as that of @types/jest
    interface Matchers<R, T = {}> extends PermissionMatchers {}
    interface Expect extends AsymmetricPermissionMatchers {}
  }
}

// At once: under jsdom the SDK fails to load, and would hide the reason.
requireNode()
expect.extend(matchers)

/**
 * A mock for the tests of this file, started, reset after each test and stopped by jest's hooks.
 * Throws a SceneError for a scene that cannot be.
 * @example const tigris = setupTigrisMock({ buckets: { images: {} }, keys: { runner: { policies: ['./policy.json'] } } })
 */
export const setupTigrisMock = <const S extends Scene>(scene: SetupOptions<S>): TigrisMock<S> =>
  setUp(jestHooks, scene, directoryOfCaller(setupTigrisMock))

/** The mock of the setup file `tigris-mock/jest/setup`. */
export const tigris: TigrisMock = currentMock(
  "setupFilesAfterEnv: ['tigris-mock/jest/setup'] to the jest configuration",
)

/**
 * One test for each check of permission files (`*.perm.yaml`), under the file's own names.
 * Throws a SceneError with file, line and column for the first mistake in a file.
 * @example definePermissionTests('permissions/runner.perm.yaml')
 */
export const definePermissionTests = (files: string | readonly string[], options?: PermissionTestOptions): void =>
  definePermissionTestsWith({ describe, test }, files, options)

export { assertAllowed, assertDenied, assertRejected } from './assertions.js'
export { isolated } from './isolated.js'
