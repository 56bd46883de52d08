import type { CallerFacts, Principal, Registry } from '../auth/types.js'
import type { Dialect, GrantFacts } from '../contract/dialect.js'
import type { Instant } from '../contract/host.js'
import type { Need } from '../contract/operation.js'
import type { WireRequest } from '../contract/wire.js'
import { evaluate } from '../policy/evaluate.js'
import { isPublicPolicy } from '../policy/public-access.js'
import type { ConditionContext, Policy, Verdict } from '../policy/types.js'
import { aclsCount, ownerOfBucket } from '../rules/acl.js'
import type { View } from '../store/types.js'
import { accountContext, globalContext } from './condition-keys.js'
import { resourceTags } from './resource-tags.js'

/** All that stays the same while one caller's rights are asked. */
export interface JudgedRequest {
  readonly dialect: Dialect
  readonly principal: Principal
  readonly registry: Registry
  readonly view: View
  readonly facts: CallerFacts
  readonly now: Instant
  readonly request?: WireRequest | undefined
  /** `contextOf` it: made when the first right is asked. */
  context?: ConditionContext | undefined
  /** `context` with the keys of a resource's account: the same for all rights on what an account has. */
  accountContext?: { readonly account: string | undefined; readonly context: ConditionContext } | undefined
  /** The bucket of the request is to be made: one that has its name already says nothing. */
  readonly makesBucket?: true | undefined
}

const s3Prefix = 'arn:aws:s3:::'

