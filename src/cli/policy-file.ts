import { readFileSync } from 'node:fs'
import { UsageError } from './usage-error.js'

/** The text of a policy file. Throws a UsageError that names the path. */
export const readPolicyFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`the policy \`${path}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}
