import type { Assumption } from '../../../contract/dialect-definition.js'
import { fail } from '../../../contract/errors.js'
import { need, type Operation, type OperationContext } from '../../../contract/operation.js'
import { bucketArn } from '../../../s3/arn.js'
import type { BucketRecord } from '../../../store/types.js'
import { withEntries, withFeature, withoutShared, withShared } from '../../changes.js'

const listings = ['ListBuckets', 'ListBucketsDetailed'] as const

/** A listing of buckets that leaves some out. */
const listing = (keep: (bucket: BucketRecord, context: OperationContext) => boolean) =>
  withEntries(
    entry => ({
      ...entry,
      actions: [...entry.actions, 's3:ListBucket'],
      run: (input, context) => {
        const buckets = () => [...context.store.buckets()].filter(bucket => keep(bucket, context))
        return entry.run(input, { ...context, store: { ...context.store, buckets } })
      },
    }),
    ...listings,
  )

const withoutConstraint = (entry: Operation): Operation => ({
  ...entry,
  write: () => ({ root: 'LocationConstraint', tree: { '#text': '' } }),
})

const readable = ({ name }: BucketRecord, { may }: OperationContext): boolean =>
  may(need('s3:ListBucket', bucketArn({ Bucket: name })))

const withoutDeleted = (entry: Operation): Operation => ({
  ...entry,
  run: (input, context) =>
    (input as { readonly SoftDelete?: boolean }).SoftDelete
      ? fail('NotImplemented', {}, 'Deleted objects are listed by the console alone')
      : entry.run(input, context),
})

/** What is assumed of buckets. */
export const assumedOfBuckets = {
  missingBucket: {
    question: 'what a caller without rights on it learns of a missing bucket',
    assumed: 'AccessDenied',
    instead: { NoSuchBucket: withFeature('bucket-before-authorization') },
  },
  bucketLocation: {
    question: 'the LocationConstraint of GetBucketLocation',
    assumed: 'auto',
    instead: { empty: withEntries(withoutConstraint, 'GetBucketLocation') },
  },
  getBucketPolicy: {
    question: 'the answer of GetBucketPolicy',
    assumed: 'NotImplemented',
    instead: { NoSuchBucketPolicy: withShared('s3', 'GetBucketPolicy') },
  },
  deleteBucketPolicy: {
    question: 'the answer of DeleteBucketPolicy',
    assumed: 'NotImplemented',
    instead: { accepted: withShared('s3', 'DeleteBucketPolicy') },
  },
  bucketEncryption: {
    question: 'calls for the encryption of a bucket: read as AES256 and taken without effect, or refused',
    assumed: 'fixed',
    instead: { refused: withoutShared('s3', 'GetBucketEncryption', 'PutBucketEncryption', 'DeleteBucketEncryption') },
  },
  bucketNotification: {
    question: 'GetBucketNotificationConfiguration: empty, or refused',
    assumed: 'empty',
    instead: { refused: withoutShared('s3', 'GetBucketNotificationConfiguration') },
  },
  listedBuckets: {
    question: 'which buckets a key without rights on them lists',
    assumed: 'all',
    instead: { readable: listing(readable) },
  },
  newBucketsListed: {
    question: 'when a new bucket is listed: at once, or ten seconds later',
    assumed: 'at-once',
    instead: { later: listing(({ created }, { at }) => at - created >= 10_000) },
  },
  historyOfBucket: {
    question: 'whether old versions, delete markers and snapshots alone keep a bucket from being deleted',
    assumed: 'goes',
    instead: { keeps: withFeature('history-keeps-buckets') },
  },
  forcedDeletion: {
    question: 'a bucket with soft delete that is deleted by force: it can be had back, or is gone',
    assumed: 'kept',
    instead: { purged: withFeature('force-purges') },
  },
  deletedName: {
    question: 'when the name of a deleted bucket is free again: at once, or five minutes later',
    assumed: 'free',
    instead: { reserved: withFeature('reserves-deleted-names') },
  },
  deletedObjects: {
    question: 'whether a header lists the objects that were deleted and can be had back',
    assumed: 'listed',
    instead: { refused: withEntries(withoutDeleted, 'ListObjects', 'ListObjectsV2', 'ListObjectVersions') },
  },
  forkOfRegular: {
    question: 'the fork of a bucket that keeps no versions',
    assumed: 'InvalidArgument',
    instead: { allowed: withFeature('forks-of-regular-buckets') },
  },
} as const satisfies Readonly<Record<string, Assumption>>
