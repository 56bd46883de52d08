import type { Position } from '../policy/types.js'
import type { Placed, PlacedScalar } from './placed.js'

/** A policy that a template makes. Its document is resolved when it is asked for. */
export interface SourcePolicy {
  /** Logical name, or address, of the resource in which it stands. */
  readonly resource: string
  /** What the service would call it. */
  readonly name: string
  /** `any`: a document that says not itself what it is for. */
  readonly kind: 'identity' | 'bucket' | 'trust' | 'any'
  readonly place: Position
  /** It stands by itself, to be attached: IAM holds it to the present version of the language. */
  readonly isManaged?: boolean
  document(): Placed
}

export interface ManagedSourcePolicy extends SourcePolicy {
  readonly arn: string
}

/** What has policies: a role, a user, a group, or a key of Tigris. */
export interface SourceHolder {
  readonly kind: 'role' | 'user' | 'group' | 'key'
  readonly resource: string
  readonly name: string
  readonly place: Position
  /** Who may take it: a role alone has one. */
  trust(): SourcePolicy | undefined
  inline(): readonly SourcePolicy[]
  /** ARNs of managed policies, of the template or of others. */
  attached(): readonly PlacedScalar[]
  /** ARN of its permissions boundary. */
  boundary(): PlacedScalar | undefined
  /** Members of its entry in a scene: path, tags, groups, longestSession. */
  settings(): Readonly<Record<string, Placed | undefined>>
}

export interface SourceBucket {
  readonly resource: string
  readonly name: string
  readonly place: Position
  policy(): SourcePolicy | undefined
  /** Members of its entry in a scene. */
  settings(): Readonly<Record<string, Placed | undefined>>
}

/** A resource by the names under which a user may know it, the exact one first. */
export interface SourceResource {
  readonly names: readonly string[]
  readonly type: string
  readonly place: Position
}

/** What a template, plan or state makes, as far as it is about permissions and buckets. */
export interface Inventory {
  /** The service for which it is written. */
  readonly dialect: 'aws' | 'tigris'
  /** Account in which it is made, where that is said. */
  readonly account?: string | undefined
  readonly resources: readonly SourceResource[]
  /** The policy that is a resource of its own; undefined for what is none. */
  policyOf(resource: string): SourcePolicy | undefined
  holders(): readonly SourceHolder[]
  managed(): readonly ManagedSourcePolicy[]
  buckets(): readonly SourceBucket[]
  /** The value that it exports under that name to other stacks; undefined for none. */
  exported(name: string): Placed | undefined
}
