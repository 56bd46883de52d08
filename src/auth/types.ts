import type { Instant } from '../contract/host.js'
import type { Policy, PolicyPrincipal } from '../policy/types.js'

/** An account as access control lists name it. */
export interface Account {
  /** As ARNs name it: twelve digits in AWS. */
  readonly id: string
  readonly canonicalId: string
  readonly displayName: string
  readonly email?: string
  /** Further documents of the account by their noun; the entries own their shapes. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** Names are unique in each: a role may be called as a user is. Keys, users, service accounts and roots share one. */
export type Namespace = 'user' | 'role' | 'group'

export type BucketRole = { readonly bucket: string; readonly role: string }

/**
 * Who a key speaks for: in Tigris the key itself (name = key id), in AWS a user, a role or the account's root,
 * in Yandex a service account; or a group of users, for which none speaks. Immutable: attaching makes a new record, so compiled policies hang on the record.
 */
export interface Identity {
  readonly kind: 'key' | 'user' | 'role' | 'group' | 'serviceAccount' | 'root'
  /** What IAM calls `UserName`: for a Tigris key its id. */
  readonly name: string
  /** The name in the scene, or the display name given at creation. */
  readonly label: string
  /** Whose key it is, by name, where an organization has users (tigris): a label chosen by a caller makes nobody a user. */
  readonly person?: string
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly path: string
  readonly created: Instant
  /** ARNs of attached managed policies, in the order of attaching. */
  readonly attached: readonly string[]
  readonly inline: readonly { readonly name: string; readonly policy: Policy }[]
  readonly roles: readonly BucketRole[]
  /** The dialect's own highest right. */
  readonly admin: boolean
  readonly scope: 'standard' | 'no_default_allow'
  readonly tags: Readonly<Record<string, string>>
  /** Of a role: who may take it. */
  readonly trust?: Policy
  /** ARN of the managed policy beyond which its own policies allow nothing. */
  readonly boundary?: string | undefined
  /** Names of the groups whose policies a user has, too. */
  readonly groups?: readonly string[]
  readonly description?: string
  /** Of a role, in seconds. Absent: 3600. */
  readonly longestSession?: number
}

export interface AccessKey {
  readonly id: string
  readonly secret: string
  readonly status: 'Active' | 'Inactive'
  readonly created: Instant
  /** `account` and `name` of its identity. */
  readonly account: string
  readonly identity: string
}

/** Temporary credentials of STS. */
export interface Session {
  readonly keyId: string
  readonly secret: string
  readonly token: string
  readonly expires: Instant
  readonly issued: Instant
  /** Identity whose rights it has. */
  readonly account: string
  readonly identity: string
  /** Where `identity` is a name. Absent: among users. */
  readonly namespace?: Namespace
  readonly arn: string
  readonly userId: string
  readonly name: string
  /** Absent: the session is not narrowed. */
  readonly policies?: readonly Policy[]
  readonly tags: Readonly<Record<string, string>>
  /** Keys of those tags that a session made with this one has, too. */
  readonly transitive?: readonly string[]
  /** When the user proved a second factor for it; absent: not at all. */
  readonly secondFactor?: Instant
  /** `aws:SourceIdentity`: it stays the same when the session takes another role. */
  readonly sourceIdentity?: string
  /** Key whose deletion ends it (yandex). */
  readonly parentKeyId?: string
}

export interface ManagedPolicy {
  readonly arn: string
  readonly name: string
  readonly id: string
  readonly account: string
  /** The service itself provides it to all accounts. */
  readonly ofService?: true
  readonly path: string
  readonly description?: string
  readonly created: Instant
  readonly updated: Instant
  /** That of the default version. */
  readonly policy: Policy
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
  /** Id of the default version; absent: `v1`. */
  readonly defaultVersion?: string
  /** All versions, oldest first; absent while there is only the first. */
  readonly versions?: readonly PolicyVersion[]
  /** How many versions were ever made: their numbers are not used again. Absent: one. */
  readonly versionsMade?: number
}

export interface PolicyVersion {
  /** `v1`, `v2`, ... */
  readonly id: string
  readonly created: Instant
  readonly policy: Policy
}

/** The proven caller. */
export interface Principal extends PolicyPrincipal {
  /** Shown in the log and in ARNs: key id, user name, session name. */
  readonly name: string
  readonly keyId?: string
  readonly userId: string
  readonly identity?: Identity
  readonly session?: Session
  readonly tags: Readonly<Record<string, string>>
  /** How the request was signed, for `s3:authType`. */
  readonly signed?: {
    readonly type: 'REST-HEADER' | 'REST-QUERY-STRING' | 'POST'
    readonly at: Instant
    /** Signatures of version 2 name none. */
    readonly region?: string
    readonly service: string
    /** Absent: Signature Version 4. */
    readonly version?: 'AWS'
  }
}

/**
 * Keys, identities, managed policies and sessions of one world. Throws IAM's ServiceErrors (NoSuchEntity,
 * EntityAlreadyExists, DeleteConflict, LimitExceeded) with the texts of the service.
 */
export interface Registry {
  key(id: string): AccessKey | undefined
  keys(account: string): Iterable<AccessKey>
  /** By temporary key id and token; yandex sessions share their key's id. */
  session(keyId: string, token: string): Session | undefined
  /** Whether any session, expired or not, was ever issued under this key id. */
  hasSessions(keyId: string): boolean
  /** `namespace` of this and the others: `user` if absent. Names of users, roles and groups ignore case. */
  identity(account: string, name: string, namespace?: Namespace): Identity | undefined
  identities(account: string): Iterable<Identity>
  /** Policies of an identity: attached, then inline, then those of its groups. Gathered once per identity record. */
  policiesOf(identity: Identity): readonly Policy[]

