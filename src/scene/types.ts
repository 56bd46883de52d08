import type { TigrisAnswers } from '../dialects/tigris/assumed/assumptions.js'

/**
 * A policy: a document, `{ file }`, the name of an entry of `policies`, a path that ends in `.json`, `.yaml` or `.yml`, the
 * ARN of a managed policy, or one of a template.
 */
export type ScenePolicy = string | { readonly file: string } | PolicyDocument | SceneSourcePolicy

/** A template of CloudFormation, CDK, SAM or Serverless, and what it does not say itself. */
export interface CloudFormationSource {
  /** Path of the template; or the template: an object, CDK's `Template`, or whatever else has a `toJSON`. */
  readonly cloudformation: string | object
  /** Values of its parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Twelve digits. Default: the account `main` of the scene, 123456789012. */
  readonly account?: string
  /** Default `us-east-1`. */
  readonly region?: string
  /** Default: that of the region, `aws`. */
  readonly partition?: string
  /** Default: the file's name, without its ending. */
  readonly stackName?: string
  /** Values of exports of other stacks, for `Fn::ImportValue`. */
  readonly imports?: Readonly<Record<string, unknown>>
  /** Templates of the stacks whose exports it imports. Default: the others of `from`. */
  readonly stacks?: readonly string[]
  /** Names of resources that CloudFormation names itself, by logical name. */
  readonly names?: Readonly<Record<string, string>>
  /** What only the deployed stack knows: `Table.StreamArn`, or `Table` for `Ref`. */
  readonly attributes?: Readonly<Record<string, unknown>>
  /** Logical names of resources that are left out. */
  readonly without?: readonly string[]
}

/** A plan or a state of Terraform or OpenTofu. */
export interface TerraformSource {
  /** Path of what `terraform show -json` prints, or that itself. */
  readonly terraform: string | object
  /** What is known only after apply: `aws_iam_policy.uploader.policy`. */
  readonly values?: Readonly<Record<string, unknown>>
  /** Twelve digits. Default: what `aws_caller_identity` says, the account `main` of the scene, 123456789012. */
  readonly account?: string
  /** Addresses of resources that are left out. */
  readonly without?: readonly string[]
}

/** A stack of Pulumi or SST. */
export interface PulumiSource {
  /** Path of what `pulumi stack export`, `pulumi preview --json` or `sst state export` prints, or that itself. */
  readonly pulumi: string | object
  /** What is known only after it is deployed: `uploader.policy`. */
  readonly values?: Readonly<Record<string, unknown>>
  /** Twelve digits. Default: the account `main` of the scene, 123456789012. */
  readonly account?: string
  /** Names of resources that are left out. */
  readonly without?: readonly string[]
}

/** A template from which policies and buckets come. */
export type SceneSource = (CloudFormationSource | TerraformSource | PulumiSource) & ManagedElsewhere

interface ManagedElsewhere {
  /** Documents of managed policies that stand elsewhere, by ARN. */
  readonly managedPolicies?: Readonly<Record<string, ScenePolicy>>
}

/** The policies of one resource of a template. */
export type SceneSourcePolicy = SceneSource & {
  /** Logical name, address or path of the resource. Default: the one that has a policy. */
  readonly resource?: string
  /** Name of one of its policies. Default: all of them; where one is wanted, the only one. */
  readonly policy?: string
}

/** A policy document as IAM writes it. */
export interface PolicyDocument {
  readonly Version?: string | undefined
  readonly Id?: string | undefined
  readonly Statement: PolicyStatement | readonly PolicyStatement[]
}

/**
 * A statement as TypeScript has it of a JSON import, or of a function of the application: what is more exact, such as
 * which texts are an `Effect`, is checked when the mock is made.
 */
