import type { Account, BucketRole, Identity, Principal } from '../auth/types.js'
import type { Notifications } from '../events/types.js'
import type { Grant, PolicyProfile } from '../policy/types.js'
import type {
  BucketRecord,
  ChecksumAlgorithm,
  ObjectOwnership,
  ObjectRecord,
  PublicAccessBlock,
  UploadRecord,
} from '../store/types.js'
import type { ErrorCode } from './errors.js'
import type { Feature } from './features.js'
import type { Ids } from './host.js'
import type { Service } from './located.js'
import type { WireRequest } from './wire.js'

export type { Feature } from './features.js'

/** A host pattern: `{bucket}.` in front stands for virtual-hosted buckets, `{region}` for one label. */
export interface HostPattern {
  readonly pattern: string
  readonly service: Service
  /** Shows the websites of buckets to browsers, and nothing else. */
  readonly website?: true
  /** Which service is meant by paths of this host that lead to another. */
  readonly paths?: (request: WireRequest) => Service | undefined
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
  /** Hosts that are domains of single buckets, where the service has them. */
  readonly domains?: {
    /** Name of the bucket whose domain a host is. */
    find(host: string, buckets: Iterable<BucketRecord>): string | undefined
    /** Hosts for which a URL may have been signed that is used on the domain of a bucket. */
    signedFor(bucket: string): readonly string[]
  }
  /** Hosts that serve public objects to callers without credentials. */
  readonly publicHosts: readonly string[]
  /** The endpoint of `clientConfig`, and the IAM and STS ones of the environment. */
  readonly endpoints: { readonly s3: string; readonly iam?: string; readonly sts?: string }
  readonly region: string
  /** Services that a credential scope may name on a host of this service. */
  readonly signingScopes: Readonly<Record<Service, readonly string[]>>
  readonly profile: PolicyProfile
  readonly features: ReadonlySet<Feature>
  readonly limits: Limits
  /** Headers beside `x-amz-*` that change what a call does: on a presigned URL they must be signed. */
  readonly steers?: (header: string) => boolean
  /** The checksum that objects get whose writers send none. Absent: they have none. */
  readonly defaultChecksum?: ChecksumAlgorithm
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
    /** What makes it so where no role does: a policy of its own. */
    readonly adminPolicy?: {
      readonly Version: string
      readonly Statement: readonly { readonly Effect: 'Allow'; readonly Action: string; readonly Resource: string }[]
    }
    /** An access key made by IAM, or for a scene's entry of that name. */
    newKey(ids: Ids, name?: string): { readonly id: string; readonly secret: string }
    /** `name`: of a policy of the service itself. */
    newPolicyId(ids: Ids, name?: string): string
    policyArn(account: string, path: string, name: string): string
    /** Managed policies of the service itself, by name: they belong to the account `aws`. */
    readonly managedPolicies?: Readonly<Record<string, object>>
    /** ARN and id of a user, role or group, where the dialect has them. */
    newEntity?(
      ids: Ids,
      kind: 'user' | 'role' | 'group',
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
  /** Region in which a bucket's owner may make it again: that sets its ACL anew, and nothing else. */
  readonly remakesIn?: string
  /** Names that no bucket may be given. Default: none. */
  readonly reservedBucketNames?: RegExp
  /** Names of regions, where a bucket's maker may choose one; the dialect's own is never named. */
  readonly regionNames?: RegExp
  /** What a version's id looks like: other text is no id, and an error of its own. Default: any text. */
  readonly versionIds?: RegExp
  /** Settings of a bucket whose maker asks for none. */
  readonly newBuckets: NewBuckets
  /** Settings of buckets that no shared operation stores, as a scene says them under `settings`. */
  readonly ownSettings?: {
    /** Names under which they are stored. */
    readonly stored: readonly string[]
    /** Those that are not as a new bucket has them. */
    said(record: BucketRecord): Readonly<Record<string, unknown>>
  }
  /** Events of buckets, where the service tells them. */
  readonly notifications?: Notifications
  /** Roles, ownership, ACLs and default-allowed operations as rights. */
  grants(facts: GrantFacts): readonly Grant[]
  /** Texts and statuses that differ from the table, by service. */
  errorText(
    code: ErrorCode,
    service: Service,
  ): { readonly message?: string; readonly status?: number; readonly code?: ErrorCode } | undefined
  /** Wording of an AccessDenied on the wire. */
  deniedMessage: 'short' | 'explained'
  /** Headers of every answer: `Server`. */
  readonly headers: Readonly<Record<string, string>>
}

/** Absent: the service gives a bucket no such setting. */
export interface NewBuckets {
  readonly objectOwnership?: ObjectOwnership
  readonly publicAccessBlock?: PublicAccessBlock
  /** With the service's own keys, unless the bucket or a write says otherwise; answers tell it. */
  readonly encrypted?: true
  /** Writers may not bring keys of their own, unless the bucket lets them: SSE-C is blocked. */
  readonly blocksCustomerKeys?: true
  /** Requests and forms may be signed with version 2, as for buckets older than June 2020. */
  readonly signatureVersion2?: true
}

export interface GrantFacts {
  readonly principal: Principal
  /** The caller's. */
  readonly account?: Account | undefined
  /** Of the caller's account. */
  readonly canonicalId?: string | undefined
  readonly bucket?: BucketRecord | undefined
  readonly object?: ObjectRecord | undefined
  readonly upload?: UploadRecord | undefined
  readonly request?: WireRequest | undefined
}

export interface Limits {
  /** Seconds. */
  readonly presignedAge: number
  readonly partSize: number
  readonly parts: number
  readonly keysPerDelete: number
  readonly keyBytes: number
  readonly metadataBytes: number
  /** Of request line and headers together. Default: no limit. */
  readonly headerBytes?: number
  readonly tagsPerObject: number
  readonly policyCharacters: number
  readonly policiesPerIdentity: number
  /** Largest single PUT, in bytes. */
  readonly bodyBytes: number
  readonly keysPerIdentity: number
  /** Of one bucket. Default 1000. */
  readonly lifecycleRules?: number
  /** Days that objects must have before a rule moves them to a class for those that are seldom read. Default 0. */
  readonly coldAfterDays?: number
  /** Characters of a lifecycle rule's id. Default 255. */
  readonly lifecycleRuleId?: number
}
