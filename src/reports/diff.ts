import type { ConditionContext, Position, Statement, Verdict } from '../policy/types.js'
import type { Change, PolicyDiff } from '../recording/diff.js'
import type { ChangedCall, ChangedCalls } from '../recording/diff-calls.js'

/** What is compared, as reports call it. */
export interface DiffNames {
  readonly before: string
  readonly after: string
}

/** Changes that one statement explains, on one resource and in the same circumstances. */
interface Group {
  readonly actions: readonly string[]
  readonly resource: string
  readonly when: string
  readonly callers: readonly string[]
  readonly before: string
  readonly after: string
  readonly position?: Position
}

const places: readonly (readonly [key: string, word: string])[] = [
  ['aws:SourceIp', 'from'],
  ['aws:CurrentTime', 'at'],
]

const listed = (value: string | readonly string[]): string =>
  typeof value === 'string' ? (value === '' ? '""' : value) : `[${value.map(each => each || '""').join(', ')}]`

/** `from 203.0.113.9, with s3:prefix home/`; nothing where no circumstance matters. */
export const circumstances = (context: ConditionContext): string => {
  const known = new Map(places)
  return Object.entries(context)
    .filter(([key]) => key !== 'aws:EpochTime')
    .map(([key, value]) => `${known.get(key) ?? `with ${key}`} ${listed(value)}`)
    .join(', ')
}

const placeOf = ({ policy, position }: Statement): string => `${position.file ?? policy}:${position.line}`

const reason = ({ decision, because, statements }: Verdict): string => {
  const [first] = statements
  const where = first === undefined ? '' : ` (${placeOf(first)})`
  return `${decision === 'allowed' ? 'allowed' : 'denied'}: ${because}${where}`
}

/** What is denied because nothing allows it has no line of its own to look at. */
const decidedAt = ({ before, after }: Change): Position | undefined =>
  [...after.statements, ...before.statements][0]?.position

const callerOf = ({ principal, beside }: Change): string | undefined =>
  beside === undefined ? undefined : `${principal.arn} ${beside}`

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

const withoutName = (text: string): string => text.replace(/\b(?:s3|iam|sts):\w+/g, 'it')

/** Puts together what a reader takes as one change. */
export const groupsOf = (changes: readonly Change[]): readonly Group[] => {
  const groups = new Map<string, Group>()
  for (const change of changes) {
    const { actions, resource, context, before, after } = change
    const when = circumstances(context)
    const key = [resource, when, withoutName(reason(before)), withoutName(reason(after))].join('\n')
    const known = groups.get(key)
    const caller = callerOf(change)
    groups.set(key, {
      actions: unique([...(known?.actions ?? []), ...actions]),
      resource,
      when,
      callers: unique([...(known?.callers ?? []), ...(caller === undefined ? [] : [caller])]),
      before: known?.before ?? reason(before),
      after: known?.after ?? reason(after),
      position: known?.position ?? decidedAt(change)!,
    })
  }
  return [...groups.values()]
}

const shortened = (values: readonly string[], most: number): string =>
  values.length <= most ? values.join(', ') : `${values.slice(0, most).join(', ')} and ${values.length - most} more`

/** The change in one line. */
export const groupTitle = ({ actions, resource, when }: Group): string =>
  `${shortened(actions, 3)} on ${resource.replace(/^arn:aws:s3:::/, '')}${when === '' ? '' : `, ${when}`}`

const groupText = (sign: string, group: Group): string[] => [
  `  ${sign} ${groupTitle(group)}`,
  ...(group.callers.length === 0 ? [] : [`      asked by ${shortened(group.callers, 2)}`]),
  `      before  ${group.before}`,
  `      after   ${group.after}`,
]

/** A report shows so many changes of one kind: whoever mends the first mends more. */
const mostShown = 20

const section = (title: string, sign: string, changes: readonly Change[]): string[] => {
  if (changes.length === 0) return []
  const groups = groupsOf(changes)
  const shown = groups.slice(0, mostShown).flatMap(group => groupText(sign, group))
  const rest = groups.length - mostShown
  return [title, ...shown, ...(rest > 0 ? [`    and ${rest} more`] : []), '']
}

