import type { Dialect } from '../../contract/dialect.js'
import { fail } from '../../contract/errors.js'
import { defineOperation, need, type OperationContext } from '../../contract/operation.js'
import { flag } from '../../protocol/codecs.js'
import { header, optionalDocument } from '../../protocol/readers.js'
import { optional, structure, text } from '../../protocol/shapes.js'
import { grantsOf, isPublicGrant } from '../../rules/acl.js'
import type { Acl, BucketRecord, ObjectOwnership, PublicAccessBlock } from '../../store/types.js'
import { canonicalIdOf, refuseLoneWrites } from '../acl/acl-rules.js'
import { aclContext, aclOf, asksForAcl, bucketAclReaders } from '../acl/object-acl.js'
import { ownershipCodec } from '../acl/ownership.js'
import { bucketArn } from '../arn.js'
import { checkTags, requestTags, tagSet, tagsPerBucket } from '../tags.js'
import { newBucket } from './bucket-name.js'

const configuration = structure({
  LocationConstraint: optional(text),
  Location: optional(structure({ Type: optional(text), Name: optional(text) })),
  Bucket: optional(structure({ DataRedundancy: optional(text), Type: optional(text) })),
  Tags: optional(tagSet),
})

/** A service whose region is `auto` has one for all buckets, whatever the request says. */
const regionOf = (constraint: string | undefined, { region }: Dialect): string =>
  region === 'auto' ? region : constraint || region

/**
 * The first region's host makes buckets anywhere, those of others in their own region alone, which must be named.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
const placeOf = (
  constraint: string | undefined,
  { dialect, features, located: { region: host } }: OperationContext,
): Pick<BucketRecord, 'region' | 'regional'> => {
  const region = regionOf(constraint, dialect)
  if (!features.has('regions')) return { region }
  if (
    host !== undefined &&
    host !== dialect.region &&
    constraint !== host &&
    !(constraint === 'EU' && host === 'eu-west-1')
  ) {
    const which = constraint ? `The ${constraint}` : 'The unspecified'
    const text = `${which} location constraint is incompatible for the region specific endpoint this request was sent to.`
    fail('IllegalLocationConstraintException', {}, text)
  }
  if (constraint === 'EU' && host === 'eu-west-1') return { region: 'EU', regional: true }
  if (constraint && (constraint === dialect.region || !dialect.regionNames?.test(constraint))) {
    fail('InvalidLocationConstraint', { LocationConstraint: constraint })
  }
  return constraint ? { region, regional: true } : { region }
}

const mayRemake = (
  present: BucketRecord | undefined,
  { region }: Pick<BucketRecord, 'region'>,
  { dialect, principal }: OperationContext,
): present is BucketRecord =>
  present?.account === principal.account && present.region === region && region === dialect.remakesIn

/** Throws the two errors by which S3 refuses an ACL of a bucket that it would make with other settings. */
const admitNewAcl = (
  acl: Acl | undefined,
  owner: string,
  ownership: ObjectOwnership | undefined,
  block: PublicAccessBlock | undefined,
  features: Dialect['features'],
): Acl | undefined => {
  if (acl === undefined) return undefined
  const grants = grantsOf(acl, owner, owner)
  const own = grants.every(({ grantee }) => grantee.id === owner)
  if (ownership === 'BucketOwnerEnforced' && !own) fail('InvalidBucketAclWithObjectOwnership')
  refuseLoneWrites(acl, features)
  if (block?.BlockPublicAcls && grants.some(isPublicGrant)) fail('InvalidBucketAclWithBlockPublicAccessError')
  return acl
}

