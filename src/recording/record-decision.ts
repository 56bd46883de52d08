import { hash } from 'node:crypto'
import { compiledOf } from '../policy/document.js'
import { type JsonNode, positionsIn, scanJson } from '../policy/json.js'
import type { Facts, Policy, PolicyPrincipal, Position } from '../policy/types.js'
import { DecidedVerdict } from '../policy/verdict.js'
import type { ObservedDecision, RunningTest } from '../world/log.js'
import type { RecordedDecision, RecordedDialect, RecordedPlace, RecordedPolicy } from './record-types.js'

const offsetsOf = (node: JsonNode): readonly number[] => {
  if (node.kind === 'array') return [node.start, ...node.items.flatMap(offsetsOf)]
  if (node.kind !== 'object') return [node.start]
  return [node.start, ...node.members.flatMap(({ start, value }) => [start, ...offsetsOf(value)])]
}

/** Where each part of a policy is written, unless its text is that of the file. */
const placesOf = ({ text }: Policy, place: (offset: number) => Position): readonly RecordedPlace[] | undefined => {
  const { node } = scanJson(text)
  if (node === undefined) return undefined
  const own = positionsIn(text)
  const places = offsetsOf(node).map((offset): RecordedPlace => {
    const { line, column } = place(offset)
    return [offset, line, column]
  })
  const differs = places.some(([offset, line, column]) => own(offset).line !== line || own(offset).column !== column)
  return differs ? places : undefined
}

/** A policy as it is recorded. */
export const recordedPolicy = (policy: Policy, of: RecordedDialect, madeAt?: Position): RecordedPolicy => {
  const { kind, name, text, statements } = policy
  const file = statements[0]?.position.file
  return {
    id: hash('sha256', [of.dialect, JSON.stringify(of.assumed), kind, file ?? '', text].join('\n')).slice(0, 16),
    ...of,
    ...{ kind, name, text, file },
    places: file === undefined ? undefined : placesOf(policy, compiledOf(policy).place),
    madeAt: file === undefined ? madeAt : undefined,
  }
}

/** Every policy that may have decided. */
export const policiesIn = ({ identity, boundary = [], session = [], resourcePolicy }: Facts): readonly Policy[] => [
  ...identity,
  ...boundary,
  ...session,
  ...(resourcePolicy === undefined ? [] : [resourcePolicy]),
]

const principalIn = ({ kind, arn, account, ids, canonicalId }: PolicyPrincipal): PolicyPrincipal => ({
  ...{ kind, arn, account },
  ...(ids !== undefined && { ids }),
  ...(canonicalId !== undefined && { canonicalId }),
})

/** A decision as it is recorded; undefined for one that came from another process and holds no facts. */
export const recordedDecision = (
  { kind, caller, operation, verdict }: ObservedDecision,
  of: RecordedDialect,
  idOf: (policy: Policy) => string,
  test?: RunningTest,
): RecordedDecision | undefined => {
  const facts = DecidedVerdict.caseOf(verdict)?.facts
  if (facts === undefined) return undefined
  const asked = policiesIn(facts)
  return {
    ...{ test: test?.name, file: test?.file },
    ...of,
    ...{ operation, kind, caller },
    principal: principalIn(facts.principal),
    ...{ action: facts.action, resource: facts.resource, context: facts.context },
    identity: facts.identity.map(idOf),
    boundary: facts.boundary?.map(idOf),
    session: facts.session?.map(idOf),
    resourcePolicy: facts.resourcePolicy && idOf(facts.resourcePolicy),
    resourceAllowsIgnored: facts.resourceAllowsIgnored,
    resourceAccount: facts.resourceAccount,
    grants: facts.grants,
    ...{ decision: verdict.decision, at: verdict.at },
    statements: verdict.statements.map(statement => {
      const policy = asked.find(each => each.statements[statement.index] === statement)
      if (policy === undefined) throw new Error(`statement ${statement.index} of ${statement.policy} was not asked`)
      return [idOf(policy), statement.index] as const
    }),
  }
}
