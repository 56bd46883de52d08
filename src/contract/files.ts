/**
 * The host's own file system for what a mock reads and writes while tests run. Taken past the module system, and once:
 * `jest.mock('fs')`, memfs in its place and spies on `fs` are the application's, and never reach the mock.
 */
export const { appendFileSync, existsSync, mkdirSync, readFileSync } = process.getBuiltinModule('node:fs')
