import type { Check, PolicyKind } from './draft.js'
import type { VariableRule } from './variables.js'

export type { PolicyKind } from './draft.js'

/** Where an element stands in the policy's own text; `file` when it came from one. Lines and columns count from 1. */
export interface Position {
  readonly file?: string | undefined
  readonly line: number
  readonly column: number
  /** What it belongs to in a template: a logical name, or the address of a resource. */
  readonly resource?: string | undefined
}

/** One fault of a policy document, in the service's words, with our suggestion beside it. */
export interface Finding extends Position {
  readonly code: string
  readonly message: string
  readonly suggestion?: string
}

/** A parsed, compiled policy. Opaque but for what explanations and the API show. Immutable. */
export interface Policy {
  readonly kind: PolicyKind
  /** The text exactly as given, white space kept: GetPolicyVersion returns it. */
  readonly text: string
  /** What explanations call it: the policy's name, ARN or file. */
  readonly name: string
  readonly statements: readonly Statement[]
}

/** A statement as explanations name it; evaluate.ts keeps its compiled form beside it. */
export interface Statement {
  readonly policy: string
  readonly index: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  readonly position: Position
}

/** Where a decision, or a right, comes from. */
export type Source =
  | 'identity'
  | 'boundary'
  | 'session'
  | 'bucket'
  /** The trust policy of a role that is to be taken. */
  | 'resource'
  | 'bucketAcl'
  | 'objectAcl'
  | 'role'
  | 'owner'
  | 'default'
  | 'root'

/** A right that no policy document gives: a bucket role, ownership, an ACL, a default-allowed operation. */
export interface Grant {
  readonly source: Source
  /** Action patterns as in a policy: `s3:Get*`, `*`. */
  readonly actions: readonly string[]
  /** Resource pattern as in a policy. */
  readonly resource: string
  /** An admin key of Tigris and the root of an AWS account are not bound by an identity policy's Deny. */
  readonly overridesDeny?: boolean
  /** Nor by one of the resource's own policy: the root of an AWS account can always mend a bucket's policy. */
  readonly overridesResourceDeny?: boolean
  /** What explanations call it: `role ReadOnly on bucket "b"`. */
  readonly label: string
}

/** Values of condition keys; names are matched without regard to case. */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>

/** The caller, as evaluation sees it. */
export interface PolicyPrincipal {
  readonly kind: 'key' | 'user' | 'role' | 'session' | 'serviceAccount' | 'root' | 'anonymous'
  readonly arn: string
  readonly account: string
  /** Further names under which a policy's Principal may know the caller: canonical user id, subject and group ids. */
  readonly ids?: readonly string[]
  /** Under which policies know the caller's account: a name for its root. */
  readonly canonicalId?: string | undefined
}

/** All that one decision depends on. */
export interface Facts {
  readonly principal: PolicyPrincipal
  readonly action: string
  readonly resource: string
  readonly context: ConditionContext
  readonly identity: readonly Policy[]
  /** Absent: the identity has no permissions boundary. */
  readonly boundary?: readonly Policy[] | undefined
  /** Absent: the credentials have no session policy. Empty list: they have one that allows nothing. */
  readonly session?: readonly Policy[] | undefined
  readonly resourcePolicy?: Policy | undefined
  /** Why the resource policy's Allows count for nothing: Block Public Access, or an object of another owner. */
  readonly resourceAllowsIgnored?: string | undefined
  /** Denies that are looked past, to see what stands behind them. */
  readonly pastDenies?: ReadonlySet<Statement>
  readonly grants: readonly Grant[]
  /** Account that owns the resource, when it exists. */
  readonly resourceAccount?: string | undefined
}

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** The statement that came closest to allowing, and the one element that differed. */
export interface NearMiss {
  readonly statement: Statement
  readonly element: 'Action' | 'Resource' | 'Condition' | 'Principal'
  /** What the request asked: an action, an ARN, or a condition key's value. */
  readonly asked: string
  /** The patterns or values that the element has. */
  readonly expected: readonly string[]
  /** The element is NotAction, NotResource or NotPrincipal: it holds what it should not. */
  readonly negated: boolean
  /** How many further elements of the statement differ too; 0: changing this one is enough. */
  readonly others: number
  /** For a condition: `IpAddress aws:SourceIp`. */
  readonly condition?: string
  readonly position: Position
  /** Variables of the element that the request has no value for: `${aws:username}`. */
  readonly unresolved?: readonly string[]
  /** The values of a condition key that has several. */
  readonly several?: readonly string[]
}

