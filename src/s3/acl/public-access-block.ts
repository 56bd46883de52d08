import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { flag, optional, structure } from '../../protocol/shapes.js'
import type { PublicAccessBlock } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { checksumMembers } from '../checksum-headers.js'
import { ignored } from '../ignored.js'

const configuration = structure({
  BlockPublicAcls: optional(flag),
  IgnorePublicAcls: optional(flag),
  BlockPublicPolicy: optional(flag),
  RestrictPublicBuckets: optional(flag),
})

const { ExpectedBucketOwner } = ignored
const { ContentMD5, ChecksumAlgorithm } = checksumMembers

const getBlock = defineOperation({
  name: 'GetPublicAccessBlock',
  http: 'GET /{Bucket}?publicAccessBlock',
  actions: ['s3:GetBucketPublicAccessBlock'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketPublicAccessBlock', bucketArn(input))],
  run: ({ Bucket }, { store }) =>
    store.requireBucket(Bucket).publicAccessBlock ??
    fail('NoSuchPublicAccessBlockConfiguration', { BucketName: Bucket }),
  write: block => ({ root: 'PublicAccessBlockConfiguration', tree: { ...block } }),
})

const putBlock = defineOperation({
  name: 'PutPublicAccessBlock',
  http: 'PUT /{Bucket}?publicAccessBlock',
  body: 'document',
  actions: ['s3:PutBucketPublicAccessBlock'],
  read: {
    Bucket: bucket,
    PublicAccessBlockConfiguration: document('PublicAccessBlockConfiguration', configuration),
  },
  ignores: { ExpectedBucketOwner, ContentMD5, ChecksumAlgorithm },
  allow: input => [need('s3:PutBucketPublicAccessBlock', bucketArn(input))],
  run: ({ Bucket, PublicAccessBlockConfiguration: asked }, { store }) => {
    const publicAccessBlock: PublicAccessBlock = {
      BlockPublicAcls: asked.BlockPublicAcls ?? false,
      IgnorePublicAcls: asked.IgnorePublicAcls ?? false,
      BlockPublicPolicy: asked.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: asked.RestrictPublicBuckets ?? false,
    }
    return store.updateBucket(Bucket, { publicAccessBlock })
  },
  write: () => ({}),
})

const deleteBlock = defineOperation({
  name: 'DeletePublicAccessBlock',
  http: 'DELETE /{Bucket}?publicAccessBlock',
  actions: ['s3:PutBucketPublicAccessBlock'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:PutBucketPublicAccessBlock', bucketArn(input))],
  run: ({ Bucket }, { store }) => store.updateBucket(Bucket, { publicAccessBlock: undefined }),
  write: () => ({ status: 204 }),
})

/** Block Public Access of one bucket. */
export const publicAccessBlock: readonly Operation[] = [getBlock, putBlock, deleteBlock]
