import { type RunningTest, wholeOf } from '../src/for-adapters.js'
import { requireCurrent } from './current.js'
import { type Task, testOfTask } from './test-of-task.js'

/** What a runner hands to a test function, of which some tell their name: node:test, and vitest. */
const testIn = ([first]: readonly unknown[]): RunningTest | undefined => {
  if (typeof first !== 'object' || first === null) return undefined
  if ('task' in first) return testOfTask(first.task as Task)
  const { fullName, filePath } = first as { fullName?: unknown; filePath?: string }
  return typeof fullName === 'string' ? { name: fullName, file: filePath } : undefined
}

/**
 * A test function that runs in a world of its own: what it writes, attaches, subscribes and moves is seen by no other
 * test, with the application's own clients too. For tests that run concurrently.
 * @example test.concurrent('uploads', isolated(async () => { await app.upload() }))
 */
export const isolated =
  <A extends readonly unknown[], R>(run: (...parameters: A) => R | Promise<R>) =>
  (...parameters: A): Promise<R> =>
    requireCurrent().isolate(() => {
      const test = testIn(parameters)
      const within = test && wholeOf(requireCurrent()).observer?.within
      return test && within ? within(test, () => run(...parameters)) : run(...parameters)
    })
