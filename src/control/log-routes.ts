import { coverageOfPolicies, policiesOf } from '../permissions/coverage.js'
import { explain } from '../policy/explain.js'
import { placeIn } from '../recording/coverage-gaps.js'
import { collectDecisions } from '../recording/record-keeper.js'
import type { CoverageView, Question, QuestionAnswer, RequestRecord } from './api.js'
import { answerWith, ControlError, type Controlled, numberOf, objectOf, type Route } from './route.js'

const filters = ['requestId', 'operation', 'bucket', 'key', 'caller', 'status', 'code', 'outcome'] as const

const coverageOf = ({ mock, kept }: Controlled): CoverageView => {
  const present = policiesOf(mock)
  const collected = collectDecisions({ dialect: mock.dialect.name, assumed: mock.scene.assumed })
  for (const policy of present) collected.policy(policy)
  for (const { caller, operation, decisions } of kept.records())
    for (const { kind, verdict } of decisions) collected.decision({ kind, caller, operation, verdict })
  const { policies, summary } = coverageOfPolicies(collected, present)
  const statements = policies.flatMap(({ policy, statements }) =>
    statements.map(({ statement, elements: [itself] }) => {
      const { index, sid, effect, position } = statement
      const { matched, decisive } = itself!
      return { policy: policy.name, index, sid, effect, place: placeIn(policy, position), matched, decisive }
    }),
  )
  return { ...summary.statements, statements } as CoverageView
}

const callerNamed = ({ mock }: Controlled, { as, ip, at, userAgent }: Question) => {
  const given = Object.entries({ ip, at, userAgent }).filter(([, value]) => value !== undefined)
  const options = Object.fromEntries(given)
  if (as === 'anonymous') return mock.anonymous(options)
  return as === 'admin' ? mock.admin(options) : mock.as(as, options)
}

const ask = (controlled: Controlled, question: Question): QuestionAnswer => {
  for (const name of ['as', 'action', 'resource'] as const)
    if (typeof question[name] !== 'string') throw new ControlError(400, `\`${name}\` is missing`)
  const verdict = callerNamed(controlled, question).can(question.action, question.resource)
  return { decision: verdict.decision, explanation: explain(verdict) }
}

/** Routes that tell what was asked and how it was decided. */
export const logRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'log',
    query: [...filters, 'after', 'limit', 'settled'],
    run: async ({ kept, settled }, { query }) => {
      if (query.settled !== undefined) await settled()
      const fits = (record: RequestRecord): boolean =>
        filters.every(name => query[name] === undefined || String(record[name]) === query[name])
      const found = [...kept.views(numberOf('after', query.after))].filter(fits)
      const limit = numberOf('limit', query.limit) ?? found.length
      // the newest are those that are looked for
      return { position: kept.position, requests: limit === 0 ? [] : found.slice(-limit) }
    },
  },
  {
    method: 'DELETE',
    path: 'log',
    run: ({ kept, mock }) => {
      kept.clear()
      mock.log.clear()
      return {}
    },
  },
  {
    method: 'GET',
    path: 'log/stream',
    query: ['after'],
    run: ({ kept }, { query }) => answerWith(kept.follow(numberOf('after', query.after)), 'application/x-ndjson'),
  },
  {
    method: 'GET',
    path: 'log/{requestId}',
    run: ({ kept }, { parts }) => {
      const found = kept.find(parts.requestId!)
      if (found === undefined) throw new ControlError(404, `no request \`${parts.requestId}\` is kept`)
      return found
    },
  },
  {
    method: 'POST',
    path: 'explain',
    run: async (controlled, call) =>
      ask(controlled, await objectOf<Question>(call, ['as', 'action', 'resource', 'ip', 'at', 'userAgent'])),
  },
  { method: 'GET', path: 'coverage', run: coverageOf },
]
