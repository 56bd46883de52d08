import { defineOperation, need, type Operation } from '../../../contract/operation.js'
import { bucket, header, key } from '../../../protocol/readers.js'
import { bucketArn, objectArn } from '../../../s3/arn.js'

// Source: https://www.tigrisdata.com/docs/buckets/soft-delete/ and the calls of https://github.com/tigrisdata/storage

const restoreDeletedObject = defineOperation({
  name: 'RestoreDeletedObject',
  http: 'POST /{Bucket}/{Key+}?restore',
  body: 'document',
  actions: ['s3:RestoreObject'],
  read: {
    Bucket: bucket,
    Key: key,
    RestoreType: header('x-tigris-restore-type').is('soft-delete'),
    RestoreVersion: header('x-tigris-restore-version'),
  },
  allow: input => [need('s3:RestoreObject', objectArn(input))],
  run: ({ Bucket, Key, RestoreVersion }, { store }) => {
    store.requireBucket(Bucket)
    store.undelete({ Bucket, Key, VersionId: RestoreVersion })
  },
  write: () => ({}),
})

const restoreBucket = defineOperation({
  name: 'RestoreBucket',
  http: 'POST /{Bucket}?restore',
  body: 'document',
  protocol: 'json',
  makesBucket: true,
  actions: ['s3:DeleteBucket'],
  read: { Bucket: bucket },
  allow: input => [need('s3:DeleteBucket', bucketArn(input))],
  run: ({ Bucket }, { store }) => store.undeleteBucket(Bucket),
  write: () => ({ tree: { status: 'success' } }),
})

/** Deleted objects and buckets, brought back. */
export const softDelete: readonly Operation[] = [restoreDeletedObject, restoreBucket]
