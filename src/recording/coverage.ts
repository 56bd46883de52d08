import { contextValue } from '../policy/conditions.js'
import { operatorNamed } from '../policy/operators.js'
import { matchPrincipal, principalNameMatches } from '../policy/principals.js'
import { type CompiledStatement, speaksOfAction, speaksOfResource } from '../policy/statements.js'
import { statementName } from '../policy/verdict.js'
import { createSeen } from './coverage-seen.js'
import {
  type CoverageCount,
  type CoverageSummary,
  type CoveredElement,
  type CoveredPolicy,
  type ElementKind,
  elementKinds,
  type PolicyCoverage,
} from './coverage-types.js'
import type { Recording } from './record-types.js'
import { changedBy, type Replay, type ReplayPolicy, type ReplayQuestion, replayOf } from './replay.js'

/** Which parts of a statement a question meets. */
interface Parts {
  readonly action: boolean
  readonly resource: boolean
  readonly principal: boolean
  readonly conditions: readonly boolean[]
}

const partsOf = (statement: CompiledStatement, question: ReplayQuestion): Parts => ({
  action: speaksOfAction(statement, question.lowerAction),
  resource: speaksOfResource(statement, question.resource, question.context),
  principal: matchPrincipal(statement.principals, question.principal, question.context) !== 'none',
  conditions: statement.conditions.map(condition => condition.test(question.context)),
})

/** One part of a statement as it is counted. */
interface Counted {
  readonly kind: ElementKind
  readonly text: string
  readonly negated: boolean
  readonly position: CoveredElement['position']
  /** Whether a question reaches it: all other parts match. */
  reached(parts: Parts): boolean
  /** Whether it matches what is asked. */
  matches(question: ReplayQuestion, parts: Parts): boolean
  /** What is asked of it, for the list of values seen. */
  asked(question: ReplayQuestion): string
  /** The statement without it; undefined: nothing is left of it. */
  without: CompiledStatement | undefined
  /** That it does not match is a fact of its own: conditions. */
  readonly twoSided?: true
}

const everyCondition = ({ conditions }: Parts): boolean => conditions.every(holds => holds)

const statementItself = (statement: CompiledStatement): Counted => ({
  kind: 'statement',
  text: statementName(statement.statement),
  negated: false,
  position: statement.statement.position,
  reached: ({ action, resource, principal, conditions }) =>
    action && resource && principal && conditions.every(holds => holds),
  matches: () => true,
  asked: ({ action, resource }) => `${action} ${resource}`,
  without: undefined,
})

const without = <T>(list: readonly T[], index: number): readonly T[] => list.filter((_, at) => at !== index)

const actionParts = (statement: CompiledStatement): readonly Counted[] => {
  const { actions } = statement
  const { negated, patterns } = actions
  return patterns.map(({ text, position, matches }, index) => ({
    ...{ kind: 'action', text, negated, position },
    reached: parts => parts.resource && parts.principal && everyCondition(parts),
    matches: question => matches(question.lowerAction),
    asked: ({ action }) => action,
    without:
      patterns.length === 1 && !negated
        ? undefined
        : { ...statement, actions: { ...actions, patterns: without(patterns, index) } },
  }))
}

const resourceParts = (statement: CompiledStatement): readonly Counted[] => {
  const { resources } = statement
  const { negated, patterns } = resources
  return patterns.map(({ text, position, matches }, index) => ({
    ...{ kind: 'resource', text, negated, position },
    reached: parts => parts.action && parts.principal && everyCondition(parts),
    matches: question => matches(question.resource, question.context),
    asked: ({ resource }) => resource,
    without:
      patterns.length === 1
        ? undefined
        : { ...statement, resources: { ...resources, patterns: without(patterns, index) } },
  }))
}

const principalParts = (statement: CompiledStatement): readonly Counted[] => {
  const { principals } = statement
  if (principals === undefined) return []
  const { names, negated, position } = principals
  return names.map((name, index) => ({
    ...{ kind: 'principal', text: name.name, negated, position },
    reached: parts => parts.action && parts.resource && everyCondition(parts),
    matches: ({ principal, context }) => principalNameMatches(name, principal, context),
    asked: ({ principal }) => (principal.kind === 'anonymous' ? 'anonymous' : principal.arn),
    without:
      names.length === 1 ? undefined : { ...statement, principals: { ...principals, names: without(names, index) } },
  }))
}

