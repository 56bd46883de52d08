import { fail, isServiceError, ServiceError } from '../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../../contract/operation.js'
import { bucket, document, key } from '../../protocol/readers.js'
import { optional, structure } from '../../protocol/shapes.js'
import type { ObjectAddress, ObjectRecord, Store, Tag } from '../../store/types.js'
import { bucketArn, objectArn } from '../arn.js'
import { checksumMembers } from '../checksum-headers.js'
import { ignored } from '../ignored.js'
import { existingContext, findObject, requireObject, showsVersions, versionId } from '../require-object.js'
import { checkTags, requestTags, tagSet, tagsPerBucket } from '../tags.js'

const object = { Bucket: bucket, Key: key, VersionId: versionId }
// an absent set is an empty one: AWS, recorded 2026-02-21
const taggingDocument = document('Tagging', structure({ TagSet: optional(tagSet) }))
const { ContentMD5, ChecksumAlgorithm } = checksumMembers
const { ExpectedBucketOwner } = ignored
const tree = (tags: readonly Tag[]) => ({ TagSet: { Tag: tags.map(({ Key, Value }) => ({ Key, Value })) } })

/** Replaces the tags of a version; the version that the answer names. */
const replaceTags = (
  store: Store,
  address: ObjectAddress,
  tags: readonly Tag[],
  method: 'PUT' | 'DELETE',
): ObjectRecord => {
  requireObject(store, address, method, true)
  return store.update(address, { tags })
}

const versionHeader = (store: Store, { Bucket }: ObjectAddress, { versionId }: ObjectRecord): string | undefined =>
  showsVersions(Bucket, store) ? versionId : undefined

/** The object of GetObjectTagging, whose NoSuchKey names the bucket in Key: AWS, recorded 2026-02-21. */
const taggedObject = (
  address: ObjectAddress,
  { store, features }: Pick<OperationContext, 'store' | 'features'>,
): ObjectRecord => {
  try {
    return requireObject(store, address, 'GET', true)
  } catch (error) {
    const told = isServiceError(error) && error.code === 'NoSuchKey' && features.has('tagging-names-the-bucket')
    if (!told) throw error
    const { Bucket, Key } = address
    const { headers } = error
    throw new ServiceError('NoSuchKey', { details: { Bucket, Key: `${Bucket}/${Key}` }, headers, missingKey: Key })
  }
}

const getObjectTagging = defineOperation({
  name: 'GetObjectTagging',
  http: 'GET /{Bucket}/{Key+}?tagging',
  actions: ['s3:GetObjectTagging', 's3:GetObjectVersionTagging'],
  read: object,
  ignores: ignored,
  facts: findObject,
  allow: (input, found) => [
    need(
      input.VersionId === undefined ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging',
      objectArn(input),
      existingContext(found, input.VersionId),
    ),
  ],
  run: (input, context) => {
    const found = taggedObject(input, context)
    return { tags: found.tags, version: versionHeader(context.store, input, found) }
  },
  write: ({ tags, version }) => ({ root: 'Tagging', tree: tree(tags), headers: { 'x-amz-version-id': version } }),
})

const putObjectTagging = defineOperation({
  name: 'PutObjectTagging',
  http: 'PUT /{Bucket}/{Key+}?tagging',
  body: 'document',
  emits: { update: 'object:tagging:put' },
  actions: ['s3:PutObjectTagging', 's3:PutObjectVersionTagging'],
  read: { ...object, Tagging: taggingDocument },
  ignores: { ...ignored, ContentMD5, ChecksumAlgorithm },
  facts: findObject,
  allow: (input, found) => [
    need(input.VersionId === undefined ? 's3:PutObjectTagging' : 's3:PutObjectVersionTagging', objectArn(input), {
      ...existingContext(found, input.VersionId),
      ...requestTags(input.Tagging.TagSet ?? [], 's3:RequestObjectTag'),
    }),
  ],
  run: (input, { store, limits }) => {
    const tags = checkTags(input.Tagging.TagSet ?? [], limits.tagsPerObject, 'Object')
    return versionHeader(store, input, replaceTags(store, input, tags, 'PUT'))
  },
  write: version => ({ headers: { 'x-amz-version-id': version } }),
})

const deleteObjectTagging = defineOperation({
  name: 'DeleteObjectTagging',
  http: 'DELETE /{Bucket}/{Key+}?tagging',
  emits: { update: 'object:tagging:delete' },
  actions: ['s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'],
  read: object,
  ignores: { ExpectedBucketOwner },
  facts: findObject,
  allow: (input, found) => [
    need(
      input.VersionId === undefined ? 's3:DeleteObjectTagging' : 's3:DeleteObjectVersionTagging',
      objectArn(input),
      existingContext(found, input.VersionId),
    ),
  ],
  run: (input, { store }) => versionHeader(store, input, replaceTags(store, input, [], 'DELETE')),
  write: version => ({ status: 204, headers: { 'x-amz-version-id': version } }),
})

const getBucketTagging = defineOperation({
  name: 'GetBucketTagging',
  http: 'GET /{Bucket}?tagging',
  actions: ['s3:GetBucketTagging'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketTagging', bucketArn(input))],
  run: ({ Bucket }, { store }) => {
    const tags = store.requireBucket(Bucket).settings.tagging as readonly Tag[] | undefined
    return tags ?? fail('NoSuchTagSet', { BucketName: Bucket })
  },
  write: tags => ({ root: 'Tagging', tree: tree(tags) }),
})

/** Stores the tags under the noun that CreateBucket uses, too. */
const setBucketTags = (store: Store, Bucket: string, tags: readonly Tag[] | undefined): void => {
  const { tagging: _, ...settings } = store.requireBucket(Bucket).settings
  store.updateBucket(Bucket, { settings: tags === undefined ? settings : { ...settings, tagging: tags } })
}

const putBucketTagging = defineOperation({
  name: 'PutBucketTagging',
  http: 'PUT /{Bucket}?tagging',
  body: 'document',
  actions: ['s3:PutBucketTagging'],
  read: { Bucket: bucket, Tagging: taggingDocument },
  ignores: { ExpectedBucketOwner, ContentMD5, ChecksumAlgorithm },
  allow: input => [need('s3:PutBucketTagging', bucketArn(input))],
  run: ({ Bucket, Tagging }, { store }) => {
    const tags = checkTags(Tagging.TagSet ?? [], tagsPerBucket, 'Bucket')
    setBucketTags(store, Bucket, tags.length === 0 ? undefined : tags)
  },
  write: () => ({ status: 204 }),
})

const deleteBucketTagging = defineOperation({
  name: 'DeleteBucketTagging',
  http: 'DELETE /{Bucket}?tagging',
  actions: ['s3:PutBucketTagging'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:PutBucketTagging', bucketArn(input))],
  run: ({ Bucket }, { store }) => setBucketTags(store, Bucket, undefined),
  write: () => ({ status: 204 }),
})

/** Tags of objects and of buckets. */
export const tagging: readonly Operation[] = [
  getObjectTagging,
  putObjectTagging,
  deleteObjectTagging,
  getBucketTagging,
  putBucketTagging,
  deleteBucketTagging,
]