export interface PolicyStatement {
  readonly Sid?: string | undefined
  /** `Allow` or `Deny`. */
  readonly Effect: string
  readonly Action?: string | readonly string[] | undefined
  readonly NotAction?: string | readonly string[] | undefined
  readonly Resource?: string | readonly string[] | undefined
  readonly NotResource?: string | readonly string[] | undefined
  readonly Principal?: unknown
  readonly NotPrincipal?: unknown
  readonly Condition?: object | undefined
}

export interface SceneKey {
  /** Access key id; derived from the key's name and the seed if absent. */
  readonly id?: string
  readonly secret?: string
  readonly policies?: readonly ScenePolicy[]
  /** Role by bucket; `*` stands for every bucket. */
  readonly roles?: Readonly<Record<string, string>>
  /** The dialect's own highest right. */
  readonly admin?: boolean
  /** `no_default_allow` takes away what every key may otherwise do: listing and creating buckets. Default `standard`. */
  readonly scope?: 'standard' | 'no_default_allow'
  readonly status?: 'Active' | 'Inactive'
  /** What a login would send in place of a signature, with the organization's id (tigris). Compared, never opened. */
  readonly sessionToken?: string
}

/** An object: text, bytes, or where its bytes stand and what is known of it. */
export type SceneObject =
  | string
  | Uint8Array
  | {
      /** Text of the object. Exactly one of `body`, `file`, `base64`. */
      readonly body?: string | Uint8Array
      /** Path of a file with its bytes. */
      readonly file?: string
      readonly base64?: string
      readonly contentType?: string
      readonly cacheControl?: string
      readonly contentDisposition?: string
      readonly contentEncoding?: string
      readonly contentLanguage?: string
      readonly expires?: string
      readonly websiteRedirectLocation?: string
      /** Without quotes, as of an object of several parts: `9b2c...-3`. Default: the MD5 of its bytes. */
      readonly etag?: string
      /** As it was sent with the object: not computed, not checked. */
      readonly checksum?: {
        readonly algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'
        /** Base64. */
        readonly value: string
        /** Default `FULL_OBJECT`. */
        readonly type?: 'FULL_OBJECT' | 'COMPOSITE'
      }
      readonly metadata?: Readonly<Record<string, string>>
      readonly tags?: Readonly<Record<string, string>>
      readonly storageClass?: string
    }

export interface SceneBucket {
  readonly objects?: Readonly<Record<string, SceneObject>>
  /** Name of the key that made it; the dialect's highest key if absent. */
  readonly owner?: string
  /** Readable without credentials; tigris: on the hosts of public buckets only (`<bucket>.t3.tigrisfiles.io`). */
  readonly public?: boolean
  /** Bucket policy, where the dialect has them. */
  readonly policy?: ScenePolicy
  readonly versioning?: 'Enabled' | 'Suspended'
  /** Rules, as PutBucketCors takes them. These and the following are held to what the service takes. */
  readonly cors?: readonly SettingsDocument[]
  /** Rules, as PutBucketLifecycleConfiguration takes them; dates are text or milliseconds. */
  readonly lifecycle?: readonly SettingsDocument[]
  /** Rules, as PutBucketEncryption takes them. */
  readonly encryption?: readonly SettingsDocument[]
  /** As PutBucketWebsite takes it (aws, yandex). */
  readonly website?: SettingsDocument
  /** `{ TargetBucket, TargetPrefix }`: the target is a bucket of the scene (aws). */
  readonly logging?: SettingsDocument
  /** As PutBucketNotificationConfiguration takes it (aws). */
  readonly notification?: SettingsDocument
  /** All that PATCH of a bucket takes: `{ object_notifications: { web_hook: '...' } }` (tigris). */
  readonly settings?: SettingsDocument
  /** `none`: the bucket has no ownership controls. Default: as the service makes buckets (aws). */
  readonly ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter' | 'none'
  /**
   * Which kinds of public access are blocked; those not named are not. `none`: the bucket has no such setting. Default:
   * as the service makes buckets (aws).
   */
  readonly publicAccessBlock?:
    | 'none'
    | {
        readonly BlockPublicAcls?: boolean
        readonly IgnorePublicAcls?: boolean
        readonly BlockPublicPolicy?: boolean
        readonly RestrictPublicBuckets?: boolean
      }
  /** Whether it keeps versions, snapshots and forks (tigris). */
  readonly snapshots?: boolean
  readonly tags?: Readonly<Record<string, string>>
  /** Hosts of other regions send requests there (aws). Absent: the bucket is found in every region. */
  readonly region?: string
}

