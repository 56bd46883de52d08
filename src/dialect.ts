import type { BucketRole, Identity, Principal } from './auth/types.js'
import type { ErrorCode } from './errors.js'
import type { Operation, Service } from './operation.js'
import type { Grant, PolicyProfile } from './policy/types.js'
import type { Ids } from './seams.js'
import type { BucketRecord, ObjectOwnership, ObjectRecord, PublicAccessBlock } from './store/types.js'
import type { WireRequest } from './wire.js'

export type ProtocolName = 'rest-xml' | 'query' | 'json'

/** Where a request goes, before its operation is known. */
export interface Located {
  readonly service: Service
  readonly protocol: ProtocolName
  /** Decoded; for virtual-hosted requests taken from the host. */
  readonly bucket?: string
  /** Decoded once, never normalised: `a/../b` stays. */
  readonly key?: string
  /** Segments of the path, decoded, where the service has neither buckets nor actions there. */
  readonly segments?: readonly string[]
}

/** A host pattern: `{bucket}.` in front stands for virtual-hosted buckets, `{region}` for one label. */
export interface HostPattern {
  readonly pattern: string
  readonly service: Service
}

/** A service as data: everything in which two of them differ. */
export interface Dialect {
  readonly name: string
  readonly hosts: readonly HostPattern[]
  /**
   * Which service means a request to an address that has all of them, such as a server's: its clients sign for S3
   * whatever they call. Undefined: S3, or what the signature names.
   */
  readonly paths?: (request: WireRequest) => Service | undefined
  /** Host patterns that belong to this vendor and are refused by name. */
  readonly refusedHosts: readonly string[]
  /** Hosts that serve public objects to callers without credentials. */
  readonly publicHosts: readonly string[]
  /** The endpoint of `clientConfig`, and the IAM and STS ones of the environment. */
  readonly endpoints: { readonly s3: string; readonly iam?: string; readonly sts?: string }
  readonly region: string
  /** Services that a credential scope may name on a host of this service. */
  readonly signingScopes: Readonly<Record<Service, readonly string[]>>
  /** Regions that a credential scope may name; absent: any. */
  readonly regions?: readonly string[]
  readonly profile: PolicyProfile
  readonly features: ReadonlySet<Feature>
  readonly limits: Limits
  /** Headers beside `x-amz-*` that change what a call does: on a presigned URL they must be signed. */
  readonly steers?: (header: string) => boolean
  /** Storage classes that a write may name. */
  readonly storageClasses: readonly string[]
  /** Storage classes whose objects must be restored before a read: seconds that a restore takes, by its tier. */
  readonly archives?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly identity: {
    readonly account: string
    /** Under which access control lists name an account. */
    canonicalId(account: string): string
    /** What an account's id must be, where a request names one. Default: any text. */
    readonly accountIds?: RegExp
    readonly rootArn: string
    /** Roles that an entry of `keys` may hold. */
    readonly roleNames: readonly string[]
    /** What makes an entry of `keys` the highest key. */
    readonly adminRoles: readonly BucketRole[]
    /** An access key made by IAM, or for a scene's entry of that name. */
    newKey(ids: Ids, name?: string): { readonly id: string; readonly secret: string }
    newPolicyId(ids: Ids): string
    policyArn(account: string, path: string, name: string): string
    /** ARN and id of a role or group, where the dialect has them. */
    newEntity?(
      ids: Ids,
      kind: 'role' | 'group',
      account: string,
      path: string,
      name: string,
    ): { readonly id: string; readonly arn: string }
    /** Temporary credentials for a caller whose key is `parent`, where the dialect has them. */
    newSession?(ids: Ids, parent: string): { readonly keyId: string; readonly secret: string; readonly token: string }
    /** ARN and id of the identity behind an entry of `keys`. */
    identityOf(
      ids: Ids,
      account: string,
      name: string,
      keyId: string,
    ): { readonly kind: Identity['kind']; readonly name: string; readonly id: string; readonly arn: string }
  }
  /** Settings of a bucket whose maker asks for none. */
  readonly newBuckets: NewBuckets
  /** Roles, ownership, ACLs and default-allowed operations as rights. */
  grants(facts: GrantFacts): readonly Grant[]
  /** Texts and statuses that differ from the table, by service. */
  errorText(code: ErrorCode, service: Service): { readonly message?: string; readonly status?: number } | undefined
  /** Wording of an AccessDenied on the wire. */
  deniedMessage: 'short' | 'explained'
  /** Entries of its own; one with a shared entry's name replaces it. */
  readonly operations: readonly Operation[]
  /** A shared entry as this service has it: further members, other rights. */
  readonly adapt?: (shared: Operation) => Operation
  /** Names of shared entries that it does not have. */
  readonly without: readonly string[]
  /** Headers of every answer: `Server`. */
  readonly headers: Readonly<Record<string, string>>
}