/** A condition of a Deny that held: what the request has, and what the policy says. */
export interface HeldCondition {
  /** `StringNotEquals aws:SourceVpce`. */
  readonly condition: string
  readonly asked: string
  readonly expected: readonly string[]
  readonly position: Position
}

/** One change of several that together allow what was denied. */
export type Remedy =
  /** These Denies apply: take them out, or make them narrower. */
  | { readonly kind: 'narrowDeny'; readonly statements: readonly Statement[] }
  /** A statement that differs in one element: put the value in, or leave it out of a negated element. */
  | { readonly kind: 'change'; readonly miss: NearMiss; readonly value: string }
  /** A condition that does not hold, and that no value put into it mends for sure. */
  | { readonly kind: 'dropCondition'; readonly miss: NearMiss }
  /** A layer without a statement that is near enough. */
  | { readonly kind: 'allow'; readonly at: Source }
  /** What the resource's policy allows does not count. */
  | { readonly kind: 'count'; readonly reason: string }

/** A decision with its reasons. Data: `explain(verdict)` makes text of it. */
export interface Verdict {
  readonly decision: Decision
  /** The dialect's own action that decided. */
  readonly action: string
  /** The action of AWS that was asked for, where `action` stands for it. */
  readonly asked?: string
  readonly resource: string
  readonly context: ConditionContext
  readonly principal: PolicyPrincipal
  /** The layer that decided: where an Allow came from, a Deny stands, or an Allow was missing. */
  readonly at: Source
  /** Statements that decided: the Denies for an explicit deny, the Allows for an allowed call. */
  readonly statements: readonly Statement[]
  /** The grant that allowed, when no statement did. */
  readonly grant?: Grant
  /** One clause: `statement "ReadOnly" allows it`, `no statement allows s3:PutObject`. */
  readonly because: string
  /** For an implicit deny. Computed when first read. */
  readonly nearest?: NearMiss
  /** How many policies were asked: 0 makes a denial vacuous. */
  readonly policiesAsked: number
}

/** What a document of one kind is held to: the order of its checks is the order in which the service looks. */
export interface Grammar {
  readonly code: string
  /** Message for text that is no JSON. */
  readonly json: string
  /** Message for text that does not begin with `{`, where white space before it is not taken. */
  readonly firstByte?: string
  /** Only what passes is judged by `checks`. */
  readonly shape: Check
  readonly checks: readonly Check[]
  readonly largest?: { readonly characters: number; readonly message: string }
}

/**
 * What a dialect takes in a policy, and how it combines the sources of rights. A value of data: see profiles.ts.
 */
export interface PolicyProfile {
  readonly name: 'tigris' | 'aws' | 'yandex'
  /** Combines the layers of one decision; a pure function of compiled statements and grants. */
  readonly combine: 'union' | 'aws' | 'yandex'
  /** Which of the dialect's own actions stand for an action of AWS: the first that allows wins, a Deny on any denies. */
  dialectActions(action: string): readonly string[]
  /** A kind without a grammar is not taken at all. */
  readonly grammars: Readonly<Partial<Record<PolicyKind, Grammar>>>
  /** The reading of `strict: false`. */
  readonly lenient: Readonly<Partial<Record<PolicyKind, Grammar>>>
  /** Whether the evaluator alone holds documents to the strict grammar: where documents exist that it refuses, not. */
  readonly evaluatesStrictly: boolean
  /** How `${...}` is read; for documents of version 2008-10-17, `olderVariables`. */
  readonly variables: VariableRule
  readonly olderVariables: VariableRule
  /** Whether `?` stands for one character. */
  readonly questionMark: boolean
  /** A `*` of a resource that does not end it is plain text. Absent: it is a wildcard wherever it stands. */
  readonly starEndsResource?: true
  /** Whether aws:SourceIp holds every hop, any of which may match. */
  readonly anyAddress: boolean
  /** Actions that nothing can deny, in lower case. */
  readonly alwaysAllowed: readonly string[]
  /** Actions that the policies of a session do not narrow, in lower case. */
  readonly beyondSessions: readonly string[]
  /** Actions that a bucket's policy says nothing about, in lower case. */
  readonly beyondBucketPolicies: readonly string[]
}
