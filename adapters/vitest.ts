import { describe, expect, test } from 'vitest'
import { directoryOfCaller } from '../src/for-adapters.js'
import type { Scene, TigrisMock } from '../src/index.js'
import { currentMock, requireCurrent } from './current.js'
import { isolatedTests } from './isolated-tests.js'
import { type SetupOptions, setUp } from './lifecycle.js'
import { type AsymmetricPermissionMatchers, matchers, type PermissionMatchers } from './matchers.js'
import { definePermissionTestsWith, type PermissionTestOptions } from './permission-tests.js'
import { vitestHooks } from './vitest-hooks.js'

declare global {
  namespace Chai {
    // Assertion is the one interface that vitest 3, 4 and 5 share
    interface Assertion extends PermissionMatchers {}
  }
}

declare module 'vitest' {
  interface AsymmetricMatchersContaining extends AsymmetricPermissionMatchers {}
}

expect.extend(matchers)

/**
 * A mock for the tests of this file, started, reset after each test and stopped by vitest's hooks.
 * Throws a SceneError for a scene that cannot be.
 * @example const tigris = setupTigrisMock({ buckets: { images: {} }, keys: { runner: { policies: ['./policy.json'] } } })
 */
export const setupTigrisMock = <const S extends Scene>(scene: SetupOptions<S>): TigrisMock<S> =>
  setUp(vitestHooks, scene, directoryOfCaller(setupTigrisMock))

/** The mock of the setup file `tigris-mock/vitest/setup`. */
export const tigris: TigrisMock = currentMock("setupFiles: ['tigris-mock/vitest/setup'] to the vitest configuration")

/**
 * vitest's `test`, each test in a world of its own and with the mock as the fixture `tigris`: also `test.concurrent`,
 * `each`, `extend`. Fixtures and hooks of yours run before that world begins: arrange inside the test.
 * @example
 * tigrisTest.concurrent('uploads', async ({ tigris, expect }) => {
 *   await app.upload('a.png')
 *   expect(tigris.bucket('images').keys()).toEqual(['a.png'])
 * })
 */
export const tigrisTest = isolatedTests(
  test.extend<{ tigris: TigrisMock }>({
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from this pattern
    tigris: async ({}, use) => {
      await use(requireCurrent())
    },
  }),
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
