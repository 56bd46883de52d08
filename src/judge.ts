import type { CallerFacts, Principal, Registry } from './auth/types.js'
import { globalContext } from './context.js'
import type { Dialect } from './dialect.js'
import type { Need } from './operation.js'
import { evaluate } from './policy/evaluate.js'
import type { Verdict } from './policy/types.js'
import type { Instant } from './seams.js'
import type { View } from './store/types.js'
import type { WireRequest } from './wire.js'

/** All that stays the same while one caller's rights are asked. */
export interface Case {
  readonly dialect: Dialect
  readonly principal: Principal
  readonly registry: Registry
  readonly view: View
  readonly facts: CallerFacts
  readonly now: Instant
  readonly request?: WireRequest
}

const bucketOf = (resource: string): string | undefined => /^arn:[^:]*:s3:::([^/*]+)/.exec(resource)?.[1]

/** Gathers what one decision depends on, and decides. The resource's own bucket supplies policy, owner and ACL. */
export const judge = (subject: Case, need: Need): Verdict => {
  const { dialect, principal, registry, view, request } = subject
  const name = bucketOf(need.resource)
  const bucket = name === undefined ? undefined : view.bucket(name)
  return evaluate(dialect.profile, {
    principal,
    action: need.action,
    resource: need.resource,
    context: {
      ...globalContext({
        principal,
        facts: subject.facts,
        now: subject.now,
        region: principal.signed?.region ?? dialect.region,
        ...(request && { request }),
        resourceAccount: bucket?.account,
      }),
      ...need.context,
    },
    identity: principal.identity === undefined ? [] : registry.policiesOf(principal.identity),
    ...(principal.session?.policies && { session: principal.session.policies }),
    ...(bucket?.policy && { resourcePolicy: bucket.policy }),
    ...(bucket && { resourceAccount: bucket.account }),
    grants: dialect.grants({ principal, ...(bucket && { bucket }), ...(request && { request }) }),
  })
}
