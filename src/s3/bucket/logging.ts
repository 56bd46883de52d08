import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { oneOf, optional, type Shape, structure, text } from '../../protocol/shapes.js'
import type { Store } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'

const grants: Shape<never> = {
  read: () => fail('NotImplemented', {}, 'TargetGrants of PutBucketLogging is not supported by this mock'),
  write: () => undefined,
}

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
  if (target.region !== region) {
    fail('InvalidTargetBucketForLogging', details, 'The target bucket for logging is in a different region.')
  }
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
