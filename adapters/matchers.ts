import {
  type AllowedSpec,
  type DeniedSpec,
  judgeAllowed,
  judgeDenied,
  judgeRejected,
  type Outcome,
  type RejectedSpec,
} from '../src/for-adapters.js'
import { isStrict } from './current.js'

interface MatcherState {
  readonly isNot?: boolean
}

interface MatcherResult {
  pass: boolean
  message(): string
}

const result = async (judged: Promise<Outcome>): Promise<MatcherResult> => {
  const { pass, message } = await judged
  return { pass, message: () => message }
}

const refuseNot = (state: MatcherState, matcher: string, instead: string): void => {
  if (state.isNot) throw new Error(`.not.${matcher}() would pass for a call that failed otherwise; write ${instead}`)
}

/**
 * Matchers of permissions, on a promise of an SDK call or on a function that makes calls: for `expect.extend`.
 * @example expect.extend(matchers)
 */
export const matchers = {
  toBeAllowed(this: MatcherState, call: unknown, spec?: AllowedSpec): Promise<MatcherResult> {
    refuseNot(this, 'toBeAllowed', 'toBeDenied()')
    return result(judgeAllowed(call, spec))
  },
  toBeDenied(this: MatcherState, call: unknown, spec?: DeniedSpec): Promise<MatcherResult> {
    refuseNot(this, 'toBeDenied', 'toBeAllowed()')
    return result(judgeDenied(call, spec, isStrict()))
  },
  toBeRejected(this: MatcherState, call: unknown, spec?: RejectedSpec): Promise<MatcherResult> {
    refuseNot(this, 'toBeRejected', 'toBeAllowed() or toBeDenied()')
    return result(judgeRejected(call, spec))
  },
}

/** Types of the matchers, for the declarations of each runner. */
export interface PermissionMatchers<R = Promise<void>> {
  /** The call reached the mock, nothing of it was denied, and it did not fail. */
  toBeAllowed(spec?: AllowedSpec): R
  /** A permission denied the call, as the spec says. */
  toBeDenied(spec?: DeniedSpec): R
  /** Authentication failed. */
  toBeRejected(spec?: RejectedSpec): R
}

export type { AllowedSpec, DeniedSpec, RejectedSpec }
