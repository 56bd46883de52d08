import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import type { Codec } from '../../protocol/codecs.js'
import { bucket, document } from '../../protocol/readers.js'
import { list, oneOf, structure } from '../../protocol/shapes.js'
import { bucketGrants, ownerOfBucket } from '../../rules/acl.js'
import type { ObjectOwnership } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { checksumMembers } from '../checksum-headers.js'
import { ignored } from '../ignored.js'

const ownerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const

/** `x-amz-object-ownership` of CreateBucket. Throws InvalidArgument. */
export const ownershipCodec: Codec<ObjectOwnership> = {
  read: (value, { wire }) =>
    ownerships.find(known => known === value) ??
    fail('InvalidArgument', { ArgumentName: wire }, `Invalid ${wire} header: ${value}`),
  write: value => value,
}

const controls = structure({ Rules: list(structure({ ObjectOwnership: oneOf(...ownerships) }), 'Rule') })

const { ExpectedBucketOwner } = ignored
const { ContentMD5, ChecksumAlgorithm } = checksumMembers

const getControls = defineOperation({
  name: 'GetBucketOwnershipControls',
  http: 'GET /{Bucket}?ownershipControls',
  actions: ['s3:GetBucketOwnershipControls'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketOwnershipControls', bucketArn(input))],
  run: ({ Bucket }, { store }) =>
    store.requireBucket(Bucket).ownership ?? fail('OwnershipControlsNotFoundError', { BucketName: Bucket }),
  write: ownership => ({ root: 'OwnershipControls', tree: { Rule: { ObjectOwnership: ownership } } }),
})

const putControls = defineOperation({
  name: 'PutBucketOwnershipControls',
  http: 'PUT /{Bucket}?ownershipControls',
  body: 'document',
  actions: ['s3:PutBucketOwnershipControls'],
  read: { Bucket: bucket, OwnershipControls: document('OwnershipControls', controls) },
  ignores: { ExpectedBucketOwner, ContentMD5, ChecksumAlgorithm },
  allow: input => {
    const [first] = input.OwnershipControls.Rules
    const asked = first === undefined ? undefined : { 's3:x-amz-object-ownership': first.ObjectOwnership }
    return [need('s3:PutBucketOwnershipControls', bucketArn(input), asked)]
  },
  run: ({ Bucket, OwnershipControls: { Rules } }, { store, features }) => {
    const [rule, ...more] = Rules
    if (rule === undefined || more.length > 0) return fail('MalformedXML')
    const found = store.requireBucket(Bucket)
    const owner = ownerOfBucket(found)
    const shared = bucketGrants(found).some(({ grantee }) => grantee.id !== owner)
    if (rule.ObjectOwnership === 'BucketOwnerEnforced' && shared && features.has('object-ownership')) {
      fail('InvalidBucketAclWithObjectOwnership')
    }
    return store.updateBucket(Bucket, { ownership: rule.ObjectOwnership })
  },
  write: () => ({}),
})

const deleteControls = defineOperation({
  name: 'DeleteBucketOwnershipControls',
  http: 'DELETE /{Bucket}?ownershipControls',
  actions: ['s3:PutBucketOwnershipControls'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:PutBucketOwnershipControls', bucketArn(input))],
  run: ({ Bucket }, { store }) => store.updateBucket(Bucket, { ownership: undefined }),
  write: () => ({ status: 204 }),
})

/** Object Ownership: who owns what is written, and whether ACLs count. */
export const ownership: readonly Operation[] = [getControls, putControls, deleteControls]