/** Bucket and key that an ARN names. A call may ask for a thousand. */
export const addressOf = (resource: string): readonly [bucket?: string, key?: string] => {
  const slash = resource.startsWith(s3Prefix) ? resource.indexOf('/', s3Prefix.length) : -1
  if (slash > s3Prefix.length && slash < resource.length - 1) {
    const name = resource.slice(s3Prefix.length, slash)
    return name.includes('*') ? [] : [name, resource.slice(slash + 1)]
  }
  const [, bucket, key] = /^arn:[^:]*:s3:::([^/*]+)(?:\/(.+))?$/s.exec(resource) ?? []
  return bucket === undefined ? [] : key === undefined ? [bucket] : [bucket, key]
}

/** Actions that the owner of an object decides on, not the owner of its bucket. */
const ofObjectOwner = /^s3:(?:GetObject(?:Version)?|(?:Get|Put)Object(?:Version)?Acl)$/

/** What the resource adds to a decision. */
interface ResourceFacts {
  readonly grants: GrantFacts
  readonly policy?: Policy | undefined
  readonly account?: string | undefined
  /** Why the Allows of `policy` count for nothing. */
  readonly ignored?: string | undefined
}

/** What a bucket and the object in it that is asked for add. */
const resourceFacts = (
  { dialect, principal, registry, view, request, makesBucket }: JudgedRequest,
  { action, resource, context, upload }: Need,
): ResourceFacts => {
  const [name, key] = addressOf(resource)
  const bucket = name === undefined || makesBucket ? undefined : view.bucket(name)
  if (bucket === undefined) return { grants: { principal, request } }
  const version = context?.['s3:VersionId']
  const object =
    key === undefined || !aclsCount(bucket)
      ? undefined
      : view.object(bucket.name, key, typeof version === 'string' ? version : undefined)
  const caller = registry.account(principal.account)
  const canonicalId = caller?.canonicalId ?? dialect.identity.canonicalId(principal.account)
  const begun = key === undefined || upload === undefined ? undefined : view.upload(bucket.name, key, upload)
  const grants = {
    principal,
    account: caller,
    canonicalId,
    bucket,
    object,
    upload: begun,
    request,
  }
  const { policy, publicAccessBlock, account } = bucket
  const owner = object !== undefined && ofObjectOwner.test(action) ? object.owner : undefined
  if (dialect.features.has('object-ownership') && owner !== undefined && owner !== ownerOfBucket(bucket)) {
    const writer = [...registry.accounts()].find(each => each.canonicalId === owner)
    const ignored = 'the object belongs to another account than its bucket, whose policy gives no right to it'
    return { grants, policy, account: writer?.id ?? owner, ignored }
  }
  const restricted = publicAccessBlock?.RestrictPublicBuckets && principal.account !== account
  if (restricted && policy !== undefined && isPublicPolicy(policy)) {
    const ignored =
      'the Allows of a public bucket policy do not count: RestrictPublicBuckets of Block Public Access is on'
    return { grants, policy, account, ignored }
  }
  return { grants, policy, account }
}

/** A role's trust policy is the resource policy of those who would take it. */
const roleFacts = ({ principal, registry, request }: JudgedRequest, { resource }: Need): ResourceFacts => {
  const [, account = '', name = ''] = /^arn:[^:]*:iam::([^:]*):role\/(?:.+\/)?([^/]+)$/s.exec(resource) ?? []
  const role = registry.identity(account, name, 'role')
  const grants = { principal, request }
  if (role?.arn !== resource) return { grants, account: 'none', ignored: `there is no role ${resource}` }
  return { grants, account, policy: role.trust }
}

const factsOf = (subject: JudgedRequest, need: Need): ResourceFacts =>
  need.action.startsWith('sts:') ? roleFacts(subject, need) : resourceFacts(subject, need)

const day = 86_400_000

/** Keys that follow from others of the need and the time. */
const derivedContext = ({ context }: Need, now: Instant): ConditionContext | undefined => {
  const until = context?.['s3:object-lock-retain-until-date']
  if (typeof until !== 'string' || Number.isNaN(Date.parse(until))) return undefined
  return { 's3:object-lock-remaining-retention-days': String(Math.ceil((Date.parse(until) - now) / day)) }
}

/** The condition keys that are the same for every right of one request. */
export const contextOf = ({ dialect, principal, facts, now, request }: JudgedRequest): ConditionContext =>
  globalContext({
    principal,
    facts,
    now,
    region: principal.signed?.region ?? dialect.region,
    request,
    hops: dialect.profile.anyAddress,
  })

/** What an identity's own policies may allow at most; a boundary whose policy is gone lets nothing through. */
const boundaryOf = ({ principal, registry }: JudgedRequest): readonly Policy[] | undefined => {
  const arn = principal.identity?.boundary
  if (arn === undefined) return undefined
  const found = registry.managedPolicy(arn)
  return found === undefined ? [] : [found.policy]
}

/** Whether the service has the right for callers with credentials alone, and this one has none. */
export const isSignedOnly = ({ principal, dialect }: JudgedRequest, { signedOnly }: Need): boolean =>
  signedOnly !== undefined && principal.kind === 'anonymous' && dialect.features.has('signed-uploads')

/** What every right on a resource of this account depends on. DeleteObjects asks a thousand of them. */
const contextFor = (subject: JudgedRequest, account: string | undefined): ConditionContext => {
  subject.context ??= contextOf(subject)
  if (subject.accountContext === undefined || subject.accountContext.account !== account)
    subject.accountContext = { account, context: { ...subject.context, ...accountContext(account) } }
  return subject.accountContext.context
}

/** Gathers what one decision depends on, and decides. The resource's own bucket supplies policy, owner and ACL. */
export const judge = (subject: JudgedRequest, need: Need): Verdict => {
  const { dialect, principal, registry } = subject
  const { grants, policy, account, ignored: notCounted } = factsOf(subject, need)
  const signedOnly = isSignedOnly(subject, need)
  const ignored = signedOnly ? need.signedOnly : notCounted
  const common = contextFor(subject, account)
  const tags = resourceTags(registry, need)
  const derived = derivedContext(need, subject.now)
  const alone = tags === undefined && derived === undefined && need.context === undefined
  // a bucket's policy may name the caller's account by its canonical id
  const canonicalId = policy === undefined ? undefined : registry.account(principal.account)?.canonicalId
  return evaluate(dialect.profile, {
    principal: canonicalId === undefined ? principal : { ...principal, canonicalId },
    action: need.action,
    resource: need.resource,
    context: alone ? common : { ...common, ...tags, ...derived, ...need.context },
    identity: principal.identity === undefined ? [] : registry.policiesOf(principal.identity),
    boundary: boundaryOf(subject),
    session: principal.session?.policies,
    resourcePolicy: policy,
    resourceAllowsIgnored: ignored,
    resourceAccount: account,
    grants: signedOnly ? [] : dialect.grants(grants),
  })
}
