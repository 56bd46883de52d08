import {
  bestPrincipal,
  type DecisionCase,
  explicitDeny,
  granted,
  grantOf,
  type LayerOutcome,
  refused,
  resourcePolicies,
  statementsOf,
} from './layers.js'
import type { PrincipalMatch } from './principals.js'
import type { Facts, Grant, PolicyPrincipal, PolicyProfile } from './types.js'

const overrides = (grant: Grant): boolean => grant.overridesDeny === true
const overridesAll = (grant: Grant): boolean => grant.overridesResourceDeny === true
const any = (): boolean => true

const nothing: Facts['identity'] = []
const nothingSaid: LayerOutcome['statements'] = []

/** Policies and grants add up; a Deny beats both, but not an admin's grant. No policy of a resource allows anything. */
const union = (asked: DecisionCase): LayerOutcome => {
  const { facts } = asked
  const admin = grantOf(asked, overrides)
  if (admin !== undefined) return granted(admin)
  const denied = explicitDeny(asked, [
    ['identity', facts.identity],
    ['session', facts.session ?? nothing],
    ['bucket', resourcePolicies(facts)],
  ])
  if (denied !== undefined) return denied
  const statements = statementsOf(facts.identity, 'Allow', asked)
  const grant = statements.length > 0 ? undefined : grantOf(asked, any)
  if (statements.length === 0 && grant === undefined) return refused('identity')
  const session = facts.session === undefined ? nothingSaid : statementsOf(facts.session, 'Allow', asked)
  if (facts.session !== undefined && session.length === 0) return refused('session')
  if (grant !== undefined) return { ...granted(grant), statements: session }
  return {
    decision: 'allowed',
    at: 'identity',
    statements: session.length === 0 ? statements : [...statements, ...session],
  }
}

const identitySide = (grant: Grant): boolean =>
  grant.source === 'role' || grant.source === 'default' || grant.source === 'root'
const resourceSide = (grant: Grant): boolean => !identitySide(grant)

/**
 * Which layers what a resource's policy gives needs not pass, in the caller's own account. What it gives to a role
 * stays within the boundary and the session policies, what it gives to everyone or to a session by name does not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html
 */
const passesBy = (match: PrincipalMatch, { kind }: PolicyPrincipal) => ({
  boundary: match === 'everyone' || match === 'caller',
  session: match === 'everyone' || (match === 'caller' && kind === 'session'),
})

/** Policy evaluation logic of the IAM user guide: Denies, then both sides, then the session. */
const aws = (asked: DecisionCase): LayerOutcome => {
  const { facts, principal } = asked
  const resource = resourcePolicies(facts)
  const isTrust = facts.resourcePolicy?.kind === 'trust'
  const atResource = asked.action.startsWith('sts:') ? 'resource' : 'bucket'
  const always = grantOf(asked, overridesAll)
  if (always !== undefined) return granted(always)
  const admin = grantOf(asked, overrides)
  const denied = explicitDeny(asked, [
    ['identity', admin === undefined ? facts.identity : nothing],
    ['boundary', facts.boundary ?? nothing],
    ['session', facts.session ?? nothing],
    [atResource, resource],
  ])
  if (denied !== undefined) return denied
  if (admin !== undefined) return granted(admin)

  const mine = statementsOf(facts.identity, 'Allow', asked)
  const myGrant = mine.length > 0 ? undefined : grantOf(asked, identitySide)
  const granting = mine.length > 0 || myGrant !== undefined || principal.kind === 'root'
  const within = facts.boundary === undefined ? nothingSaid : statementsOf(facts.boundary, 'Allow', asked)
  const outside = facts.boundary !== undefined && within.length === 0
  const identity = granting && !outside
  const theirs = facts.resourceAllowsIgnored !== undefined ? [] : statementsOf(resource, 'Allow', asked)
  const match = bestPrincipal(theirs, asked)
  const direct = match === 'everyone' || match === 'caller' || match === 'behind'
  const theirGrant = direct ? undefined : grantOf(asked, resourceSide)
  const sameAccount = facts.resourceAccount === undefined || facts.resourceAccount === principal.account
  const shares = match !== 'none' || theirGrant !== undefined
  const passes = passesBy(sameAccount ? match : 'none', principal)

  if (principal.kind !== 'anonymous') {
    const bounded = outside && !passes.boundary && (principal.kind === 'session' || principal.kind === 'role')
    const suffices = sameAccount && !bounded && (direct || theirGrant !== undefined)
    if (!identity && !suffices) {
      if (outside && (granting || bounded)) return refused('boundary')
      return refused(isTrust && match === 'none' ? atResource : 'identity')
    }
  }
  const session = facts.session === undefined ? nothingSaid : statementsOf(facts.session, 'Allow', asked)
  const narrowed = facts.session !== undefined && session.length === 0
  if (narrowed && passes.session) return { decision: 'allowed', at: atResource, statements: theirs }
  if (narrowed) return refused('session')
  const needsShare = principal.kind === 'anonymous' || !sameAccount || isTrust
  if (needsShare && !shares) return refused(atResource)

  const shared = needsShare && match === 'none' ? theirGrant : undefined
  const grant = mine.length > 0 && identity ? shared : ((identity ? myGrant : undefined) ?? theirGrant)
  const at = identity
    ? mine.length > 0
      ? 'identity'
      : (myGrant?.source ?? 'root')
    : (theirGrant?.source ?? atResource)
  const statements = [...(identity ? [...mine, ...within] : []), ...(needsShare || !identity ? theirs : []), ...session]
  return { decision: 'allowed', at, statements, ...(grant !== undefined && { grant }) }
}

const objectAcl = (grant: Grant): boolean => grant.source === 'objectAcl'
const base = (grant: Grant): boolean => !objectAcl(grant)

/** Access check as the service documents it: what any step refuses, an object's ACL may still grant. */
const yandex = (asked: DecisionCase): LayerOutcome => {
  const { facts } = asked
  const admin = grantOf(asked, overrides)
  if (admin !== undefined) return granted(admin)
  const orAcl = (outcome: LayerOutcome): LayerOutcome => {
    const grant = grantOf(asked, objectAcl)
    return grant === undefined ? outcome : granted(grant)
  }
  const grant = grantOf(asked, base)
  const denied = explicitDeny(asked, [['identity', facts.identity]])
  if (denied !== undefined) return orAcl(denied)
  const own = statementsOf(facts.identity, 'Allow', asked)
  if (grant === undefined && own.length === 0) return orAcl(refused(facts.identity.length > 0 ? 'identity' : 'role'))
  const allows = [...own]
  const layers = [
    ['bucket', facts.resourcePolicy === undefined ? undefined : resourcePolicies(facts)],
    ['session', facts.session],
  ] as const
  for (const [source, policies] of layers) {
    if (policies === undefined) continue
    const stopped = explicitDeny(asked, [[source, policies]])
    if (stopped !== undefined) return orAcl(stopped)
    const allowing = statementsOf(policies, 'Allow', asked)
    if (allowing.length === 0) return orAcl(refused(source))
    allows.push(...allowing)
  }
  if (grant !== undefined) return { ...granted(grant), statements: allows }
  return { decision: 'allowed', at: 'identity', statements: allows }
}

/** How the sources of rights make one decision, by the profile's name for it. */
export const combinations: Readonly<Record<PolicyProfile['combine'], (asked: DecisionCase) => LayerOutcome>> = {
  union,
  aws,
  yandex,
}
