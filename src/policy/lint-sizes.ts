import { finding, type LintFinding, type LintHost } from './lint-findings.js'
import type { Policy } from './types.js'

/** White space does not count: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const counted = (text: string): number => text.replace(/\s/g, '').length

const managed = 6144
const inlineOfUser = 2048

/** Documents that are longer than the service takes. */
export const sizeFindings = ({ kind, text, statements }: Policy, { closed }: LintHost): readonly LintFinding[] => {
  const position = { ...statements[0]?.position, line: 1, column: 1 }
  const size = counted(text)
  // Tigris publishes no limit of its own
  const severity = closed ? 'warning' : 'error'
  if (kind === 'identity' && size > managed) {
    const message = `Cannot exceed quota for PolicySize: ${managed}`
    const remedy = `it has ${size} characters without white space; cut it into several policies`
    return [finding(severity, 'LimitExceeded', position, message, remedy)]
  }
  if (kind === 'identity' && size > inlineOfUser) {
    const message = `as an inline policy of a user it is too long: ${size} characters without white space, ${inlineOfUser} fit`
    return [finding('note', 'LimitExceeded', position, message, 'attach it as a managed policy')]
  }
  if ((kind === 'session' || kind === 'trust') && size > inlineOfUser) {
    const what = kind === 'session' ? 'a session policy' : 'a trust policy'
    const message = `${what} has at most ${inlineOfUser} characters: this one has ${size}`
    return [finding(severity, 'LimitExceeded', position, message)]
  }
  return []
}
