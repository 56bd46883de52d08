import type { OperationContext } from '../contract/operation.js'
import { canonicalIdOf } from './acl/acl-rules.js'

/** `Owner` of a bucket, an object or an upload, by its canonical id. */
export interface Owner {
  readonly ID: string
  readonly DisplayName: string | undefined
}

export const ownerOf = (id: string, displayName?: string): Owner => ({ ID: id, DisplayName: displayName })

/**
 * Who began an upload: the account itself by its canonical id, anyone else by ARN.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Initiator.html
 */
export const initiatorOf = (context: Pick<OperationContext, 'principal' | 'registry' | 'dialect'>): string => {
  const { kind, account, arn } = context.principal
  return kind === 'root' ? canonicalIdOf(account, context) : arn
}

/** An IAM identity goes by its name. */
const nameInArn = (id: string): string | undefined =>
  id.startsWith('arn:') ? id.slice(id.lastIndexOf('/') + 1) : undefined

/** Owners in listings go by their id alone: AWS, recorded 2026-02-21. */
export const ownerById = (id: string): Owner => ownerOf(id)

/**
 * Initiators of uploads, with the names of their accounts where the service tells them (`initiator-names`). The
 * registry is read once for a whole listing.
 */
export const initiatorsOf = ({
  registry,
  features,
}: Pick<OperationContext, 'registry' | 'features'>): ((id: string) => Owner) => {
  if (!features.has('initiator-names')) return ownerById
  const names = new Map([...registry.accounts()].map(({ canonicalId, displayName }) => [canonicalId, displayName]))
  return id => ownerOf(id, names.get(id) ?? nameInArn(id))
}