  account(id: string): Account | undefined
  accounts(): Iterable<Account>
  /** One of the same id is replaced. */
  addAccount(account: Account): Account
  addIdentity(identity: Identity): Identity
  updateIdentity(account: string, name: string, change: Partial<Identity>, namespace?: Namespace): Identity
  /** Keys, sessions and memberships follow. Throws EntityAlreadyExists for a name that is taken. */
  renameIdentity(
    account: string,
    name: string,
    to: Pick<Identity, 'name' | 'path' | 'arn'>,
    namespace?: Namespace,
  ): Identity
  /** DeleteConflict while it has policies, keys or members, or is one. */
  removeIdentity(account: string, name: string, namespace?: Namespace): void
  addKey(key: AccessKey): AccessKey
  updateKey(id: string, change: Partial<Pick<AccessKey, 'status' | 'secret'>>): AccessKey
  /** Ends the key, and its sessions where they depend on it. */
  removeKey(id: string): void
  addSession(session: Session): Session

  managedPolicy(arn: string): ManagedPolicy | undefined
  managedPolicies(account: string): Iterable<ManagedPolicy>
  addManagedPolicy(policy: ManagedPolicy): ManagedPolicy
  updateManagedPolicy(arn: string, change: Partial<ManagedPolicy>): ManagedPolicy
  /** DeleteConflict while it is attached or a boundary. */
  removeManagedPolicy(arn: string): void
  /** Idempotent. */
  attach(account: string, identity: string, policyArn: string, namespace?: Namespace): void
  /** NoSuchEntity when it is not attached. */
  detach(account: string, identity: string, policyArn: string, namespace?: Namespace): void
  /** Identities to which the policy is attached. */
  attachedTo(policyArn: string): readonly Identity[]
  /** Identities whose boundary it is. */
  boundedBy(policyArn: string): readonly Identity[]
}

/** What a valid signature proved of the body; core verifies the body by it. */
export interface PayloadProof {
  readonly kind: 'unsigned' | 'sha256' | 'signed-chunks' | 'unsigned-trailer' | 'signed-trailer'
  /** Hex SHA-256 of the whole body, for `sha256`. */
  readonly sha256?: string | undefined
  /** For chunk signatures: derived key, the seed signature, date and scope. */
  readonly chunks?: {
    readonly signingKey: Uint8Array
    readonly seed: string
    readonly date: string
    readonly scope: string
    /** For the answer to a chunk whose signature differs. */
    readonly keyId: string
  }
}

/** What a test says of one caller beyond its key: they override what the wire shows in policy conditions. */
export interface CallerFacts {
  readonly ip?: string | undefined
  readonly at?: Instant | undefined
  readonly userAgent?: string | undefined
}

export interface Proof {
  readonly principal: Principal
  readonly payload: PayloadProof
  readonly facts?: CallerFacts | undefined
}
