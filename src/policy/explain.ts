import { absent, present } from './near-miss.js'
import type { NearMiss, Position, Verdict } from './types.js'
import { resourcePolicyName, statementName } from './verdict.js'

const width = 88
const indent = 12

const words: Readonly<Record<Verdict['decision'], string>> = {
  allowed: 'allowed',
  explicitDeny: 'denied by a statement',
  implicitDeny: 'denied: nothing allows it',
}

const place = (policy: string, { file, line, resource }: Position): string =>
  `${file ?? policy}:${line}${resource === undefined || (file === undefined && resource === policy) ? '' : `, ${resource}`}`

/** A labelled line; text that does not fit goes on below, broken at spaces where there are any. */
const row = (label: string, text: string): string[] => {
  const lines: string[] = []
  let rest = text
  while (rest.length > width - indent) {
    const space = rest.lastIndexOf(' ', width - indent)
    if (space <= 0) break
    lines.push(rest.slice(0, space))
    rest = rest.slice(space + 1)
  }
  return [...lines, rest].map((line, index) => `  ${(index === 0 ? label : '').padEnd(indent - 2)}${line}`)
}

const listed = (label: string, values: readonly string[]): string[] => {
  const shown = values.slice(0, 4).flatMap((value, index) => row(index === 0 ? label : '', value))
  return values.length > 4 ? [...shown, ...row('', `and ${values.length - 4} more`)] : shown
}

const whereOf = ({ statement, position }: NearMiss): string => place(statement.policy, position)

const newStatement = ({ at, action, resource, principal }: Verdict): string => {
  if (at === 'role') return `a role that grants ${action} on ${resource}`
  if (at === 'identity' && principal.kind === 'anonymous') return 'credentials with the request, or a public resource'
  const ofResource = resourcePolicyName(resource)
  const names = {
    session: 'session policy',
    boundary: 'permissions boundary',
    bucket: ofResource,
    resource: ofResource,
  }
  const kind = at in names ? names[at as keyof typeof names] : 'policy'
  return `a ${kind} statement that allows ${action} on ${resource}`
}

/** The smallest change: to the nearest statement when it differs in one element only. */
const remedy = (miss: NearMiss, verdict: Verdict): string => {
  const { statement, element, asked, condition, negated, others } = miss
  const where = `${statementName(statement)} (${whereOf(miss)})`
  if (others > 0) return newStatement(verdict)
  if (element === 'Condition') {
    const key = condition?.split(' ')[1] ?? 'the key'
    if (asked === absent) return `send ${key} with the request, or drop ${condition} of ${where}`
    if (asked === present) return `leave ${key} out of the request, or drop ${condition} of ${where}`
    return `let ${condition} of ${where} ${negated ? 'leave out' : 'take'} "${asked}"`
  }
  const caller = verdict.principal.kind === 'anonymous' ? '*' : asked
  const value = element === 'Action' ? verdict.action : element === 'Resource' ? verdict.resource : caller
  return negated ? `let Not${element} of ${where} leave out "${value}"` : `add "${value}" to the ${element} of ${where}`
}

const nearestRows = (verdict: Verdict): string[] => {
  const { nearest } = verdict
  if (nearest === undefined) return row('to allow', newStatement(verdict))
  const { statement, element, condition, asked, expected, negated, others } = nearest
  const what = condition ?? `${negated ? 'Not' : ''}${element}`
  const further = others === 0 ? '' : `, and ${others} more`
  return [
    ...row('nearest', `${statementName(statement)} (${place(statement.policy, statement.position)})`),
    ...row('differs', `${what} at ${whereOf(nearest)}${further}`),
    ...row('asked', asked),
    ...listed('has', expected.length === 0 ? ['(nothing)'] : expected),
    ...row('to allow', remedy(nearest, verdict)),
  ]
}

const statementRows = ({ statements }: Verdict): string[] =>
  listed(
    'decided',
    statements.map(statement => `${statementName(statement)} (${place(statement.policy, statement.position)})`),
  )

const denyRemedy = ({ statements }: Verdict): string[] => {
  const [first] = statements
  if (first === undefined) return []
  return row(
    'to allow',
    `narrow or remove the Deny of ${statementName(first)} (${place(first.policy, first.position)})`,
  )
}

const kindOf = ({ kind }: Verdict['principal']): string => (kind === 'serviceAccount' ? 'service account' : kind)

/** A verdict as text for a terminal: who asked what, the decision, and the place in the policy to look at. */
export const explain = (verdict: Verdict): string => {
  const { decision, action, asked, resource, principal, because } = verdict
  return [
    `${action} on ${resource}: ${words[decision]}`,
    ...row(
      'asked by',
      principal.kind === 'anonymous' ? 'anyone (no credentials)' : `${kindOf(principal)} ${principal.arn}`,
    ),
    ...(asked === undefined ? [] : row('asked as', asked)),
    ...row('because', because),
    ...statementRows(verdict),
    ...(decision === 'implicitDeny' ? nearestRows(verdict) : []),
    ...(decision === 'explicitDeny' ? denyRemedy(verdict) : []),
  ].join('\n')
}
