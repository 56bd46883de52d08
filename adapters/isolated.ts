import { requireCurrent } from './current.js'

/**
 * A test function that runs in a world of its own: what it writes, attaches, subscribes and moves is seen by no other
 * test, with the application's own clients too. For tests that run concurrently.
 * @example test.concurrent('uploads', isolated(async () => { await app.upload() }))
 */
export const isolated =
  <A extends readonly unknown[], R>(run: (...parameters: A) => R | Promise<R>) =>
  (...parameters: A): Promise<R> =>
    requireCurrent().isolate(() => run(...parameters))
