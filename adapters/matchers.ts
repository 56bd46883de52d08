import {
  type AccessMatrix,
  type AllowedSpec,
  type DeniedSpec,
  judgeAbility,
  judgeAllowed,
  judgeCalled,
  judgeDenied,
  judgeMatrix,
  judgeRejected,
  type Outcome,
  type RejectedSpec,
  wholeOf,
} from '../src/for-adapters.js'
import type { CallerContext, CallerOptions, TigrisMock } from '../src/index.js'
import { countVacuousDenial, isStrict } from './current.js'

interface MatcherState {
  readonly isNot?: boolean
}

interface MatcherResult {
  pass: boolean
  message(): string
}

type Input = Readonly<Record<string, unknown>>

const told = ({ pass, message }: Outcome): MatcherResult => ({ pass, message: () => message })

const counted = (outcome: Outcome): MatcherResult => {
  if (outcome.vacuous) countVacuousDenial()
  return told(outcome)
}

/** At once where nothing is to be waited for: asymmetric matchers cannot wait. */
const result = (judged: Outcome | Promise<Outcome>): MatcherResult | Promise<MatcherResult> =>
  judged instanceof Promise ? judged.then(counted) : counted(judged)

/** A matcher that refuses its own use must not leave the call's rejection to nobody. */
const refuseNot = (state: MatcherState, call: unknown, matcher: string, instead: string): void => {
  if (call instanceof Promise) call.catch(() => undefined)
  if (state.isNot) throw new Error(`.not.${matcher}() would pass for a call that failed otherwise; write ${instead}`)
}

/**
 * Matchers of permissions, on a promise of an SDK call or on a function that makes calls: for `expect.extend`.
 * @example expect.extend(matchers)
 */
export const matchers = {
  toBeAllowed(this: MatcherState, call: unknown, spec?: AllowedSpec): MatcherResult | Promise<MatcherResult> {
    refuseNot(this, call, 'toBeAllowed', 'toBeDenied()')
    return result(judgeAllowed(call, spec))
  },
  toBeDenied(this: MatcherState, call: unknown, spec?: DeniedSpec): MatcherResult | Promise<MatcherResult> {
    refuseNot(this, call, 'toBeDenied', 'toBeAllowed()')
    return result(judgeDenied(call, spec, isStrict()))
  },
  toBeRejected(this: MatcherState, call: unknown, spec?: RejectedSpec): MatcherResult | Promise<MatcherResult> {
    refuseNot(this, call, 'toBeRejected', 'toBeAllowed() or toBeDenied()')
    return result(judgeRejected(call, spec))
  },
  toBeAbleTo(
    this: MatcherState,
    caller: unknown,
    action: string,
    resource: string,
    when?: CallerOptions,
  ): MatcherResult {
    return told(judgeAbility(caller as CallerContext, action, resource, when))
  },
  toHaveCalled(this: MatcherState, mock: unknown, operation: string, input?: Input): MatcherResult {
    return told(judgeCalled(wholeOf(mock as TigrisMock), operation, input))
  },
  toMatchAccessMatrix(this: MatcherState, mock: unknown, matrix: AccessMatrix): MatcherResult {
    return told(judgeMatrix(mock as TigrisMock, matrix))
  },
}

/** Types of the matchers, for the declarations of each runner. */
export interface PermissionMatchers<R = Promise<void>> {
  /** The evaluator allows the action to this context, now or `when`. */
  toBeAbleTo(action: string, resource: string, when?: CallerOptions): void
  /** The operation was called, with an input that has these members. */
  toHaveCalled(operation: string, input?: Input): void
  /** Every caller may do what its cell says. */
  toMatchAccessMatrix(matrix: AccessMatrix): void
  /** The call reached the mock, nothing of it was denied, and it did not fail. */
  toBeAllowed(spec?: AllowedSpec): R
  /** A permission denied the call, as the spec says. */
  toBeDenied(spec?: DeniedSpec): R
  /** Authentication failed. */
  toBeRejected(spec?: RejectedSpec): R
}

/**
 * The same as asymmetric matchers, of values and errors of calls that are over:
 * `expect(results).toContainEqual({ status: 'rejected', reason: expect.toBeDenied() })`.
 */
export interface AsymmetricPermissionMatchers extends PermissionMatchers<unknown> {}

export type { AllowedSpec, DeniedSpec, RejectedSpec }
