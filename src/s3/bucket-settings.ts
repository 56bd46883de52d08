import type { Answer, Tree } from '../contract/operation.js'
import type { Shape } from '../protocol/shapes.js'
import type { Store } from '../store/types.js'
import { checksumMembers } from './checksum-headers.js'
import { ignored } from './ignored.js'

/** Stored document of a bucket's sub-resource, by its operation's noun. Throws NoSuchBucket. */
export const settingOf = <T>(store: Store, Bucket: string, noun: string): T | undefined =>
  store.requireBucket(Bucket).settings[noun] as T | undefined

/** Replaces such a document, or takes it away. Throws NoSuchBucket. */
export const changeSetting = <T>(store: Store, Bucket: string, noun: string, value: T | undefined): void => {
  const { [noun]: _, ...settings } = store.requireBucket(Bucket).settings
  store.updateBucket(Bucket, { settings: value === undefined ? settings : { ...settings, [noun]: value } })
}

/** A stored document as an answer. */
export const documentAnswer = <T>(root: string, shape: Shape<T>, value: T): Answer => ({
  root,
  tree: shape.write(value) as Tree,
})

const { ContentMD5, ChecksumAlgorithm } = checksumMembers
const { ExpectedBucketOwner } = ignored

/** Members that a read or a removal of a setting does not read. */
export const settingIgnores = { ExpectedBucketOwner }

/** Members that a write of a setting does not read: digests of its document. */
export const documentIgnores = { ExpectedBucketOwner, ContentMD5, ChecksumAlgorithm }
