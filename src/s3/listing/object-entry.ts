import type { Tree } from '../../contract/operation.js'
import type { ObjectRecord } from '../../store/types.js'
import type { Owner } from '../owner.js'

/** How a listing shows its objects. */
export interface EntryView {
  readonly text: (text: string) => string
  /** Absent: owners are not shown. */
  readonly owner?: ((id: string) => Owner) | undefined
  readonly restore: boolean
  /** Milliseconds since 1970. */
  readonly at: number
}

const restoreStatus = ({ restore }: ObjectRecord, at: number): Tree | undefined => {
  if (restore === undefined || at >= restore.expires) return undefined
  return at < restore.readyAt
    ? { IsRestoreInProgress: true }
    : { IsRestoreInProgress: false, RestoreExpiryDate: new Date(restore.expires) }
}

/** The elements that describe an object in a listing, in S3's order. */
export const objectEntry = (object: ObjectRecord, { text, owner, restore, at }: EntryView) => ({
  Key: text(object.key),
  LastModified: new Date(object.modified),
  ETag: `"${object.etag}"`,
  ChecksumAlgorithm: object.checksum?.algorithm,
  ChecksumType: object.checksum?.type,
  Size: object.blob.size,
  Owner: owner?.(object.owner),
  StorageClass: object.storageClass,
  RestoreStatus: restore ? restoreStatus(object, at) : undefined,
})