/** Absent: the service gives a bucket no such setting. */
export interface NewBuckets {
  readonly objectOwnership?: ObjectOwnership
  readonly publicAccessBlock?: PublicAccessBlock
}

export interface GrantFacts {
  readonly principal: Principal
  /** Of the caller's account. */
  readonly canonicalId?: string
  readonly bucket?: BucketRecord
  readonly object?: ObjectRecord
  readonly request?: WireRequest
}

/** Properties that shared code may ask for. */
export type Feature =
  | 'bucket-before-authorization'
  | 'own-bucket-exists-is-conflict'
  | 'etag-on-not-modified'
  | 'minimum-part-size'
  /**
   * Parts declare a checksum only if their upload has one, those of a COMPOSITE upload always, and
   * CompleteMultipartUpload repeats it.
   */
  | 'strict-part-checksums'
  | 'bucket-policies'
  | 'versioning'
  | 'sessions'
  /** Users, groups, roles and several accounts. */
  | 'users'
  | 'service-accounts'
  /** A key may be denied what every key may do. */
  | 'key-scopes'
  | 'attached-policies-are-user-policies'
  | 'descriptions-in-policy-lists'
  /** An ETag condition makes the date condition of its kind count for nothing; without it, every condition must hold. */
  | 'condition-precedence'
  /** Writes take `If-Match` and `If-None-Match: *` only, and If-Match on a missing key is NoSuchKey. */
  | 'narrow-write-conditions'
  /** `aws-chunked` is taken out of a stored Content-Encoding. */
  | 'strips-aws-chunked'
  /** User metadata beyond ASCII comes back as RFC 2047 encoded words, not as its UTF-8 bytes. */
  | 'metadata-as-encoded-words'
  /** Every object is encrypted with the service's own keys unless it says otherwise, and answers tell it. */
  | 'always-encrypted'
  /** Encryption at rest is the service's own affair: settings for it are taken without effect. */
  | 'fixed-encryption'
  /** `aws:kms` for objects and as a bucket's default. */
  | 'kms-encryption'
  /** SSE-C: keys that come with each request. */
  | 'customer-keys'
  /** Lifecycle rules have a prefix, one transition and one expiration, and nothing else. */
  | 'simple-lifecycle-rules'
  /** Objects below 128 KiB stay in their storage class unless the configuration says otherwise. */
  | 'transition-minimum-size'
  /** RestoreObject is taken for objects that need no restoring, too. */
  | 'restores-any-object'
  /** All canned ACLs of AWS, not `private` and `public-read` alone. */
  | 'all-canned-acls'
  /** Grants to single accounts and groups, in headers and documents. */
  | 'acl-grants'
  /** An object has the ACL of its bucket, unless the bucket lets it have one of its own. */
  | 'objects-inherit-acl'
  /** Object Ownership decides whether ACLs count, and who owns what another account writes. */
  | 'object-ownership'
  /** A bucket can keep its objects for a time, and single versions too. */
  | 'object-lock'
  /** Errors are told in JSON to callers that accept it, on S3's hosts too. */
  | 'json-errors'
  /** A token of the console's login stands for a signature, with the organization's id beside it. */
  | 'bearer-tokens'
  /** What a presigned URL says of a header may be sent as a header too, with the same value. */
  | 'presigned-headers-again'
  /** Versions are named by the nanosecond in which they were written. */
  | 'nanosecond-versions'

export interface Limits {
  /** Seconds. */
  readonly presignedAge: number
  readonly partSize: number
  readonly parts: number
  readonly keysPerDelete: number
  readonly keyBytes: number
  readonly metadataBytes: number
  readonly tagsPerObject: number
  readonly policyCharacters: number
  readonly policiesPerIdentity: number
  /** Largest single PUT, in bytes. */
  readonly bodyBytes: number
  readonly keysPerIdentity: number
  /** Of one bucket. Default 1000. */
  readonly lifecycleRules?: number
  /** Characters of a lifecycle rule's id. Default 255. */
  readonly lifecycleRuleId?: number
}
