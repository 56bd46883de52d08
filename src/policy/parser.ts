import type { Dialect } from '../contract/dialect.js'
import { ServiceError } from '../contract/errors.js'
import { parsePolicy, type ReadOptions } from './document.js'
import { isPolicyError } from './policy-error.js'
import { isPublicPolicy } from './public-access.js'
import type { Policy, PolicyKind } from './types.js'

/** Where the text of a policy came from: its file, or whatever it was made of. */
export type TextOrigin = Pick<ReadOptions, 'file' | 'place' | 'bucket' | 'anyVersion'>

/** Parses policies as the dialect does. */
export interface PolicyParser {
  /** A fault is the service's answer: MalformedPolicyDocument, or MalformedPolicy for a bucket's. */
  parse(text: string, kind: PolicyKind, name?: string, bucket?: string): Policy
  /** Whether a bucket's policy opens it to everyone. */
  isPublic(policy: Policy): boolean
  /** A fault is a PolicyError with every finding, for people. */
  parseStrict(text: string, kind: PolicyKind, name: string, origin?: TextOrigin): Policy
}

/** Makes a parser; `parsed` hears of each policy at once, in the call that brought its text. */
export const createPolicyParser = (
  { profile }: Pick<Dialect, 'profile'>,
  strict: boolean,
  parsed?: (policy: Policy) => void,
): PolicyParser => {
  const parseStrict: PolicyParser['parseStrict'] = (text, kind, name, origin) => {
    const policy = parsePolicy(text, { profile, kind, strict, name, ...origin })
    parsed?.(policy)
    return policy
  }
  return {
    parseStrict,
    isPublic: isPublicPolicy,
    parse: (text, kind, name = 'policy', bucket) => {
      try {
        return parseStrict(text, kind, name, bucket === undefined ? {} : { bucket })
      } catch (error) {
        if (!isPolicyError(error)) throw error
        const code = kind === 'bucket' ? 'MalformedPolicy' : 'MalformedPolicyDocument'
        throw new ServiceError(code, { message: error.findings[0]?.message })
      }
    },
  }
}
