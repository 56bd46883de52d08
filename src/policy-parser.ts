import type { Dialect } from './dialect.js'
import { ServiceError } from './errors.js'
import { parsePolicy } from './policy/document.js'
import { isPolicyError } from './policy/policy-error.js'
import type { Policy, PolicyKind } from './policy/types.js'

/** Parses policies as the dialect does. */
export interface PolicyParser {
  /** A fault is the service's answer: MalformedPolicyDocument, or MalformedPolicy for a bucket's. */
  parse(text: string, kind: PolicyKind, name?: string): Policy
  /** A fault is a PolicyError with every finding, for people. */
  parseStrict(text: string, kind: PolicyKind, name: string, file?: string): Policy
}

export const createPolicyParser = ({ profile }: Pick<Dialect, 'profile'>, strict: boolean): PolicyParser => {
  const parseStrict: PolicyParser['parseStrict'] = (text, kind, name, file) =>
    parsePolicy(text, { profile, kind, strict, name, ...(file !== undefined && { file }) })
  return {
    parseStrict,
    parse: (text, kind, name = 'policy') => {
      try {
        return parseStrict(text, kind, name)
      } catch (error) {
        if (!isPolicyError(error)) throw error
        const code = kind === 'bucket' ? 'MalformedPolicy' : 'MalformedPolicyDocument'
        throw new ServiceError(code, {}, error.findings[0]?.message)
      }
    },
  }
}
