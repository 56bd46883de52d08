import { relative } from 'node:path'
import { checksOf, loadPermissionFile } from '../src/for-adapters.js'

/** How a runner groups and names tests. */
export interface TestRunner {
  describe(name: string, define: () => void): unknown
  test(name: string, run: () => Promise<void>): unknown
}

export interface PermissionTestOptions {
  /** A denial of a caller without any policy fails, too. */
  readonly strictDenials?: boolean
}

/**
 * Makes one test of each check in permission files, under the file's own names. Paths resolve against the working
 * directory. Throws a SceneError with file, line and column for the first mistake in a file.
 */
export const definePermissionTestsWith = (
  { describe, test }: TestRunner,
  files: string | readonly string[],
  options?: PermissionTestOptions,
): void => {
  const unknown = Object.keys(options ?? {}).find(name => name !== 'strictDenials')
  if (unknown !== undefined)
    throw new Error(`\`${unknown}\` is no option of permission tests; there is \`strictDenials\``)
  const paths = typeof files === 'string' ? [files] : files
  if (paths.length === 0)
    throw new Error('definePermissionTests was given no file: there would be nothing that can fail')
  for (const path of paths) {
    const file = loadPermissionFile(path)
    describe(relative(process.cwd(), file.path), () => {
      for (const check of checksOf(file, options)) test(check.name, () => check.run())
    })
  }
}