/** A document in the names of the SDK. */
export type SettingsDocument = Readonly<Record<string, unknown>>

/** People of a Tigris organization: they call by keys, of which one may have the name of a user. */
export interface SceneOrganization {
  readonly name?: string
  readonly slug?: string
  readonly users?: Readonly<
    Record<
      string,
      {
        readonly id?: string
        readonly email?: string
        /** Default `member`. */
        readonly role?: 'admin' | 'member'
        readonly owner?: boolean
      }
    >
  >
  readonly teams?: Readonly<Record<string, { readonly description?: string; readonly members?: readonly string[] }>>
}

/** An IAM user with one access key; `as` takes its name. */
export interface SceneUser {
  /** Access key id; derived from the user's name and the seed if absent. */
  readonly id?: string
  readonly secret?: string
  readonly status?: 'Active' | 'Inactive'
  readonly policies?: readonly ScenePolicy[]
  /** Policies of its own, by name. */
  readonly inlinePolicies?: Readonly<Record<string, ScenePolicy>>
  /** Policy beyond which those allow nothing: a permissions boundary. */
  readonly boundary?: ScenePolicy
  /** Names of groups of the same account. */
  readonly groups?: readonly string[]
  /** `/` if absent. */
  readonly path?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** Users of a group have its policies. */
export interface SceneGroup {
  readonly policies?: readonly ScenePolicy[]
  /** Policies of its own, by name. */
  readonly inlinePolicies?: Readonly<Record<string, ScenePolicy>>
  readonly path?: string
}

/** A role, to be taken by AssumeRole. */
export interface SceneRole {
  /** Who may take it: a policy with Principal and without Resource. */
  readonly trust: ScenePolicy
  readonly policies?: readonly ScenePolicy[]
  /** Policies of its own, by name. */
  readonly inlinePolicies?: Readonly<Record<string, ScenePolicy>>
  /** Policy beyond which those allow nothing: a permissions boundary. */
  readonly boundary?: ScenePolicy
  readonly path?: string
  readonly tags?: Readonly<Record<string, string>>
  /** Seconds, 3600 to 43200. Default 3600. */
  readonly longestSession?: number
}

/** A Yandex service account with one static key; `as` takes its name. */
export interface SceneServiceAccount {
  /** Id of the static key; derived from the name and the seed if absent. */
  readonly id?: string
  readonly secret?: string
  readonly status?: 'Active' | 'Inactive'
  /** Id of the service account itself, as policies and access control lists name it. */
  readonly subject?: string
  /** Role by bucket, `storage.viewer` ... `storage.admin`; `*` stands for the folder. */
  readonly roles?: Readonly<Record<string, string>>
}

/** A further account. Its root goes by the account's name, `alt`, its users by `alt/bob`. */
export interface SceneAccount {
  /** Twelve digits; derived from the name and the seed if absent. */
  readonly id?: string
  readonly canonicalId?: string
  readonly displayName?: string
  readonly email?: string
  readonly root?: { readonly id?: string; readonly secret?: string }
  readonly users?: Readonly<Record<string, SceneUser>>
  readonly groups?: Readonly<Record<string, SceneGroup>>
  readonly roles?: Readonly<Record<string, SceneRole>>
  readonly buckets?: Readonly<Record<string, SceneBucket>>
}

/**
 * The world at the begin: the options of a mock, and the content of a scene file.
 * @example
 * { buckets: { images: { objects: { 'a.png': '...' } } }, keys: { runner: { policies: ['./policy.json'] } } }
 */
export interface Scene {
  /** Default `tigris`; with `from`, that for which the template is written. */
  readonly dialect?: 'tigris' | 'aws' | 'yandex'
  /**
   * Templates whose roles, users, groups, policies and buckets the scene has. What stands in the scene itself goes
   * before what a template says of the same name.
   */
  readonly from?: SceneSource | readonly SceneSource[]
  readonly buckets?: Readonly<Record<string, SceneBucket>>
  readonly keys?: Readonly<Record<string, SceneKey>>
  readonly policies?: Readonly<Record<string, Exclude<ScenePolicy, string>>>
  /** Users, groups and roles of the account `main`, where the dialect has them (aws). */
  readonly users?: Readonly<Record<string, SceneUser>>
  readonly groups?: Readonly<Record<string, SceneGroup>>
  readonly roles?: Readonly<Record<string, SceneRole>>
  /** Service accounts, where the dialect has them (yandex). */
  readonly serviceAccounts?: Readonly<Record<string, SceneServiceAccount>>
  /** Further accounts (aws); an entry `main` says how the account of everything else is called. */
  readonly accounts?: Readonly<Record<string, SceneAccount>>
  /** Names, users and teams of the organization, where the dialect has one (tigris). */
  readonly organization?: SceneOrganization
  /**
   * `before-2023`: buckets have neither ownership controls nor a public access block unless a request or the scene says
   * so, as AWS made them until April 2023 and as older suites and tools expect; keys of writers (SSE-C)
   * are taken. What is stored is encrypted in both. Default `today`: ACLs are disabled and public access is blocked (aws).
   */
  readonly newBuckets?: 'today' | 'before-2023'
  /** Further hosts that the application uses for S3, with port: `localhost:9000`. */
  readonly endpoints?: readonly string[]
  /** Hosts from which buckets may fetch what they shadow; loopback always is one (tigris). */
  readonly shadows?: { readonly hosts: readonly string[] }
  /** Hosts to which buckets may post their events; loopback always is one (tigris). */
  readonly webhooks?: { readonly hosts: readonly string[] }
  /** Hosts to leave alone, though a dialect knows them. */
  readonly passthrough?: readonly string[]
  /** Ids and secrets follow from it. */
  readonly seed?: string
  /** `false`: actions and conditions that the service would refuse at CreatePolicy are accepted. Default `true`. */
  readonly strictPolicies?: boolean
  /** Answers to what the service's documents leave open, instead of the assumed ones (tigris). See docs/assumed.md. */
  readonly assumed?: TigrisAnswers
  /** Address of in-process callers, for `aws:SourceIp`. Default 192.0.2.1. */
  readonly ip?: string
}

type MembersOf<S, M extends string> = S extends { readonly [K in M]: infer T } ? keyof T & string : never

type AccountNames<A> = {
  [N in keyof A & string]: N extends 'main' ? never : N | `${N}/${MembersOf<A[N], 'users'>}`
}[keyof A & string]

type KnownNames<S> =
  | MembersOf<S, 'keys'>
  | MembersOf<S, 'users'>
  | MembersOf<S, 'serviceAccounts'>
  | (S extends { readonly accounts: infer A } ? AccountNames<A> : never)
  | (S extends { readonly from: object } ? string : never)

/**
 * Names that `as` takes: those of keys, users and service accounts, `alt` for the root of another account and
 * `alt/bob` for its user.
 */
export type NamesOf<S> = [KnownNames<S>] extends [never] ? string : KnownNames<S>

type LiteralBuckets<S> = S extends { readonly buckets: infer B } ? keyof B & string : never

/**
 * A bucket's name: one of the scene, where it is written out; a variable of type `string` names a bucket that the test
 * made itself.
 */
export type BucketName<S, N extends string> = string extends N
  ? N
  : S extends { readonly from: object }
    ? N
    : [LiteralBuckets<S>] extends [never]
      ? N
      : N extends LiteralBuckets<S>
        ? N
        : LiteralBuckets<S>