export const createBucket = defineOperation({
  name: 'CreateBucket',
  http: 'PUT /{Bucket}',
  body: 'document',
  makesBucket: true,
  actions: [
    's3:CreateBucket',
    's3:PutBucketAcl',
    's3:PutBucketOwnershipControls',
    's3:PutBucketObjectLockConfiguration',
    's3:PutBucketVersioning',
    's3:TagResource',
  ],
  read: {
    Bucket: newBucket,
    ...bucketAclReaders,
    CreateBucketConfiguration: optionalDocument('CreateBucketConfiguration', configuration),
    ObjectLockEnabledForBucket: header('x-amz-bucket-object-lock-enabled', flag),
    ObjectOwnership: header('x-amz-object-ownership', ownershipCodec),
  },
  ignores: {
    BucketNamespace: 'namespaces of an account and region are not modelled: the header is refused by name',
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html (permissions)
  allow: input => {
    const { Bucket, ObjectOwnership, ObjectLockEnabledForBucket: locks, CreateBucketConfiguration: wanted } = input
    const arn = bucketArn({ Bucket })
    const context = {
      ...aclContext(input),
      ...(ObjectOwnership !== undefined && { 's3:x-amz-object-ownership': ObjectOwnership }),
      ...(wanted?.LocationConstraint && { 's3:LocationConstraint': wanted.LocationConstraint }),
      ...(wanted?.Tags && requestTags(wanted.Tags, 'aws:RequestTag')),
    }
    const lockRights = ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning'] as const
    return [
      need('s3:CreateBucket', arn, context),
      ...(asksForAcl(input) ? [need('s3:PutBucketAcl', arn, context)] : []),
      ...(ObjectOwnership === undefined ? [] : [need('s3:PutBucketOwnershipControls', arn, context)]),
      ...(locks ? lockRights.map(action => need(action, arn, context)) : []),
      ...(wanted?.Tags?.length ? [need('s3:TagResource', arn, context)] : []),
    ]
  },
  run: (input, context) => {
    const { store, principal, dialect, features } = context
    const { Bucket, ObjectOwnership, CreateBucketConfiguration: wanted } = input
    if (dialect.reservedBucketNames?.test(Bucket)) fail('InvalidBucketName', { BucketName: Bucket })
    const asked = aclOf(input, context)
    if (input.ObjectLockEnabledForBucket && !features.has('object-lock')) {
      fail(
        'NotImplemented',
        { Header: 'x-amz-bucket-object-lock-enabled' },
        'Object Lock is not supported: objects cannot be locked here',
      )
    }
    if (wanted?.Location !== undefined || wanted?.Bucket !== undefined) {
      fail('NotImplemented', {}, 'Directory buckets are not supported by this mock')
    }
    if (features.has('own-bucket-exists-is-conflict') && store.bucket(Bucket) !== undefined) {
      fail('BucketAlreadyExists', { BucketName: Bucket })
    }
    const owner = canonicalIdOf(principal.account, context)
    const { objectOwnership, publicAccessBlock } = dialect.newBuckets
    const ownership = ObjectOwnership ?? objectOwnership
    const place = placeOf(wanted?.LocationConstraint, context)
    const present = store.bucket(Bucket)
    const again = mayRemake(present, place, context)
    const acl = again
      ? admitNewAcl(asked, owner, present.ownership, present.publicAccessBlock, features)
      : admitNewAcl(asked, owner, ownership, publicAccessBlock, features)
    const made = acl ?? { canned: 'private', grants: [] }
    const arns = features.has('bucket-places')
    if (again && wanted?.Tags?.length) fail('BucketAlreadyOwnedByYou', { BucketName: Bucket })
    if (again) return { bucket: store.updateBucket(Bucket, { acl: made }), arns }
    const bucket = store.createBucket({
      name: Bucket,
      account: principal.account,
      owner,
      creator: principal.arn,
      ...place,
      acl: made,
      ...(ownership && { ownership }),
      ...(publicAccessBlock && { publicAccessBlock }),
      ...(input.ObjectLockEnabledForBucket && { objectLock: {}, versioning: 'Enabled' as const }),
      public: (input.ACL ?? '').startsWith('public-read'),
      settings: { ...(wanted?.Tags?.length && { tagging: checkTags(wanted.Tags, tagsPerBucket, 'Bucket') }) },
    })
    return { bucket, arns }
  },
  write: ({ bucket: { name, regional }, arns }) => ({
    headers: {
      Location: arns && regional ? `http://${name}.s3.amazonaws.com/` : `/${name}`,
      'x-amz-bucket-arn': arns ? bucketArn({ Bucket: name }) : undefined,
    },
  }),
})
