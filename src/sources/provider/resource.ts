import type { Position } from '../../policy/types.js'
import type { Placed } from '../placed.js'

/** A resource under the names that Terraform's providers have for its type and attributes; Pulumi's are made of them. */
export interface ProviderResource {
  /** `aws_iam_role.uploader`, or the URN of Pulumi. */
  readonly address: string
  readonly names: readonly string[]
  readonly type: string
  readonly place: Position
  /**
   * An attribute; undefined for one that is not set. Throws a SourceError that names what it depends on for one that is
   * known only when it is applied.
   */
  attribute(name: string): Placed | undefined
  /** Whether the attribute is known only when it is applied. */
  isUnknown(name: string): boolean
  /** Address of the one resource to which the attribute refers, where it is unknown and nothing but a reference. */
  reference(name: string): string | undefined
  /** A JSON text of an attribute, read as a document of its own. */
  inside(text: Placed & { readonly kind: 'scalar' }): Placed
}
