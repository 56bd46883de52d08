import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document, header } from '../../protocol/readers.js'
import type { Store } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'
import { type ReplicationConfiguration, replicationConfiguration } from './configuration-shapes.js'

const refuse = (text: string): never => fail('InvalidRequest', {}, text)

/** Both ends keep versions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html */
const check = ({ Rules }: ReplicationConfiguration, Bucket: string, store: Store): void => {
  if (store.requireBucket(Bucket).versioning !== 'Enabled')
    fail('InvalidRequest', {}, "Versioning must be 'Enabled' on the bucket to apply a replication configuration")
  if (Rules.length === 0) fail('MalformedXML')
  for (const { Destination } of Rules) {
    const [, name] = /^arn:aws:s3:::([^/]+)$/.exec(Destination.Bucket) ?? []
    if (name === undefined) refuse('Invalid bucket ARN.')
    // told of a bucket that does not exist, too: AWS, recorded 2026-02-21
    if (store.bucket(name ?? '')?.versioning !== 'Enabled') refuse('Destination bucket must have versioning enabled.')
  }
}

/** Where a bucket's objects would be copied to: stored, checked and told; nothing is replicated. */
export const replication: readonly Operation[] = [
  defineOperation({
    name: 'GetBucketReplication',
    http: 'GET /{Bucket}?replication',
    actions: ['s3:GetReplicationConfiguration'],
    read: { Bucket: bucket },
    ignores: settingIgnores,
    allow: input => [need('s3:GetReplicationConfiguration', bucketArn(input))],
    run: ({ Bucket }, { store }) =>
      settingOf<ReplicationConfiguration>(store, Bucket, 'replication') ??
      fail('ReplicationConfigurationNotFoundError', { BucketName: Bucket }),
    write: stored => documentAnswer('ReplicationConfiguration', replicationConfiguration, stored),
  }),
  defineOperation({
    name: 'PutBucketReplication',
    http: 'PUT /{Bucket}?replication',
    body: 'document',
    actions: ['s3:PutReplicationConfiguration', 'iam:PassRole'],
    read: {
      Bucket: bucket,
      ReplicationConfiguration: document('ReplicationConfiguration', replicationConfiguration),
      Token: header('x-amz-bucket-object-lock-token'),
    },
    ignores: documentIgnores,
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
    allow: input => [
      need('s3:PutReplicationConfiguration', bucketArn(input)),
      need('iam:PassRole', input.ReplicationConfiguration.Role, { 'iam:PassedToService': 's3.amazonaws.com' }),
    ],
    run: ({ Bucket, ReplicationConfiguration }, { store }) => {
      check(ReplicationConfiguration, Bucket, store)
      changeSetting(store, Bucket, 'replication', ReplicationConfiguration)
    },
    write: () => ({}),
  }),
  defineOperation({
    name: 'DeleteBucketReplication',
    http: 'DELETE /{Bucket}?replication',
    actions: ['s3:PutReplicationConfiguration'],
    read: { Bucket: bucket },
    ignores: settingIgnores,
    allow: input => [need('s3:PutReplicationConfiguration', bucketArn(input))],
    run: ({ Bucket }, { store }) => {
      store.requireBucket(Bucket)
      changeSetting(store, Bucket, 'replication', undefined)
    },
    write: () => ({ status: 204 }),
  }),
]
