import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { RunnerHooks } from './lifecycle.js'
import { testOfTask } from './test-of-task.js'

/** vitest's hooks. */
export const vitestHooks: RunnerHooks = {
  beforeAll,
  afterAll,
  beforeEach: run => beforeEach(({ task }) => run(testOfTask(task))),
  afterEach: run => afterEach(() => run()),
}
