import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { directoryOfCaller } from '../src/for-adapters.js'
import type { Scene, TigrisMock } from '../src/index.js'
import { type RunnerHooks, type SetupOptions, setUp } from './lifecycle.js'
import { definePermissionTestsWith, type PermissionTestOptions } from './permission-tests.js'

/** What a hook is told of its test since Node 20.16; the types of Node 20 do not say so. */
interface NamedTest {
  readonly fullName: string
  /** Since Node 22.6. */
  readonly filePath?: string
}

/** node:test runs its hooks for subtests too; those share the world of the test in which they stand. */
const hooksOfTests = (): Pick<RunnerHooks, 'beforeEach' | 'afterEach'> => {
  const running: string[] = []
  const isSubtest = (name: string): boolean => running.some(outer => name.startsWith(`${outer} > `))
  return {
    beforeEach: run =>
      beforeEach(context => {
        const { fullName, filePath } = context as unknown as NamedTest
        if (isSubtest(fullName)) return
        running.push(fullName)
        run({ name: fullName, file: filePath ?? process.argv[1] })
      }),
    afterEach: run =>
      afterEach(context => {
        const { fullName } = context as unknown as NamedTest
        const index = running.indexOf(fullName)
        if (index < 0) return undefined
        running.splice(index, 1)
        return run()
      }),
  }
}

/**
 * A mock for the tests of this file, started, reset after each test and stopped by node:test's hooks.
 * Throws a SceneError for a scene that cannot be.
 * @example const tigris = setupTigrisMock({ buckets: { images: {} }, keys: { runner: { policies: ['./policy.json'] } } })
 */
export const setupTigrisMock = <const S extends Scene>(scene: SetupOptions<S>): TigrisMock<S> =>
  setUp({ beforeAll: before, afterAll: after, ...hooksOfTests() }, scene, directoryOfCaller(setupTigrisMock))

/**
 * One test for each check of permission files (`*.perm.yaml`), under the file's own names.
 * Throws a SceneError with file, line and column for the first mistake in a file.
 * @example definePermissionTests('permissions/runner.perm.yaml')
 */
export const definePermissionTests = (files: string | readonly string[], options?: PermissionTestOptions): void =>
  definePermissionTestsWith({ describe, test }, files, options)

export { assertAllowed, assertDenied, assertRejected } from './assertions.js'
export { isolated } from './isolated.js'
