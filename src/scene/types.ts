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
      readonly metadata?: Readonly<Record<string, string>>
      readonly tags?: Readonly<Record<string, string>>
      readonly storageClass?: string
    }

/** A policy: a document, `{ file }`, the name of an entry of `policies`, or a path that ends in `.json`. */
export type ScenePolicy = string | { readonly file: string } | PolicyDocument

/** A policy document as IAM writes it. */
export interface PolicyDocument {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: PolicyStatement | readonly PolicyStatement[]
}

export interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Principal?: unknown
  readonly NotPrincipal?: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface SceneBucket {
  readonly objects?: Readonly<Record<string, SceneObject>>
  /** Name of the key that made it; the dialect's highest key if absent. */
  readonly owner?: string
  /** Readable without credentials where the service has hosts for that. */
  readonly public?: boolean
  /** Bucket policy, where the dialect has them. */
  readonly policy?: ScenePolicy
  readonly versioning?: 'Enabled' | 'Suspended'
  readonly tags?: Readonly<Record<string, string>>
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
}

/**
 * The world at the begin: the options of a mock, and the content of a scene file.
 * @example
 * { buckets: { images: { objects: { 'a.png': '...' } } }, keys: { runner: { policies: ['./policy.json'] } } }
 */
export interface Scene {
  /** Default `tigris`. */
  readonly dialect?: 'tigris' | 'aws' | 'yandex'
  readonly buckets?: Readonly<Record<string, SceneBucket>>
  readonly keys?: Readonly<Record<string, SceneKey>>
  readonly policies?: Readonly<Record<string, PolicyDocument | { readonly file: string }>>
  /** Further hosts that the application uses for S3, with port: `localhost:9000`. */
  readonly endpoints?: readonly string[]
  /** Hosts to leave alone, though a dialect knows them. */
  readonly passthrough?: readonly string[]
  /** Ids and secrets follow from it. */
  readonly seed?: string
  /** `false`: actions and conditions that the service would refuse at CreatePolicy are accepted. Default `true`. */
  readonly strictPolicies?: boolean
  /** Address of in-process callers, for `aws:SourceIp`. Default 192.0.2.1. */
  readonly ip?: string
}

/** Names that `as` takes. */
export type NamesOf<S> = S extends { readonly keys: infer K } ? keyof K & string : string
