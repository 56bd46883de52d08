import { fail } from '../../contract/errors.js'
import {
  defineOperation,
  type InputOf,
  type Need,
  need,
  type Operation,
  type OperationContext,
} from '../../contract/operation.js'
import { bucket, key } from '../../protocol/readers.js'
import { aclsCount, bucketGrants, grantsOf, objectGrants, ownerOfBucket } from '../../rules/acl.js'
import type { Acl, AclGrant, BucketRecord, ObjectRecord } from '../../store/types.js'
import { bucketArn, objectArn } from '../arn.js'
import { checksumMembers } from '../checksum-headers.js'
import { ignored } from '../ignored.js'
import { existingContext, findObject, requireObject, showsVersions, versionId } from '../require-object.js'
import { aclDocument, aclOfDocument, aclTree } from './acl-document.js'
import { admitAcl, refuseLoneWrites } from './acl-rules.js'
import { type AclInput, aclContext, aclOf, bucketAclReaders } from './object-acl.js'

const { ExpectedBucketOwner } = ignored
const { ContentMD5, ChecksumAlgorithm } = checksumMembers

const members = { ...bucketAclReaders, AccessControlPolicy: aclDocument }

/** Whether ACLs are switched off: then the owner of the bucket has all rights, whatever they say. */
const areOff = (found: BucketRecord, { features }: Pick<OperationContext, 'features'>): boolean =>
  features.has('object-ownership') && !aclsCount(found)

/** The ACL of a request, from exactly one of headers, canned name and document. */
const requested = (
  input: AclInput & Partial<InputOf<typeof members>>,
  owner: string,
  context: OperationContext<string>,
): Acl => {
  const { AccessControlPolicy: sent } = input
  const asked = aclOf(input, context)
  if (asked !== undefined) return sent === undefined ? asked : fail('UnexpectedContent')
  if (sent === undefined) return fail('MissingSecurityHeader', { MissingHeaderName: 'x-amz-acl' })
  if (!context.features.has('acl-grants')) {
    fail('NotImplemented', {}, 'AccessControlPolicy documents are not supported: ACLs are private or public-read')
  }
  return aclOfDocument(sent, owner, context)
}

const getBucketAcl = defineOperation({
  name: 'GetBucketAcl',
  http: 'GET /{Bucket}?acl',
  actions: ['s3:GetBucketAcl'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketAcl', bucketArn(input))],
  run: ({ Bucket }, context) => {
    const found = context.store.requireBucket(Bucket)
    const owner = ownerOfBucket(found)
    return aclTree(owner, areOff(found, context) ? grantsOf(undefined, owner, owner) : bucketGrants(found), context)
  },
  write: tree => ({ root: 'AccessControlPolicy', tree }),
})

const putBucketAcl = defineOperation({
  name: 'PutBucketAcl',
  http: 'PUT /{Bucket}?acl',
  body: 'document',
  actions: ['s3:PutBucketAcl'],
  read: { Bucket: bucket, ...members },
  ignores: { ExpectedBucketOwner, ContentMD5, ChecksumAlgorithm },
  allow: input => [need('s3:PutBucketAcl', bucketArn(input), aclContext(input))],
  run: (input, context) => {
    const { store } = context
    const found = store.requireBucket(input.Bucket)
    const owner = ownerOfBucket(found)
    const right = need('s3:PutBucketAcl', bucketArn(input))
    const asked = requested(input, owner, context)
    refuseLoneWrites(asked, context.features)
    const acl = admitAcl(asked, found, owner, right, context)
    if (acl !== undefined) {
      store.updateBucket(input.Bucket, { acl, public: acl.canned?.startsWith('public-read') ?? false })
    }
  },
  write: () => ({}),
})

const object = { Bucket: bucket, Key: key, VersionId: versionId }

type ObjectInput = InputOf<typeof object>

const readNeed = (input: ObjectInput, found: ObjectRecord | undefined) =>
  need(
    input.VersionId === undefined ? 's3:GetObjectAcl' : 's3:GetObjectVersionAcl',
    objectArn(input),
    existingContext(found, input.VersionId),
  )

const writeNeed = (
  input: ObjectInput & AclInput,
  found: ObjectRecord | undefined,
): Need<'s3:PutObjectAcl' | 's3:PutObjectVersionAcl'> =>
  need(input.VersionId === undefined ? 's3:PutObjectAcl' : 's3:PutObjectVersionAcl', objectArn(input), {
    ...existingContext(found, input.VersionId),
    ...aclContext(input),
  })

const shownGrants = (
  found: ObjectRecord,
  owner: BucketRecord,
  context: Pick<OperationContext, 'features'>,
): readonly AclGrant[] => {
  if (!context.features.has('objects-inherit-acl')) return objectGrants(found, owner)
  return owner.settings.objectAcls === true && found.acl !== undefined
    ? objectGrants(found, owner)
    : bucketGrants(owner)
}

const getObjectAcl = defineOperation({
  name: 'GetObjectAcl',
  http: 'GET /{Bucket}/{Key+}?acl',
  actions: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
  read: object,
  ignores: ignored,
  facts: findObject,
  allow: (input, found) => [readNeed(input, found)],
  run: (input, context) => {
    const { store } = context
    const owner = store.requireBucket(input.Bucket)
    const found = requireObject(store, input, 'GET')
    const bucketOwner = ownerOfBucket(owner)
    const tree = areOff(owner, context)
      ? aclTree(bucketOwner, grantsOf(undefined, bucketOwner, bucketOwner), context)
      : aclTree(found.owner, shownGrants(found, owner, context), context)
    return { tree, version: showsVersions(input.Bucket, store) ? found.versionId : undefined }
  },
  write: ({ tree, version }) => ({ root: 'AccessControlPolicy', tree, headers: { 'x-amz-version-id': version } }),
})

const putObjectAcl = defineOperation({
  name: 'PutObjectAcl',
  http: 'PUT /{Bucket}/{Key+}?acl',
  body: 'document',
  emits: { update: 'object:acl:put' },
  actions: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
  read: { ...object, ...members },
  ignores: { ...ignored, ContentMD5, ChecksumAlgorithm },
  facts: findObject,
  allow: (input, found) => [writeNeed(input, found)],
  run: (input, context) => {
    const { store } = context
    const owner = store.requireBucket(input.Bucket)
    const found = requireObject(store, input, 'PUT', true)
    const holder = areOff(owner, context) ? ownerOfBucket(owner) : found.owner
    const acl = admitAcl(requested(input, holder, context), owner, holder, writeNeed(input, found), context)
    if (acl !== undefined) store.update(input, { acl })
    return showsVersions(input.Bucket, store) ? found.versionId : undefined
  },
  write: version => ({ headers: { 'x-amz-version-id': version } }),
})

/** Access control lists of buckets and objects. */
export const acl: readonly Operation[] = [getBucketAcl, putBucketAcl, getObjectAcl, putObjectAcl]
