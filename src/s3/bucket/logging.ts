import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { listIn, oneOf, optional, structure, text } from '../../protocol/shapes.js'
import type { Store } from '../../store/types.js'
import { granteeShape } from '../acl/acl-document.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'

const grants = listIn(
  'Grant',
  structure({ Grantee: granteeShape, Permission: oneOf('FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP') }),
)

const keyFormat = structure({
  SimplePrefix: optional(structure({})),
  PartitionedPrefix: optional(structure({ PartitionDateSource: optional(oneOf('EventTime', 'DeliveryTime')) })),
})

const status = structure({
  LoggingEnabled: optional(
    structure({
      TargetBucket: text,
      TargetGrants: optional(grants),
      TargetPrefix: text,
      TargetObjectKeyFormat: optional(keyFormat),
    }),
  ),
})

type Status = ReturnType<typeof status.read>

/** Logs go to a bucket of the same owner and region. */
const checkTarget = ({ LoggingEnabled }: Status, Bucket: string, store: Store): void => {
  if (LoggingEnabled === undefined) return
  const { account, region } = store.requireBucket(Bucket)
  const details = { TargetBucket: LoggingEnabled.TargetBucket }
  const target = store.bucket(LoggingEnabled.TargetBucket) ?? fail('InvalidTargetBucketForLogging', details)
  if (target.account !== account) {
    fail(
      'InvalidTargetBucketForLogging',
      details,
      'The owner for the bucket to be logged and the target bucket must be the same.',
    )
  }
  if (target.region === region) return
  // the source's place is told outside of the first region alone: AWS, recorded 2026-02-21
  fail('CrossLocationLoggingProhibitted', {
    TargetBucketLocation: target.region,
    ...(region !== 'us-east-1' && { SourceBucketLocation: region }),
  })
}

/**
 * Where access logs would go: stored and checked; no logs are written.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
 */
export const logging: readonly Operation[] = [
  defineOperation({
    name: 'GetBucketLogging',
    http: 'GET /{Bucket}?logging',
    actions: ['s3:GetBucketLogging'],
    read: { Bucket: bucket },
    ignores: settingIgnores,
    allow: input => [need('s3:GetBucketLogging', bucketArn(input))],
    run: ({ Bucket }, { store }) => settingOf<Status>(store, Bucket, 'logging') ?? { LoggingEnabled: undefined },
    write: stored => documentAnswer('BucketLoggingStatus', status, stored),
  }),
  defineOperation({
    name: 'PutBucketLogging',
    http: 'PUT /{Bucket}?logging',
    body: 'document',
    actions: ['s3:PutBucketLogging'],
    read: { Bucket: bucket, BucketLoggingStatus: document('BucketLoggingStatus', status) },
    ignores: documentIgnores,
    allow: input => [need('s3:PutBucketLogging', bucketArn(input))],
    run: ({ Bucket, BucketLoggingStatus }, { store }) => {
      checkTarget(BucketLoggingStatus, Bucket, store)
      const off = BucketLoggingStatus.LoggingEnabled === undefined
      changeSetting(store, Bucket, 'logging', off ? undefined : BucketLoggingStatus)
    },
    write: () => ({}),
  }),
]
