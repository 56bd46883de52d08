import {
  type AllowedSpec,
  type DeniedSpec,
  type Judged,
  judgeAllowed,
  judgeDenied,
  judgeRejected,
  type Outcome,
  type RejectedSpec,
} from './assertions.js'

/** What a runner's setup says of denials that test no policy. */
interface VacuousDenials {
  isStrict(): boolean
  count(): void
}

/** The matchers as functions, for runners without `expect`. They reject with an AssertionError. */
export interface AssertFunctions {
  /** Rejects unless the call reached the mock, nothing of it was denied, and it did not fail. */
  assertAllowed(call: unknown, spec?: AllowedSpec): Promise<void>
  /** Rejects unless a permission denied the call as the spec says. */
  assertDenied(call: unknown, spec?: DeniedSpec): Promise<void>
  /** Rejects unless authentication failed. */
  assertRejected(call: unknown, spec?: RejectedSpec): Promise<void>
}

/** What the matchers advise, for those who write functions. */
const asFunctions = (message: string, name: string): string =>
  message
    .replace('`expect(() => ...)`', `\`${name}(() => ...)\``)
    .replace(/\btoBe(Allowed|Denied|Rejected)\(\{/g, 'assert$1(call, {')
    .replace(/\btoBe(Allowed|Denied|Rejected)\b/g, 'assert$1')

const settle = async (name: string, judged: () => Judged): Promise<Outcome> => {
  try {
    return await judged()
  } catch (error) {
    throw new Error(asFunctions((error as Error).message, name), { cause: error })
  }
}

export const assertFunctions = (vacuous: VacuousDenials): AssertFunctions => {
  const hold = async (name: string, judged: () => Judged): Promise<void> => {
    const outcome = await settle(name, judged)
    if (outcome.vacuous) vacuous.count()
    if (outcome.pass) return
    const { AssertionError } = await import('node:assert')
    throw new AssertionError({ message: asFunctions(outcome.message, name) })
  }
  return {
    assertAllowed: (call, spec) => hold('assertAllowed', () => judgeAllowed(call, spec)),
    assertDenied: (call, spec) => hold('assertDenied', () => judgeDenied(call, spec, vacuous.isStrict())),
    assertRejected: (call, spec) => hold('assertRejected', () => judgeRejected(call, spec)),
  }
}

/** Without a runner nothing counts denials that test no policy. */
export const { assertAllowed, assertDenied, assertRejected } = assertFunctions({
  isStrict: () => false,
  count: () => undefined,
})
