import { AssertionError } from 'node:assert'
import { sendDraft } from '../mock/call.js'
import type { CallerContext } from '../mock/caller.js'
import type { Mock } from '../mock.js'
import { type Failure, judgeCall, judgeVerdict } from './judge-check.js'
import type { PermissionFile } from './permission-file.js'
import type { Asker, Expectation, PermissionCheck } from './permission-types.js'

/** One test of a permission file, for any runner. */
export interface Check {
  readonly name: string
  /** Rejects with an AssertionError that carries the explanation and the place in the file. */
  run(): Promise<void>
}

export interface CheckOptions {
  /** A denial of a caller without any policy fails, too. */
  readonly strictDenials?: boolean
}

const callerOf = (mock: Mock, { name, options }: Asker): CallerContext =>
  name === 'anonymous' ? mock.anonymous(options) : name === 'admin' ? mock.admin(options) : mock.as(name, options)

const shown = (expected: Expectation): string => {
  if (expected.decision === 'allowed') return expected.code === undefined ? 'allowed' : `allowed, then ${expected.code}`
  const details = Object.entries(expected.spec).map(([name, value]) => `${name}: ${value}`)
  return details.length === 0 ? 'denied' : `denied (${details.join(', ')})`
}

const judge = async (
  mock: Mock,
  { asker, question, expected }: PermissionCheck,
  strict: boolean,
): Promise<Failure | undefined> => {
  const caller = callerOf(mock, asker)
  if ('action' in question) return judgeVerdict(caller.can(question.action, question.resource), expected, strict)
  const { operation, draft } = question
  return judgeCall(await sendDraft(mock, operation, caller, draft), operation, expected, strict)
}

const messageOf = (
  { asker, question, expected, position }: PermissionCheck,
  { actual, explanation }: Failure,
): string =>
  [
    `${question.target} as ${asker.name}\n  expected: ${shown(expected)}\n  got:      ${actual}`,
    explanation,
    `at ${position}`,
  ].join('\n\n')

/** The checks of a permission file, each in a world of its own. */
export const checksOf = (
  { mock, checks }: PermissionFile,
  { strictDenials = false }: CheckOptions = {},
): readonly Check[] =>
  checks.map(check => ({
    name: check.name,
    run: async () => {
      const failure = await mock.isolate(() => judge(mock, check, strictDenials))
      if (failure === undefined) return
      const message = messageOf(check, failure)
      throw new AssertionError({ message, expected: shown(check.expected), actual: failure.actual })
    },
  }))
