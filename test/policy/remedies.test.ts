import { describe, expect, test } from 'vitest'
import { type EvaluateInput, evaluate, explain } from '../../src/policy/index.js'
import { remediesOf, writtenResource } from '../../src/policy/remedies.js'
import type { NearMiss, Remedy, Source, Statement } from '../../src/policy/types.js'
import { decisionFiles, questionOf } from './decision-cases.js'

type Document = Record<string, unknown>
type Element = Record<string, unknown>

/** The documents of a question by the layer in which they stand, copied so that remedies may change them. */
interface Open {
  readonly input: EvaluateInput
  policies: Document[]
  sessionPolicies?: Document[]
  permissionsBoundary?: Document
  resourcePolicy?: Document
}

const openOf = (input: EvaluateInput): Open => {
  const {
    policies = [],
    sessionPolicies,
    permissionsBoundary,
    resourcePolicy,
  } = structuredClone(input) as EvaluateInput
  return {
    input,
    policies: [...policies] as Document[],
    ...(sessionPolicies && { sessionPolicies: [...sessionPolicies] as Document[] }),
    ...(permissionsBoundary !== undefined && { permissionsBoundary: permissionsBoundary as Document }),
    ...(resourcePolicy !== undefined && { resourcePolicy: resourcePolicy as Document }),
  }
}

/** Only the strict reading of Yandex takes a policy without statements. */
const hasEmptyList = ({ sessionPolicies = [] }: Omit<Open, 'input'>): boolean =>
  sessionPolicies.some(({ Statement }) => Array.isArray(Statement) && Statement.length === 0)

const askedOf = ({ input, ...documents }: Open): EvaluateInput =>
  ({ ...input, ...documents, ...(hasEmptyList(documents) ? {} : { strict: false }) }) as EvaluateInput

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

/** The element of a document that a statement of a verdict is. */
const statementIn = (open: Open, { policy, index }: Statement): Element => {
  const [, kind = '', number = '1'] =
    /^(identity policy|session policy|permissions boundary|bucket policy|trust policy)(?: (\d+))?$/.exec(policy) ?? []
  const of = {
    'identity policy': open.policies[Number(number) - 1],
    'session policy': open.sessionPolicies?.[Number(number) - 1],
    'permissions boundary': open.permissionsBoundary,
    'bucket policy': open.resourcePolicy,
    'trust policy': open.resourcePolicy,
  }[kind]
  if (of === undefined) throw new Error(`no document \`${policy}\``)
  return list(of.Statement)[index] as Element
}

const changeElement = (element: Element, miss: NearMiss, value: string): void => {
  const name = `${miss.negated ? 'Not' : ''}${miss.element}`
  if (miss.element === 'Principal') {
    element.Principal = value === '*' ? '*' : { AWS: [...miss.expected, value] }
    return
  }
  // what holds the value is left out of a negated element by naming nothing that is asked for
  element[name] = miss.negated
    ? miss.element === 'Action'
      ? 'none:None'
      : 'arn:aws:none:::none'
    : [...list(element[name]), value]
}

const conditionOf = (element: Element, miss: NearMiss) => {
  const [operator = '', ...key] = (miss.condition ?? '').split(' ')
  return { block: (element.Condition as Record<string, Element>)[operator]!, key: key.join(' ') }
}

/** Makes the change that a remedy prints. */
const apply = (open: Open, remedy: Remedy): Open => {
  if (remedy.kind === 'narrowDeny') {
    for (const statement of remedy.statements) statementIn(open, statement).Action = 'none:None'
    for (const statement of remedy.statements) delete statementIn(open, statement).NotAction
    return open
  }
  if (remedy.kind === 'dropCondition' || (remedy.kind === 'change' && remedy.miss.element === 'Condition')) {
    const { block, key } = conditionOf(statementIn(open, remedy.miss.statement), remedy.miss)
    if (remedy.kind === 'dropCondition' || remedy.miss.negated) delete block[key]
    else block[key] = [...list(block[key]), remedy.value]
    return open
  }
  if (remedy.kind === 'change') {
    changeElement(statementIn(open, remedy.miss.statement), remedy.miss, remedy.value)
    return open
  }
  return addStatement(open, remedy.kind === 'allow' ? remedy.at : 'bucket')
}

const addStatement = (open: Open, at: Source): Open => {
  const { action, resource, principal, dialect } = open.input
  const own = { Effect: 'Allow', Action: action, Resource: writtenResource(resource) }
  const document = (statement: object): Document => ({ Version: '2012-10-17', Statement: [statement] })
  if (at === 'session') return { ...open, sessionPolicies: [...(open.sessionPolicies ?? []), document(own)] }
  if (at === 'boundary') {
    const boundary = open.permissionsBoundary ?? document(own)
    return { ...open, permissionsBoundary: { ...boundary, Statement: [...list(boundary.Statement), own] } }
  }
  const anonymous = typeof principal === 'object' && principal.kind === 'anonymous'
  if (at === 'bucket' || at === 'resource') {
    const policy = open.resourcePolicy ?? { Version: '2012-10-17', Statement: [] }
    const who = dialect === 'yandex' || anonymous ? '*' : typeof principal === 'object' ? { AWS: principal.arn } : '*'
    const { Resource: _, ...taking } = own
    const theirs = { ...(/^sts:/.test(action) ? taking : own), Principal: who }
    return { ...open, resourcePolicy: { ...policy, Statement: [...list(policy.Statement), theirs] } }
  }
  if (at === 'role' || anonymous) {
    const role = { source: 'role', actions: [action], resource, label: 'a role' } as const
    return { ...open, input: { ...open.input, grants: [...(open.input.grants ?? []), role] } }
  }
  return { ...open, policies: [...open.policies, document(own)] }
}

describe.each(decisionFiles())('%s', (_, file) => {
  const denials = file.cases
    .filter(({ expected }) => expected !== 'allowed')
    .map(one => [one.name, questionOf(one, file)] as const)

  test.each(denials)('what is printed allows it: %s', (_name, input) => {
    const denied = evaluate(input)
    const remedies = remediesOf(denied)
    const open = remedies.reduce(apply, openOf(input))
    const verdict = evaluate(askedOf(open))

    expect(remedies).not.toEqual([])
    expect(verdict.decision, `${explain(denied)}\n\n${explain(verdict)}`).toBe('allowed')
  })
})
