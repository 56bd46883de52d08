import type { Dialect } from '../dialect.js'
import { fail } from '../errors.js'
import { defineOperation, need } from '../operation.js'
import { flag, oneOf } from '../protocol/codecs.js'
import { header, optionalDocument } from '../protocol/readers.js'
import { optional, structure, text } from '../protocol/shapes.js'
import { bucketArn } from './arn.js'
import { newBucket } from './bucket-name.js'
import { aclOf, cannedAcl, grantMembers } from './object-acl.js'
import { checkTags, requestTags, tagSet, tagsPerBucket } from './tags.js'

const configuration = structure({
  LocationConstraint: optional(text),
  Location: optional(structure({ Type: optional(text), Name: optional(text) })),
  Bucket: optional(structure({ DataRedundancy: optional(text), Type: optional(text) })),
  Tags: optional(tagSet),
})

/** A service whose region is `auto` has one for all buckets, whatever the request says. */
const regionOf = (constraint: string | undefined, { region }: Dialect): string =>
  region === 'auto' ? region : constraint || region

export const createBucket = defineOperation({
  name: 'CreateBucket',
  http: 'PUT /{Bucket}',
  body: 'document',
  makesBucket: true,
  actions: ['s3:CreateBucket', 's3:PutBucketAcl', 's3:PutBucketOwnershipControls'],
  read: {
    Bucket: newBucket,
    ACL: cannedAcl,
    CreateBucketConfiguration: optionalDocument('CreateBucketConfiguration', configuration),
    ObjectLockEnabledForBucket: header('x-amz-bucket-object-lock-enabled', flag),
    ObjectOwnership: header(
      'x-amz-object-ownership',
      oneOf('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
    ),
  },
  ignores: {
    ...grantMembers,
    GrantWrite: grantMembers.GrantFullControl,
    BucketNamespace: 'namespaces of an account and region are not modelled: the header is refused by name',
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html (permissions)
  allow: ({ Bucket, ACL, ObjectOwnership, CreateBucketConfiguration: wanted }) => {
    const arn = bucketArn({ Bucket })
    const context = {
      ...(ACL !== undefined && { 's3:x-amz-acl': ACL }),
      ...(ObjectOwnership !== undefined && { 's3:x-amz-object-ownership': ObjectOwnership }),
      ...(wanted?.LocationConstraint && { 's3:LocationConstraint': wanted.LocationConstraint }),
      ...(wanted?.Tags && requestTags(wanted.Tags, 'aws:RequestTag')),
    }
    return [
      need('s3:CreateBucket', arn, context),
      ...(ACL === undefined ? [] : [need('s3:PutBucketAcl', arn, context)]),
      ...(ObjectOwnership === undefined ? [] : [need('s3:PutBucketOwnershipControls', arn, context)]),
    ]
  },
  run: (input, { store, principal, dialect, features }) => {
    const { Bucket, ACL, ObjectOwnership, CreateBucketConfiguration: wanted } = input
    const acl = aclOf(ACL, features) ?? { canned: 'private', grants: [] }
    if (input.ObjectLockEnabledForBucket) {
      fail(
        'NotImplemented',
        { Header: 'x-amz-bucket-object-lock-enabled' },
        'Object Lock is not supported by this mock',
      )
    }
    if (wanted?.Location !== undefined || wanted?.Bucket !== undefined) {
      fail('NotImplemented', {}, 'Directory buckets are not supported by this mock')
    }
    if (features.has('own-bucket-exists-is-conflict') && store.bucket(Bucket) !== undefined) {
      fail('BucketAlreadyExists', { BucketName: Bucket })
    }
    return store.createBucket({
      name: Bucket,
      account: principal.account,
      creator: principal.arn,
      region: regionOf(wanted?.LocationConstraint, dialect),
      acl,
      public: (ACL ?? '').startsWith('public-read'),
      settings: {
        ...(wanted?.Tags && { tagging: checkTags(wanted.Tags, tagsPerBucket, 'Bucket') }),
        ...(ObjectOwnership !== undefined && { ownershipControls: { Rules: [{ ObjectOwnership }] } }),
      },
    })
  },
  write: ({ name }) => ({ headers: { Location: `/${name}` } }),
})
