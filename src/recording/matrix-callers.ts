import { judgeCaller } from '../mock/session-caller.js'
import type { WholeMock } from '../mock.js'
import { evaluate } from '../policy/evaluate.js'
import { policiesAsked } from '../policy/matched.js'
import type { ConditionContext, Policy, PolicyProfile } from '../policy/types.js'
import { bucketOf, type MatrixCaller, matrixResources } from './matrix.js'

const someone = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/someone', account: '123456789012' } as const

/** A caller that has one policy and nothing else. */
export const policyCaller = (name: string, policy: Policy, profile: PolicyProfile): MatrixCaller => ({
  name,
  policies: [policy],
  decide: (action, resource, context) =>
    evaluate(profile, { action, resource, context, principal: someone, identity: [policy], grants: [] }).decision,
})

/** What a request may say of itself; everything else follows from who makes it. */
const ofRequest = /^(?:aws:(?:sourceip|currenttime|epochtime|useragent|securetransport|referer)|s3:.+)$/i

const asked = (context: ConditionContext): ConditionContext =>
  Object.fromEntries(Object.entries(context).filter(([key]) => ofRequest.test(key)))

const bucketsOf = (mock: WholeMock): readonly string[] => [...mock.world().store.buckets()].map(({ name }) => name)

const callerNamed = (mock: WholeMock, name: string) =>
  name === 'anonymous' ? mock.anonymous() : name === 'admin' ? mock.admin() : mock.as(name)

/** The callers of a mock, with all that concerns them: policies, boundaries, roles, ownership, policies of buckets. */
export const mockCallers = (
  mock: WholeMock,
  names: readonly string[] = [...mock.keys.names(), 'anonymous'],
): readonly MatrixCaller[] =>
  names.map(name => {
    const caller = callerNamed(mock, name)
    const needs = ['-', ...bucketsOf(mock)].map(bucket => ({
      action: 's3:GetObject',
      resource: `arn:aws:s3:::${bucket}/a`,
    }))
    const policies = new Set(needs.flatMap(need => policiesAsked(judgeCaller(mock, caller, need))))
    return {
      name,
      policies: [...policies],
      decide: (action, resource, context) =>
        judgeCaller(mock, caller, { action, resource, context: asked(context) }).decision,
    }
  })

/** Resources at the edges of the callers' policies, and one of each kind in every bucket that no policy names. */
export const mockResources = (mock: WholeMock, callers: readonly MatrixCaller[]): readonly string[] => {
  const named = matrixResources([...new Set(callers.flatMap(({ policies }) => policies))])
  const added = bucketsOf(mock).flatMap(bucket => {
    const own = named.filter(resource => bucketOf(resource) === bucket)
    const key = mock.bucket(bucket).keys()[0] ?? 'a'
    return [
      ...(own.includes(bucket) ? [] : [bucket]),
      ...(own.some(resource => resource.includes('/')) ? [] : [`${bucket}/${key}`]),
    ]
  })
  const all = [...named, ...added]
  const buckets = bucketsOf(mock)
  const order = (resource: string): number => {
    const place = buckets.indexOf(bucketOf(resource))
    return place < 0 ? buckets.length : place
  }
  return all.sort((left, right) => order(left) - order(right))
}
