import { dialects } from '../dialects/index.js'
import { compiledOf, parsePolicy, withStatements } from '../policy/document.js'
import { evaluate } from '../policy/evaluate.js'
import { positionsIn } from '../policy/json.js'
import { matchPrincipal, type PrincipalMatch } from '../policy/principals.js'
import { normalResource } from '../policy/resources.js'
import { type CompiledStatement, speaksOfAction, speaksOfResource } from '../policy/statements.js'
import type { ConditionContext, Facts, Policy, PolicyProfile, Position } from '../policy/types.js'
import { withAnswers } from '../scene/assumed.js'
import type { RecordedDecision, RecordedDialect, RecordedPolicy, Recording } from './record-types.js'
import { relevantContext } from './replay-context.js'

/** What one statement is asked: names in the dialect's words, the action in lower case too. */
export interface ReplayQuestion {
  readonly action: string
  readonly lowerAction: string
  /** Normalised. */
  readonly resource: string
  readonly context: ConditionContext
  readonly principal: Facts['principal']
}

/** One question with all that answers it, however often it was asked. */
export interface ReplayCase {
  /** Those that were the same question. */
  readonly decisions: readonly RecordedDecision[]
  readonly profile: PolicyProfile
  readonly facts: Facts
  /** One for each action of the dialect that stands for the one that was asked. */
  readonly questions: readonly ReplayQuestion[]
  readonly allowed: boolean
}

export interface ReplayPolicy {
  readonly recorded: RecordedPolicy
  readonly policy: Policy
  readonly profile: PolicyProfile
  readonly statements: readonly CompiledStatement[]
  /** The questions that were put to it. */
  readonly cases: readonly ReplayCase[]
  /** For each statement, how it applies to each question; found when it is first needed. */
  readonly reach: (readonly PrincipalMatch[] | undefined)[]
}

/** The decisions of a run, ready to be made again. */
export interface Replay {
  readonly policies: readonly ReplayPolicy[]
  readonly cases: readonly ReplayCase[]
}

/** The dialect's profile, as the scene's answers make it. Throws for a dialect that this version does not have. */
export const profileOf = ({ dialect, assumed }: RecordedDialect): PolicyProfile => {
  if (!Object.hasOwn(dialects, dialect))
    throw new Error(`the record is of the dialect \`${dialect}\`, which this version of tigris-mock does not have`)
  return withAnswers(dialects[dialect as keyof typeof dialects], assumed).profile
}

/** Where the parts of a recorded policy are written. */
const placeOf = ({ text, file, places }: RecordedPolicy): ((offset: number) => Position) => {
  if (places === undefined) return positionsIn(text, file)
  return offset => {
    const [, line, column] = places.findLast(([start]) => start <= offset) ?? places[0]!
    return { ...(file !== undefined && { file }), line, column }
  }
}

/** Parses a recorded policy again; it was taken once, so nothing is asked of it beyond being one. */
export const parseRecorded = (recorded: RecordedPolicy, text = recorded.text): Policy =>
  parsePolicy(text, {
    profile: profileOf(recorded),
    kind: recorded.kind,
    name: recorded.name,
    place: placeOf(recorded),
    strict: false,
  })

const allowedBy = (profile: PolicyProfile, facts: Facts): boolean => evaluate(profile, facts).decision === 'allowed'

/** Whether decisions of a kind are what a test could notice: parts of an answer that are left out quietly are not. */
const isNoticed = ({ kind }: RecordedDecision): boolean => kind !== 'asked'

/** Reads a recording for replay. Questions that no policy of theirs could tell apart are one. */
export const replayOf = ({ policies, decisions }: Recording): Replay => {
  const parsed = new Map([...policies].map(([id, recorded]) => [id, parseRecorded(recorded)]))
  const policyOf = (id: string): Policy => parsed.get(id)!
  const contextOf = relevantContext(policies)
  const profiles = new Map<string, PolicyProfile>()
  const byQuestion = new Map<string, { decisions: RecordedDecision[]; context: ConditionContext }>()
  for (const decision of decisions.filter(isNoticed)) {
    const { dialect, assumed, principal, action, resource, identity, boundary, session, resourcePolicy } = decision
    const { resourceAllowsIgnored, resourceAccount, grants } = decision
    const context = contextOf(decision)
    const key = JSON.stringify([
      ...[dialect, assumed, principal, action, resource, context, identity, boundary, session],
      ...[resourcePolicy, resourceAllowsIgnored, resourceAccount, grants],
    ])
    const known = byQuestion.get(key)
    if (known === undefined) byQuestion.set(key, { decisions: [decision], context })
    else known.decisions.push(decision)
  }
  const profileFor = (of: RecordedDialect): PolicyProfile => {
    const key = JSON.stringify([of.dialect, of.assumed])
    const profile = profiles.get(key) ?? profileOf(of)
    profiles.set(key, profile)
    return profile
  }
  const cases = [...byQuestion.values()].map(({ decisions: same, context }): ReplayCase => {
    const [first] = same as [RecordedDecision]
    const { principal, action, resource, identity, boundary, session, resourcePolicy } = first
    const { resourceAllowsIgnored, resourceAccount, grants } = first
    const profile = profileFor(first)
    const facts: Facts = {
      ...{ principal, action, resource, context, grants },
      identity: identity.map(policyOf),
      ...(boundary && { boundary: boundary.map(policyOf) }),
      ...(session && { session: session.map(policyOf) }),
      ...(resourcePolicy !== undefined && { resourcePolicy: policyOf(resourcePolicy) }),
      ...(resourceAllowsIgnored !== undefined && { resourceAllowsIgnored }),
      ...(resourceAccount !== undefined && { resourceAccount }),
    }
    const questions = questionsOf(profile, facts)
    return { decisions: same, profile, facts, questions, allowed: allowedBy(profile, facts) }
  })
  const casesOf = new Map<Policy, ReplayCase[]>([...parsed.values()].map(policy => [policy, []]))
  for (const each of cases) for (const policy of policiesOfCase(each)) casesOf.get(policy)!.push(each)
  return {
    cases,
    policies: [...policies].map(([id, recorded]) => {
      const policy = policyOf(id)
      const { statements } = compiledOf(policy)
      return { recorded, policy, profile: profileFor(recorded), statements, cases: casesOf.get(policy)!, reach: [] }
    }),
  }
}

