import { contextValue } from './conditions.js'
import { parsePolicy } from './document.js'
import { evaluate } from './evaluate.js'
import { arnParts } from './match.js'
import { absent, present } from './near-miss.js'
import { operatorNamed } from './operators.js'
import type {
  Facts,
  Grant,
  HeldCondition,
  NearMiss,
  PolicyProfile,
  Remedy,
  Source,
  Statement,
  Verdict,
} from './types.js'
import { DecidedVerdict } from './verdict.js'

/** A policy that allows everything, in place of what a layer lacks. */
const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
})

const open = (profile: PolicyProfile) => parsePolicy(everything, { profile, kind: 'identity', strict: false })

const grantOf = (source: Source): Grant => ({ source, actions: ['*'], resource: '*', label: 'what is missing' })

/** The facts as they are once a layer allows. */
const withLayer = (facts: Facts, at: Source, profile: PolicyProfile): Facts => {
  const { resourceAllowsIgnored: _, ...counted } = facts
  if (at === 'boundary') return { ...facts, boundary: [...(facts.boundary ?? []), open(profile)] }
  if (at === 'session') return { ...facts, session: [...(facts.session ?? []), open(profile)] }
  if (at === 'identity' && facts.principal.kind !== 'anonymous')
    return { ...facts, identity: [...facts.identity, open(profile)] }
  if (at !== 'bucket' && at !== 'resource')
    return { ...facts, grants: [...facts.grants, grantOf(at === 'identity' ? 'role' : at)] }
  // its Denies were looked past before
  return { ...counted, resourcePolicy: open(profile) }
}

/** A value put into these makes them hold, or leaving it out of their negated forms does. */
const takesValues = new Set(['string', 'arn', 'ip'])

/** Whether the value that was asked, put into the condition, is what it compares with. */
const isComparison = ({ condition = '', asked }: NearMiss): boolean => {
  const operator = operatorNamed(condition.split(' ')[0] ?? '')?.operator
  if (operator === undefined || asked.includes('${')) return false
  const compares = takesValues.has(operator.family) || /^(?:Date|Numeric)(?:Not)?Equals$/.test(operator.name)
  return compares && operator.expect([asked])?.(asked) === true
}

/** A resource as a policy can write it: `${` begins a variable, and only ARNs are patterns. */
export const writtenResource = (resource: string): string =>
  resource.includes('${') || arnParts(resource).length < 6 ? '*' : resource

const remedyOf = (verdict: Verdict, facts: Facts): Remedy => {
  if (verdict.decision === 'explicitDeny') return { kind: 'narrowDeny', statements: verdict.statements }
  const { nearest: miss, at } = verdict
  if ((at === 'bucket' || at === 'resource') && facts.resourceAllowsIgnored !== undefined)
    return { kind: 'count', reason: facts.resourceAllowsIgnored }
  if (miss === undefined || miss.others > 0) return { kind: 'allow', at }
  if (miss.element === 'Action') return { kind: 'change', miss, value: verdict.action }
  if (miss.element === 'Resource') return { kind: 'change', miss, value: writtenResource(verdict.resource) }
  if (miss.element === 'Principal') {
    // an account or a role that a negated list leaves out stands in it under another name
    if (miss.negated) return { kind: 'allow', at }
    return { kind: 'change', miss, value: verdict.principal.kind === 'anonymous' ? '*' : miss.asked }
  }
  const plain = miss.asked !== absent && miss.asked !== present && miss.several === undefined
  return plain && isComparison(miss) ? { kind: 'change', miss, value: miss.asked } : { kind: 'dropCondition', miss }
}

const most = 8

/** The changes that together allow what was denied: each is what stands in the way once those before it are made. */
export const remediesOf = (verdict: Verdict): readonly Remedy[] => {
  const profile = DecidedVerdict.profileOf(verdict)
  let facts = DecidedVerdict.caseOf(verdict)?.facts
  const remedies: Remedy[] = []
  let current = verdict
  while (profile !== undefined && facts !== undefined && current.decision !== 'allowed' && remedies.length < most) {
    const remedy = remedyOf(current, facts)
    remedies.push(remedy)
    const past: ReadonlySet<Statement> = new Set([...(facts.pastDenies ?? []), ...current.statements])
    facts = remedy.kind === 'narrowDeny' ? { ...facts, pastDenies: past } : withLayer(facts, current.at, profile)
    current = evaluate(profile, facts)
  }
  return remedies
}

/** The conditions of a Deny, each with what the request has for it. */
export const heldConditions = (verdict: Verdict, statement: Statement): readonly HeldCondition[] =>
  DecidedVerdict.decidedBy(verdict)
    .filter(each => each.statement === statement)
    .flatMap(({ conditions }) =>
      conditions.map(({ operator, key, values, position }) => {
        const value = contextValue(verdict.context, key)
        const asked = value === undefined ? absent : typeof value === 'string' ? value : value.join(', ')
        return { condition: `${operator} ${key}`, asked, expected: values, position }
      }),
    )