const conditionParts = (statement: CompiledStatement): readonly Counted[] =>
  statement.conditions.map(({ operator, key, position }, index) => ({
    ...{
      kind: 'condition',
      text: `${operator} ${key}`,
      negated: operatorNamed(operator)?.operator.negated ?? false,
      position,
    },
    reached: ({ action, resource, principal }) => action && resource && principal,
    matches: (_, { conditions }) => conditions[index] === true,
    asked: ({ context }) => {
      const value = contextValue(context, key)
      return value === undefined ? '(absent)' : typeof value === 'string' ? value : value.join(', ')
    },
    without: { ...statement, conditions: without(statement.conditions, index) },
    twoSided: true,
  }))

const countedParts = (statement: CompiledStatement): readonly Counted[] => [
  statementItself(statement),
  ...principalParts(statement),
  ...actionParts(statement),
  ...resourceParts(statement),
  ...conditionParts(statement),
]

const timesOf = (cases: Iterable<{ readonly decisions: readonly unknown[] }>): number => {
  let times = 0
  for (const { decisions } of cases) times += decisions.length
  return times
}

const coverElement = (counted: Counted, of: ReplayPolicy, index: number, parts: PartsOf): CoveredElement => {
  const { kind, text, negated, position } = counted
  let [matched, missed] = [0, 0]
  const seen = createSeen()
  for (const { questions, decisions } of of.cases) {
    const times = decisions.length
    const reached = questions.filter(question => counted.reached(parts(question, index)))
    if (reached.length === 0) continue
    const taking = reached.find(question => counted.matches(question, parts(question, index)))
    if (taking !== undefined) matched += times
    else missed += times
    if (taking !== undefined || counted.twoSided)
      seen.add(counted.asked(taking ?? reached[0]!), taking !== undefined, times)
  }
  const decisive = timesOf(changedBy({ of, index, instead: counted.without }))
  const common = { kind, text, negated, position, matched, decisive, seen: seen.values() }
  return counted.twoSided ? { ...common, missed } : common
}

type PartsOf = (question: ReplayQuestion, index: number) => Parts

/** The parts that each question meets, found once for all elements of a statement. */
const partsFor = ({ statements }: ReplayPolicy): PartsOf => {
  const known = new Map<ReplayQuestion, (Parts | undefined)[]>()
  return (question, index) => {
    const found = known.get(question) ?? []
    known.set(question, found)
    found[index] ??= partsOf(statements[index]!, question)
    return found[index]
  }
}

const mostTests = 20

const coverPolicy = (of: ReplayPolicy): CoveredPolicy => {
  const parts = partsFor(of)
  const tests = new Set<string>()
  for (const { decisions } of of.cases)
    for (const { file, test } of decisions)
      if (test !== undefined && tests.size < mostTests) tests.add(file === undefined ? test : `${file} > ${test}`)
  return {
    policy: of.recorded,
    asked: timesOf(of.cases),
    tests: [...tests],
    statements: of.statements.map((compiled, index) => ({
      statement: compiled.statement,
      elements: countedParts(compiled).map(counted => coverElement(counted, of, index, parts)),
    })),
  }
}

/** Whole percent, rounded down: 99.99 is not 100. Of nothing, all is covered. */
export const percentOf = (part: number, total: number): number => (total === 0 ? 100 : Math.floor((part * 100) / total))

const countOf = (matched: number, total: number): CoverageCount => ({
  matched,
  total,
  percent: percentOf(matched, total),
})

const summarize = (elements: readonly CoveredElement[]): CoverageSummary => {
  const count = (kinds: readonly ElementKind[]): CoverageCount => {
    const own = elements.filter(({ kind }) => kinds.includes(kind))
    const sides = own.flatMap(({ matched, missed }) => (missed === undefined ? [matched] : [matched, missed]))
    return countOf(sides.filter(times => times > 0).length, sides.length)
  }
  const decisive = elements.filter(each => each.decisive > 0).length
  return {
    statements: count(['statement']),
    actions: count(['action']),
    resources: count(['resource']),
    principals: count(['principal']),
    conditions: count(['condition']),
    all: count(elementKinds),
    decisive: countOf(decisive, elements.length),
  }
}

/** What the decisions of a run asked of the policies in it. */
export const coverageOfReplay = ({ policies }: Pick<Replay, 'policies'>): PolicyCoverage => {
  const covered = policies.map(coverPolicy)
  return {
    policies: covered,
    summary: summarize(covered.flatMap(({ statements }) => statements.flatMap(({ elements }) => elements))),
  }
}

/** As `coverageOfReplay`, for a recording that is needed for nothing beyond it. */
export const coverageOf = (recording: Recording): PolicyCoverage => coverageOfReplay(replayOf(recording))
