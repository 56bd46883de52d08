import { fail } from '../contract/errors.js'
import { joinBlobs } from './blob-kinds.js'
import { emptyTree, type SortedTree } from './persistent.js'
import { type BucketState, withList } from './state.js'
import type {
  ChecksumAlgorithm,
  NewObject,
  ObjectAddress,
  ObjectRecord,
  PartRecord,
  StoredPart,
  UploadRecord,
} from './types.js'

export type UploadAddress = ObjectAddress & { readonly UploadId: string }

type Parts = SortedTree<number, PartRecord>

// The tree answers as a read-only Map does, and takes a part without copying the other 9,999.
const asMap = (parts: Parts): UploadRecord['parts'] => parts as unknown as UploadRecord['parts']
const asTree = (parts: UploadRecord['parts']): Parts => parts as unknown as Parts

export const noParts = (): UploadRecord['parts'] => asMap(emptyTree((a, b) => a - b))

export const findUpload = (bucket: BucketState, key: string, id: string): UploadRecord | undefined =>
  bucket.uploads.get(key)?.find(each => each.id === id)

export const requireUpload = (bucket: BucketState, { Key, UploadId }: UploadAddress): UploadRecord =>
  findUpload(bucket, Key, UploadId) ?? fail('NoSuchUpload', { UploadId })

const replaceUpload = (
  bucket: BucketState,
  before: UploadRecord | undefined,
  after: readonly UploadRecord[],
  key: string,
): BucketState => {
  const uploads = bucket.uploads.get(key) ?? []
  const list = before === undefined ? [...uploads, ...after] : uploads.flatMap(each => (each === before ? after : each))
  return { ...bucket, uploads: withList(bucket.uploads, key, list) }
}

export const addUpload = (bucket: BucketState, upload: UploadRecord): BucketState =>
  replaceUpload(bucket, undefined, [upload], upload.key)

export const dropUpload = (bucket: BucketState, upload: UploadRecord): BucketState =>
  replaceUpload(bucket, upload, [], upload.key)

export const addPart = (bucket: BucketState, upload: UploadRecord, part: PartRecord): BucketState => {
  const parts = asMap(asTree(upload.parts).with(part.number, part, true))
  return replaceUpload(bucket, upload, [{ ...upload, parts }], upload.key)
}

/** Marks the uploads of a key that is written or deleted before they are complete. */
export const overtakeUploads = (bucket: BucketState, key: string): BucketState => {
  const open = bucket.uploads.get(key)
  if (open === undefined || open.every(each => each.overtaken)) return bucket
  return {
    ...bucket,
    uploads: withList(
      bucket.uploads,
      key,
      open.map(each => ({ ...each, overtaken: true as const })),
    ),
  }
}

const storedPart = (
  { number, blob, etag, checksums }: PartRecord,
  algorithm: ChecksumAlgorithm | undefined,
): StoredPart => {
  const value = algorithm === undefined ? undefined : checksums[algorithm]
  const part = { number, size: blob.size, etag }
  return algorithm === undefined || value === undefined
    ? part
    : { ...part, checksum: { algorithm, value, type: 'FULL_OBJECT' } }
}

/** The object that an upload becomes. */
export const joinedObject = (
  upload: UploadRecord,
  parts: readonly PartRecord[],
  object: Pick<NewObject, 'etag' | 'checksum'>,
): NewObject => ({
  ...upload.object,
  ...object,
  blob: joinBlobs(parts.map(part => part.blob)),
  parts: parts.map(part => storedPart(part, object.checksum?.algorithm)),
  upload: upload.id,
})

/** The version of a key that an upload has become, while it is kept. */
export const findCompleted = (bucket: BucketState, { Key, UploadId }: UploadAddress): ObjectRecord | undefined =>
  bucket.objects.get(Key)?.find(each => each.upload === UploadId)
