import { absent, present } from './near-miss.js'
import { heldConditions, remediesOf, writtenResource } from './remedies.js'
import type { NearMiss, Position, Remedy, Source, Statement, Verdict } from './types.js'
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

const newStatement = ({ action, resource: asked, principal }: Verdict, at: Source): string => {
  const resource = writtenResource(asked)
  if (at === 'role') return `a role that grants ${action} on ${resource}`
  if (at === 'identity' && principal.kind === 'anonymous') return 'credentials with the request, or a public resource'
  const ofResource = resourcePolicyName(asked)
  const names = {
    session: 'session policy',
    boundary: 'permissions boundary',
    bucket: ofResource,
    resource: ofResource,
  }
  const kind = at in names ? names[at as keyof typeof names] : 'policy'
  return `a ${kind} statement that allows ${action} on ${resource}`
}

const nameAt = (statement: Statement, position = statement.position): string =>
  `${statementName(statement)} (${place(statement.policy, position)})`

const conditionRemedy = ({ condition = '', asked, several, ...miss }: NearMiss): string => {
  const key = condition.split(' ')[1] ?? 'the key'
  const where = `drop ${condition} of ${nameAt(miss.statement, miss.position)}`
  if (asked === absent) return `send ${key} with the request as the condition says, or ${where}`
  if (asked === present) return `leave ${key} out of the request, or ${where}`
  if (several === undefined) return `send another ${key}, or ${where}`
  const each = several.map(value => `"${value}"`).join(', ')
  if (/^ForA/.test(condition)) return `let ${condition} speak of ${each}, each by itself, or ${where}`
  return `write ForAnyValue: or ForAllValues: before ${condition}, which has several values here, or ${where}`
}

/** One change, in words. */
const remedyText = (remedy: Remedy, verdict: Verdict): string => {
  switch (remedy.kind) {
    case 'narrowDeny':
      return `narrow or remove the Deny of ${remedy.statements.map(statement => nameAt(statement)).join(' and of ')}`
    case 'allow':
      return newStatement(verdict, remedy.at)
    case 'count':
      return `let the bucket policy count: ${remedy.reason}`
    case 'dropCondition':
      return conditionRemedy(remedy.miss)
    case 'change': {
      const { statement, element, condition, negated, position } = remedy.miss
      const where = nameAt(statement, position)
      if (condition !== undefined)
        return `let ${condition} of ${where} ${negated ? 'leave out' : 'take'} "${remedy.value}"`
      return negated
        ? `let Not${element} of ${where} leave out "${remedy.value}"`
        : `add "${remedy.value}" to the ${element} of ${where}`
    }
  }
}

const remedyRows = (verdict: Verdict): string[] =>
  remediesOf(verdict).flatMap((remedy, index) => row(index === 0 ? 'to allow' : 'and', remedyText(remedy, verdict)))

const nearestRows = (verdict: Verdict): string[] => {
  const { nearest } = verdict
  if (nearest === undefined) return []
  const { statement, element, condition, asked, expected, negated, others, unresolved = [] } = nearest
  const what = condition ?? `${negated ? 'Not' : ''}${element}`
  const further = others === 0 ? '' : `, and ${others} more`
  return [
    ...row('nearest', `${statementName(statement)} (${place(statement.policy, statement.position)})`),
    ...row('differs', `${what} at ${whereOf(nearest)}${further}`),
    ...row('asked', asked),
    ...listed('has', expected.length === 0 ? ['(nothing)'] : expected),
    ...(unresolved.length === 0 ? [] : row('no value', `the request has none for ${unresolved.join(', ')}`)),
  ]
}

const statementRows = ({ statements }: Verdict): string[] =>
  listed(
    'decided',
    statements.map(statement => `${statementName(statement)} (${place(statement.policy, statement.position)})`),
  )

/** Which conditions let a Deny apply. */
const heldRows = (verdict: Verdict): string[] =>
  verdict.statements.flatMap(statement =>
    heldConditions(verdict, statement).flatMap(({ condition, asked, expected, position }) => [
      ...row('held', `${condition} at ${place(statement.policy, position)}`),
      ...row('asked', asked),
      ...listed('has', expected),
    ]),
  )

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
    ...(decision === 'explicitDeny' ? heldRows(verdict) : []),
    ...(decision === 'allowed' ? [] : remedyRows(verdict)),
  ].join('\n')
}