const policiesOfCase = ({ facts }: ReplayCase): ReadonlySet<Policy> =>
  new Set([
    ...facts.identity,
    ...(facts.boundary ?? []),
    ...(facts.session ?? []),
    ...(facts.resourcePolicy === undefined ? [] : [facts.resourcePolicy]),
  ])

/** What the statements of policies are asked of a question. */
export const questionsOf = (profile: PolicyProfile, facts: Facts): readonly ReplayQuestion[] =>
  profile.dialectActions(facts.action).map(action => ({
    ...{ action, lowerAction: action.toLowerCase(), resource: normalResource(action, facts.resource) },
    ...{ context: facts.context, principal: facts.principal },
  }))

const holdsAll = ({ conditions }: CompiledStatement, context: ConditionContext): boolean => {
  for (const condition of conditions) if (!condition.test(context)) return false
  return true
}

/** How a statement applies to a question: directly, only through the caller's account, or not. */
export const applies = (statement: CompiledStatement, question: ReplayQuestion): PrincipalMatch =>
  speaksOfAction(statement, question.lowerAction) &&
  speaksOfResource(statement, question.resource, question.context) &&
  holdsAll(statement, question.context)
    ? matchPrincipal(statement.principals, question.principal, question.context)
    : 'none'

/** A statement of a policy that becomes another, or is gone. */
export interface StatementChange {
  readonly of: ReplayPolicy
  readonly index: number
  readonly instead: CompiledStatement | undefined
}

/** The policy after a change. */
export const changedPolicy = ({ of, index, instead }: StatementChange): Policy =>
  withStatements(
    of.policy,
    of.statements.flatMap((each, at) => (at !== index ? [each] : instead === undefined ? [] : [instead])),
  )

/** The facts of a question with another policy in the place of one. */
export const factsWith = (facts: Facts, before: Policy, after: Policy): Facts => {
  const put = (policy: Policy): Policy => (policy === before ? after : policy)
  return {
    ...facts,
    identity: facts.identity.map(put),
    ...(facts.boundary && { boundary: facts.boundary.map(put) }),
    ...(facts.session && { session: facts.session.map(put) }),
    ...(facts.resourcePolicy && { resourcePolicy: put(facts.resourcePolicy) }),
  }
}

/** How a statement applies to questions; what it says of an action is looked up once for all of them. */
const applier = (statement: CompiledStatement | undefined): ((question: ReplayQuestion) => PrincipalMatch) => {
  if (statement === undefined) return () => 'none'
  const actions = new Map<string, boolean>()
  const speaks = (lowerAction: string): boolean => {
    const known = actions.get(lowerAction)
    if (known !== undefined) return known
    const says = speaksOfAction(statement, lowerAction)
    actions.set(lowerAction, says)
    return says
  }
  return question => (speaks(question.lowerAction) ? applies(statement, question) : 'none')
}

/** Whether only where a statement applies could matter: nobody looks at what else is written in it. */
const sameBeyondReach = (before: CompiledStatement, instead: CompiledStatement | undefined): boolean =>
  instead?.statement.effect === before.statement.effect && instead.principals === before.principals

/** Whether a question could be answered otherwise: the cheap test that spares most decisions. */
export const mayDiffer = (
  before: CompiledStatement,
  instead: CompiledStatement | undefined,
  questions: readonly ReplayQuestion[],
): boolean => {
  const same = sameBeyondReach(before, instead)
  for (const question of questions) {
    const was = applies(before, question)
    const is = instead === undefined ? 'none' : applies(instead, question)
    if (was !== is || (!same && was !== 'none')) return true
  }
  return false
}

/** How each statement of a policy applies to its questions as it is written: the same for all its mutants. */
const reachOf = (of: ReplayPolicy, index: number): readonly PrincipalMatch[] => {
  const known = of.reach[index]
  if (known !== undefined) return known
  const before = applier(of.statements[index])
  const found = of.cases.flatMap(({ questions }) => questions.map(before))
  of.reach[index] = found
  return found
}

/**
 * The questions that a change answers otherwise. Only those to which the statement applies in one of its forms and not in
 * the other are decided anew.
 */
export function* changedBy(change: StatementChange): Generator<ReplayCase> {
  const { of, index, instead } = change
  const same = sameBeyondReach(of.statements[index]!, instead)
  const reach = reachOf(of, index)
  const after = applier(instead)
  const policy = changedPolicy(change)
  let at = 0
  for (const each of of.cases) {
    let differs = false
    for (const question of each.questions) {
      const was = reach[at++]!
      differs ||= (!same && was !== 'none') || was !== after(question)
    }
    if (differs && allowedBy(each.profile, factsWith(each.facts, of.policy, policy)) !== each.allowed) yield each
  }
}
