import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type { RunnerHooks } from './lifecycle.js'

/** jest's hooks; it tells the test's name in the state of its matchers, the groups' names in front. */
export const jestHooks: RunnerHooks = {
  beforeAll,
  afterAll,
  beforeEach: run =>
    beforeEach(() => {
      const { currentTestName = '', testPath } = expect.getState()
      run({ name: currentTestName, file: testPath })
    }),
  afterEach: run => afterEach(() => run()),
}