const isSame = ({ widened, narrowed, lifted }: PolicyDiff): boolean =>
  widened.length + narrowed.length + lifted.length === 0

/** What was proven, or what was tried instead. */
export const proofOf = ({ before, after }: DiffNames, diff: PolicyDiff): string => {
  const { cases, gaps, widened } = diff
  const asked = `${cases} class${cases === 1 ? '' : 'es'} of calls`
  if (widened.length > 0) return `asked about ${asked}: ${after} allows what ${before} did not`
  if (gaps.length > 0)
    return `no proof: none of ${asked} is allowed anew, but ${gaps.join('; ')}: a call beyond them may be`
  const nothing = isSame(diff) ? 'both decide every call alike' : `${after} allows nothing that ${before} did not`
  return `proven: every call falls into one of ${asked}, and in each ${nothing}`
}

/** The differences of two revisions as text for a terminal. */
export const diffText = (names: DiffNames, diff: PolicyDiff): string =>
  [
    ...section(`allowed by ${names.after}, and not by ${names.before}:`, '+', diff.widened),
    ...section(`allowed by ${names.before}, and not any more:`, '-', diff.narrowed),
    ...section('no longer denied by a statement; another policy of the caller may allow it:', '~', diff.lifted),
    proofOf(names, diff),
  ].join('\n')

const markdownSection = (title: string, changes: readonly Change[]): string[] => {
  if (changes.length === 0) return []
  const groups = groupsOf(changes)
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return [
    `**${title}**`,
    '',
    '| call | before | after |',
    '|---|---|---|',
    ...groups
      .slice(0, mostShown)
      .map(group => `| \`${groupTitle(group)}\` | ${cell(group.before)} | ${cell(group.after)} |`),
    ...(groups.length > mostShown ? ['', `and ${groups.length - mostShown} more`] : []),
    '',
  ]
}

/** The same for a comment on a change. */
export const diffMarkdown = (names: DiffNames, diff: PolicyDiff): string =>
  [
    ...markdownSection(`Allowed by ${names.after}, and not by ${names.before}`, diff.widened),
    ...markdownSection(`Allowed by ${names.before}, and not any more`, diff.narrowed),
    ...markdownSection('No longer denied by a statement', diff.lifted),
    proofOf(names, diff),
  ].join('\n')

const changeData = ({ actions, resource, principal, context, beside, before, after }: Change) => ({
  ...{ actions, resource, principal: principal.arn, beside, context },
  before: { decision: before.decision, because: before.because, statements: before.statements },
  after: { decision: after.decision, because: after.because, statements: after.statements },
})

/** The same as data. */
export const diffData = (names: DiffNames, diff: PolicyDiff) => ({
  ...names,
  widened: diff.widened.map(changeData),
  narrowed: diff.narrowed.map(changeData),
  lifted: diff.lifted.map(changeData),
  cases: diff.cases,
  proven: diff.gaps.length === 0 && diff.widened.length === 0,
  gaps: diff.gaps,
  says: proofOf(names, diff),
})

const callText = ({ tests, operations, callers, before, after }: ChangedCall): string[] => [
  `  ${after.decision === 'allowed' ? '+' : '-'} ${operations.join(', ') || before.action} on ${before.resource.replace(/^arn:aws:s3:::/, '')}, by ${callers.join(', ')}`,
  ...(tests.length === 0 ? [] : [`      in the test ${shortened(tests, 3)}`]),
  `      before  ${reason(before)}`,
  `      after   ${reason(after)}`,
]

/** The calls of a run that change, as text. */
export const callsText = ({ before, after }: DiffNames, { asked, changed }: ChangedCalls): string => {
  const calls = `${asked} question${asked === 1 ? '' : 's'} of the run`
  if (asked === 0) return `the run asked nothing of ${before}: was it recorded with another revision?`
  if (changed.length === 0) return `${after} decides all ${calls} as ${before} did`
  return [`${changed.length} of ${calls} would be decided otherwise:`, ...changed.flatMap(callText)].join('\n')
}

/** The same as data. */
export const callsData = ({ asked, changed }: ChangedCalls) => ({
  asked,
  changed: changed.map(({ before, after, ...call }) => ({
    ...call,
    ...{ action: before.action, resource: before.resource },
    before: before.decision,
    after: after.decision,
  })),
})
