import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import type { Scene, TigrisMock } from '../src/index.js'
import { type SetupOptions, setUp } from './lifecycle.js'
import { definePermissionTestsWith, type PermissionTestOptions } from './permission-tests.js'

/**
 * A mock for the tests of this file, started, reset after each test and stopped by node:test's hooks.
 * Throws a SceneError for a scene that cannot be.
 * @example const tigris = setupTigrisMock({ buckets: { images: {} }, keys: { runner: { policies: ['./policy.json'] } } })
 */
export const setupTigrisMock = <const S extends Scene>(scene: SetupOptions<S>): TigrisMock<S> =>
  setUp({ beforeAll: before, afterAll: after, beforeEach, afterEach }, scene)

/**
 * One test for each check of permission files (`*.perm.yaml`), under the file's own names.
 * Throws a SceneError with file, line and column for the first mistake in a file.
 * @example definePermissionTests('permissions/runner.perm.yaml')
 */
export const definePermissionTests = (files: string | readonly string[], options?: PermissionTestOptions): void =>
  definePermissionTestsWith({ describe, test }, files, options)

export { assertAllowed, assertDenied, assertRejected } from '../src/for-adapters.js'
