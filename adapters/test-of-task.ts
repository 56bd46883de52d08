import type { RunningTest } from '../src/for-adapters.js'

/** What vitest 3, 4 and 5 tell of a test or of a group. */
export interface Task {
  readonly name: string
  readonly suite?: Task | undefined
  readonly file: { readonly filepath: string }
}

/** The test of a task, its groups' names in front; the outermost group is the file. */
export const testOfTask = (task: Task): RunningTest => {
  const names: string[] = []
  for (let at: Task | undefined = task; at !== undefined && (at as object) !== task.file; at = at.suite)
    names.unshift(at.name)
  return { name: names.join(' > '), file: task.file.filepath }
}
