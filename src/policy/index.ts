import { isPolicy, lintPolicy, parsePolicy as parse, type ReadOptions } from './document.js'
import { evaluate as decide } from './evaluate.js'
import { principalOf } from './principal-input.js'
import { profiles } from './profiles.js'
import { didYouMean } from './suggest-name.js'
import type {
  ConditionContext,
  Finding,
  Grant,
  Policy,
  PolicyKind,
  PolicyPrincipal,
  PolicyProfile,
  Verdict,
} from './types.js'

export { deniedMessage } from './aws/denied-message.js'
export { explain } from './explain.js'
export { isPolicyError, PolicyError } from './policy-error.js'
export type {
  ConditionContext,
  Decision,
  Finding,
  Grant,
  NearMiss,
  Policy,
  PolicyKind,
  PolicyPrincipal,
  Position,
  Source,
  Statement,
  Verdict,
} from './types.js'

export type PolicyDialect = keyof typeof profiles

/** A policy as a document, as its JSON text, or as `parsePolicy` gave it. */
export type PolicyInput = Policy | string | { readonly [element: string]: unknown }

export interface ParseOptions extends Omit<ReadOptions, 'profile'> {
  /** `tigris` when absent. */
  readonly dialect?: PolicyDialect
}

const profileOf = (dialect: PolicyDialect = 'tigris'): PolicyProfile => {
  if (Object.hasOwn(profiles, dialect)) return profiles[dialect]
  throw new Error(`unknown dialect \`${dialect}\`${didYouMean(dialect, Object.keys(profiles))}`)
}

const textOf = (document: string | object): string =>
  typeof document === 'string' ? document : JSON.stringify(document, null, 2)

/**
 * Reads a policy as the dialect's CreatePolicy (`kind: 'bucket'`: PutBucketPolicy) does, and compiles it.
 * Throws a PolicyError whose `findings` hold every fault with code, message, line and column.
 * @example
 * parsePolicy('{ "Version": "2012-10-17", "Statement": [...] }', { dialect: 'tigris' })
 */
export const parsePolicy = (
  document: Exclude<PolicyInput, Policy>,
  { dialect, ...options }: ParseOptions = {},
): Policy => parse(textOf(document), { ...options, profile: profileOf(dialect) })

/** What the service would refuse in a document; an empty list when it takes it. */
export const lint = (
  document: Exclude<PolicyInput, Policy>,
  { dialect, ...options }: ParseOptions = {},
): readonly Finding[] => lintPolicy(textOf(document), { ...options, profile: profileOf(dialect) })

/** One question to the evaluator alone. */
export interface EvaluateInput {
  /** `tigris` when absent. */
  readonly dialect?: PolicyDialect
  /** Policies of the caller. In `yandex`, which has none, they stand for the rights of the caller's roles. */
  readonly policies?: readonly PolicyInput[]
  /** The caller's permissions boundary (aws): its policies allow nothing beyond it. */
  readonly permissionsBoundary?: PolicyInput
  /** Absent: no session policy. An empty list allows nothing. */
  readonly sessionPolicies?: readonly PolicyInput[]
  /** The bucket's policy; for an action that takes a role, the role's trust policy, without which it throws. */
  readonly resourcePolicy?: PolicyInput
  /** Rights that no policy gives: roles, ownership, ACLs. */
  readonly grants?: readonly Grant[]
  /** The caller, or its ARN, or `anonymous`. A user of account 123456789012 when absent. */
  readonly principal?: PolicyPrincipal | string
  /** Account that owns the resource; the caller's own when absent. */
  readonly resourceAccount?: string
  readonly action: string
  /** An ARN, or `*` for actions on no resource. */
  readonly resource: string
  /** Condition keys of the request; keys that are not given are absent. Dates ISO 8601 or epoch seconds, as text. */
  readonly context?: ConditionContext
  /** Hold the documents to what the dialect's CreatePolicy takes; by default where nothing else can exist. */
  readonly strict?: boolean
}

const tester: PolicyPrincipal = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/tester', account: '123456789012' }

const known: ReadonlySet<string> = new Set<keyof EvaluateInput>([
  'dialect',
  'policies',
  'permissionsBoundary',
  'sessionPolicies',
  'resourcePolicy',
  'grants',
  'principal',
  'resourceAccount',
  'action',
  'resource',
  'context',
  'strict',
])

const refuseUnknown = (input: object): void => {
  const unknown = Object.keys(input).find(name => !known.has(name))
  if (unknown !== undefined) throw new Error(`unknown option \`${unknown}\`${didYouMean(unknown, known)}`)
}

/** A question that no request asks: a pattern instead of a name, or no ARN. Its answer would say nothing. */
const refuseUnaskable = ({ action, resource }: EvaluateInput): void => {
  if (typeof action !== 'string' || !/^[^\s:*?]+:[^\s:*?]+$/.test(action)) {
    throw new Error(`\`action\` is one action, such as s3:GetObject, not \`${String(action)}\``)
  }
  if (typeof resource !== 'string' || resource === '') {
    throw new Error(`\`resource\` is one ARN, such as arn:aws:s3:::bucket/key, or \`*\`; not \`${String(resource)}\``)
  }
}

/** A question about a role, whose resource policy is its trust policy. */
const takesRole = ({ action, resource }: EvaluateInput): boolean =>
  /^sts:(?:assumerole|tagsession|setsourceidentity)/i.test(action) && /^arn:[^:]*:iam::[^:]*:role\//.test(resource)

/**
 * Decides whether an action on a resource is allowed, without a mock. Throws a PolicyError for a document that
 * cannot be a policy of the dialect.
 * @example
 * evaluate({ dialect: 'tigris', policies: [document], action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }).decision
 */
export const evaluate = (input: EvaluateInput): Verdict => {
  refuseUnknown(input)
  refuseUnaskable(input)
  const profile = profileOf(input.dialect)
  const isTrust = takesRole(input) && profile.grammars.trust !== undefined
  if (isTrust && input.resourcePolicy === undefined) {
    throw new Error(
      `whether ${input.resource} may be taken depends on its trust policy: give it as \`resourcePolicy\`, which a role always has`,
    )
  }
  const strict = input.strict ?? profile.evaluatesStrictly
  const read = (policy: PolicyInput, kind: PolicyKind, name: string): Policy =>
    isPolicy(policy) ? policy : parse(textOf(policy), { profile, kind, name, strict })
  const all = (policies: readonly PolicyInput[], kind: PolicyKind) =>
    policies.map((policy, index) =>
      read(policy, kind, policies.length === 1 ? `${kind} policy` : `${kind} policy ${index + 1}`),
    )
  return decide(profile, {
    principal: input.principal === undefined ? tester : principalOf(input.principal),
    action: input.action,
    resource: input.resource,
    context: input.context ?? {},
    identity: all(input.policies ?? [], 'identity'),
    ...(input.permissionsBoundary !== undefined && {
      boundary: [read(input.permissionsBoundary, 'identity', 'permissions boundary')],
    }),
    ...(input.sessionPolicies !== undefined && { session: all(input.sessionPolicies, 'session') }),
    ...(input.resourcePolicy !== undefined && {
      resourcePolicy: read(
        input.resourcePolicy,
        isTrust ? 'trust' : 'bucket',
        isTrust ? 'trust policy' : 'bucket policy',
      ),
    }),
    grants: input.grants ?? [],
    ...(input.resourceAccount !== undefined && { resourceAccount: input.resourceAccount }),
  })
}
