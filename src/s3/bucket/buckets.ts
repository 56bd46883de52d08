import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { integer } from '../../protocol/codecs.js'
import { bucket, query } from '../../protocol/readers.js'
import type { BucketRecord } from '../../store/types.js'
import { canonicalIdOf } from '../acl/acl-rules.js'
import { bucketArn } from '../arn.js'
import { ignored } from '../ignored.js'
import { positionOf, tokenOf } from '../listing/continuation-token.js'
import { ownerOf } from '../owner.js'
import { createBucket } from './create-bucket.js'

/** `EU` is a name of eu-west-1 that only GetBucketLocation tells. */
const placeName = (region: string): string => (region === 'EU' ? 'eu-west-1' : region)

const headBucket = defineOperation({
  name: 'HeadBucket',
  http: 'HEAD /{Bucket}',
  actions: ['s3:ListBucket'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner: ignored.ExpectedBucketOwner },
  allow: input => [need('s3:ListBucket', bucketArn(input))],
  run: ({ Bucket }, { store, features }) => {
    const { region } = store.requireBucket(Bucket)
    return { region: placeName(region), arn: features.has('bucket-places') ? bucketArn({ Bucket }) : undefined }
  },
  write: ({ region, arn }) => ({
    headers: {
      'x-amz-bucket-region': region,
      'x-amz-access-point-alias': 'false',
      'x-amz-bucket-arn': arn,
      'Content-Type': arn && 'application/xml',
    },
  }),
})

const deleteBucket = defineOperation({
  name: 'DeleteBucket',
  http: 'DELETE /{Bucket}',
  actions: ['s3:DeleteBucket'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner: ignored.ExpectedBucketOwner },
  allow: input => [need('s3:DeleteBucket', bucketArn(input))],
  run: ({ Bucket }, { store }) => store.deleteBucket(Bucket),
  write: () => ({ status: 204 }),
})

const getBucketLocation = defineOperation({
  name: 'GetBucketLocation',
  http: 'GET /{Bucket}?location',
  // by it clients learn where a bucket is
  anywhere: true,
  actions: ['s3:GetBucketLocation'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner: ignored.ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketLocation', bucketArn(input))],
  run: ({ Bucket }, { store }) => store.requireBucket(Bucket),
  // S3's first region is told as no constraint at all
  write: ({ region }) => ({ root: 'LocationConstraint', tree: { '#text': region === 'us-east-1' ? '' : region } }),
})

const listBuckets = defineOperation({
  name: 'ListBuckets',
  http: 'GET /?x-id=ListBuckets',
  actions: ['s3:ListAllMyBuckets'],
  read: {
    MaxBuckets: query('max-buckets', integer(1, 10_000)),
    ContinuationToken: query('continuation-token'),
    Prefix: query('prefix'),
    BucketRegion: query('bucket-region'),
  },
  allow: () => [need('s3:ListAllMyBuckets', '*')],
  run: ({ MaxBuckets = 10_000, ContinuationToken, Prefix = '', BucketRegion }, context) => {
    const { store, principal, dialect, features } = context
    if (BucketRegion !== undefined && features.has('regions') && !dialect.regionNames?.test(BucketRegion)) {
      const text = `Argument value ${BucketRegion} is not a valid AWS Region`
      fail('InvalidArgument', { ArgumentName: 'bucket-region' }, text)
    }
    const arns = features.has('bucket-places')
    const buckets: BucketRecord[] = []
    const { account } = principal
    const name = features.has('owner-names') ? context.registry.account(account)?.displayName : undefined
    const owner = ownerOf(canonicalIdOf(account, context), name)
    const after = positionOf(ContinuationToken)
    for (const each of store.buckets()) {
      if (each.account !== account || !each.name.startsWith(Prefix)) continue
      if (BucketRegion !== undefined && placeName(each.region) !== BucketRegion) continue
      if (after !== undefined && each.name <= after) continue
      if (buckets.length === MaxBuckets) return { owner, buckets, arns, next: buckets.at(-1)?.name }
      buckets.push(each)
    }
    return { owner, buckets, arns }
  },
  write: ({ owner, buckets, arns, next }, { input }) => {
    const asked = Object.values(input).some(value => value !== undefined)
    return {
      root: 'ListAllMyBucketsResult',
      tree: {
        Owner: owner,
        Buckets: {
          Bucket: buckets.map(({ name, created, region }) => ({
            Name: name,
            CreationDate: new Date(created),
            // told only to requests that use one of the parameters
            BucketRegion: asked ? placeName(region) : undefined,
            BucketArn: arns ? bucketArn({ Bucket: name }) : undefined,
          })),
        },
        ContinuationToken: next === undefined ? undefined : tokenOf(next),
        Prefix: input.Prefix,
      },
    }
  },
})

/** Buckets themselves: making, finding, listing and deleting them. */
export const buckets: readonly Operation[] = [createBucket, headBucket, listBuckets, deleteBucket, getBucketLocation]
