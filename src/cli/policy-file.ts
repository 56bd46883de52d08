import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { UsageError } from './usage-error.js'

/** The text of a policy file. Throws a UsageError that names the path. */
export const readPolicyFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`the policy \`${path}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

/** The text of a policy file, or of one of a revision of Git: `main:policies/runner.json`, from the working directory. */
export const readRevision = (given: string): string => {
  const [, revision, path = ''] = /^([^:]+):(.+)$/s.exec(given) ?? []
  if (revision === undefined || existsSync(given)) return readPolicyFile(given)
  const options = { encoding: 'utf8' as const, stdio: 'pipe' as const }
  try {
    return execFileSync('git', ['show', `${revision}:./${path}`], options)
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: string }
    const why = stderr?.trim().split('\n', 1)[0] ?? code
    throw new UsageError(`there is no file \`${given}\`, and Git has no such revision of one: ${why}`)
  }
}
