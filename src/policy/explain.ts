import type { NearMiss, Position, Verdict } from './types.js'
import { statementName } from './verdict.js'

const width = 88
const indent = 12

const words: Readonly<Record<Verdict['decision'], string>> = {
  allowed: 'allowed',
  explicitDeny: 'denied by a statement',
  implicitDeny: 'denied: nothing allows it',
}

const place = (policy: string, { file, line }: Position): string => `${file ?? policy}:${line}`

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

/** The smallest change to the nearest statement; a statement that is asked about the wrong thing keeps its meaning. */
const remedy = (miss: NearMiss, { action, resource }: Verdict): string => {
  const { statement, element, asked, condition } = miss
  const where = `${statementName(statement)} (${whereOf(miss)})`
  if (element === 'Action') return `add "${action}" to the Action of ${where}`
  if (element === 'Resource') return `add "${resource}" to the Resource of ${where}`
  if (element === 'Principal') return `add "${asked}" to the Principal of ${where}`
  return asked === '(absent)'
    ? `send ${condition?.split(' ')[1] ?? 'the key'} with the request, or drop ${condition} of ${where}`
    : `let ${condition} of ${where} take "${asked}"`
}

const nearestRows = (verdict: Verdict): string[] => {
  const { nearest, at, action, resource } = verdict
  if (nearest === undefined) {
    return row(
      'to allow',
      `a ${at === 'session' ? 'session ' : at === 'bucket' ? 'bucket ' : ''}policy that allows ${action} on ${resource}`,
    )
  }
  const { statement, element, condition, asked, expected } = nearest
  return [
    ...row('nearest', `${statementName(statement)} (${place(statement.policy, statement.position)})`),
    ...row('differs', `${condition ?? element} at ${whereOf(nearest)}`),
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

/** A verdict as text for a terminal: who asked what, the decision, and the place in the policy to look at. */
export const explain = (verdict: Verdict): string => {
  const { decision, action, resource, principal, because } = verdict
  return [
    `${action} on ${resource}: ${words[decision]}`,
    ...row(
      'asked by',
      principal.kind === 'anonymous' ? 'anyone (no credentials)' : `${principal.kind} ${principal.arn}`,
    ),
    ...row('because', because),
    ...statementRows(verdict),
    ...(decision === 'implicitDeny' ? nearestRows(verdict) : []),
    ...(decision === 'explicitDeny' ? denyRemedy(verdict) : []),
  ].join('\n')
}
