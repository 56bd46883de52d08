import type { Position, Statement } from '../policy/types.js'
import { statementName } from '../policy/verdict.js'
import type { CoveredElement, CoveredPolicy, ElementKind, PolicyCoverage } from './coverage-types.js'
import type { RecordedPolicy } from './record-types.js'

/** A part of a policy that a run did not reach. */
export interface CoverageGap {
  readonly kind: ElementKind
  /** `file:line:column`; for a policy that is built in code, the place of the call. */
  readonly place: string
  readonly position: Position
  readonly statement: Statement
  /** `action s3:PutObject of statement "Write"`. */
  readonly what: string
}

/** Where a part of a policy is written, as terminals and editors open it. */
export const placeIn = ({ file, madeAt, name }: RecordedPolicy, { line, column }: Position): string => {
  if (file !== undefined) return `${file}:${line}:${column}`
  return madeAt === undefined ? `${name}:${line}:${column}` : `${madeAt.file}:${madeAt.line}:${madeAt.column}`
}

/** What a policy is called in reports: its file, or its name and where it is made. */
export const titleOf = ({ file, name, madeAt }: RecordedPolicy): string => {
  if (file !== undefined) return name === file || file.endsWith(`/${name}.json`) ? file : `${name} (${file})`
  return madeAt === undefined ? name : `${name} (${madeAt.file}:${madeAt.line})`
}

const sidesMissing = ({ matched, missed }: CoveredElement): string | undefined => {
  if (missed === undefined) return matched === 0 ? '' : undefined
  if (matched === 0) return missed === 0 ? '' : ' is never true'
  return missed === 0 ? ' is never false' : undefined
}

const elementNames: Readonly<Record<ElementKind, string>> = {
  ...{ statement: '', action: 'Action', resource: 'Resource', principal: 'Principal', condition: 'condition' },
}

const whatOf = ({ kind, text, negated }: CoveredElement, statement: Statement): string => {
  if (kind === 'statement') return `${text} (${statement.effect})`
  const not = negated && kind !== 'condition' ? 'Not' : ''
  return `${not}${elementNames[kind]} ${text} of ${statementName(statement)}`
}

const gapsOfPolicy = ({ policy, statements }: CoveredPolicy): readonly CoverageGap[] =>
  statements.flatMap(({ statement, elements }) => {
    const [itself] = elements
    // of a statement to which nothing applied, the reason is looked for in its conditions
    const judged = itself!.matched > 0 ? elements : [itself!, ...elements.filter(({ missed = 0 }) => missed > 0)]
    return judged.flatMap((element): readonly CoverageGap[] => {
      const side = sidesMissing(element)
      if (side === undefined) return []
      const { kind, position } = element
      return [{ kind, position, statement, place: placeIn(policy, position), what: whatOf(element, statement) + side }]
    })
  })

/** What a run did not reach, in the order of policies and of their text. */
export const gapsOf = ({ policies }: Pick<PolicyCoverage, 'policies'>): readonly CoverageGap[] =>
  policies.flatMap(gapsOfPolicy)
