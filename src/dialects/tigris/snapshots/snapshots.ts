import { fail } from '../../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../../contract/operation.js'
import { integer } from '../../../protocol/codecs.js'
import { bucket, header, query } from '../../../protocol/readers.js'
import { bucketArn } from '../../../s3/arn.js'
import { ownerOf } from '../../../s3/owner.js'
import type { Snapshot } from '../../../store/types.js'
import { isoNanoseconds, nanosecond, requirePast, snapshotVersion } from './instants.js'

// Source: https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/

const wire = 'x-tigris-snapshot'

/** The name in `true`, or `true; name=<text>`. */
const nameIn = (value: string): string | undefined => {
  const [, name] = /^true(?:;\s*name=(.*))?$/s.exec(value) ?? [
    '',
    fail('InvalidArgument', { ArgumentName: wire, ArgumentValue: value }, `${wire} must be true, or true; name=...`),
  ]
  return name || undefined
}

const shownName = ({ version, name }: Snapshot): string => (name === undefined ? version : `${version}; name=${name}`)

const createSnapshot = defineOperation({
  name: 'CreateBucketSnapshot',
  http: 'PUT /{Bucket}',
  body: 'document',
  actions: ['s3:ListBucket'],
  read: { Bucket: bucket, Snapshot: header(wire).required },
  allow: input => [need('s3:ListBucket', bucketArn(input))],
  run: ({ Bucket, Snapshot }, { store }) => {
    requirePast(store, Bucket)
    return store.takeSnapshot(Bucket, nameIn(Snapshot))
  },
  write: ({ version }, { input }) => ({
    headers: { Location: `/${input.Bucket}`, 'X-Tigris-Snapshot-Version': version },
  }),
})

const listSnapshots = defineOperation({
  name: 'ListBucketSnapshots',
  http: 'GET /',
  actions: ['s3:ListBucket'],
  read: {
    Snapshot: header(wire).required,
    MaxBuckets: query('max-buckets', integer(1, 10_000)),
    ContinuationToken: query('continuation-token', nanosecond),
  },
  allow: input => [need('s3:ListBucket', bucketArn({ Bucket: input.Snapshot }))],
  run: ({ Snapshot: Bucket, MaxBuckets = 10_000, ContinuationToken: after }, { store, principal }) => {
    const rest = store
      .snapshots(Bucket)
      .toReversed()
      .filter(each => after === undefined || BigInt(each.version) < after)
    const shown = rest.slice(0, MaxBuckets)
    return { account: principal.account, shown, next: rest.length > shown.length ? shown.at(-1)?.version : undefined }
  },
  write: ({ account, shown, next }) => ({
    root: 'ListAllMyBucketsResult',
    tree: {
      Owner: ownerOf(account),
      Buckets: {
        Bucket: shown.map(each => ({ Name: shownName(each), CreationDate: isoNanoseconds(each.version) })),
      },
      ContinuationToken: next,
    },
  }),
})

const deleteSnapshot = defineOperation({
  name: 'DeleteBucketSnapshot',
  http: 'DELETE /{Bucket}',
  actions: ['s3:DeleteBucket'],
  read: { Bucket: bucket, SnapshotVersion: header(snapshotVersion).required },
  allow: input => [need('s3:DeleteBucket', bucketArn(input))],
  run: ({ Bucket, SnapshotVersion }, { store }) => store.removeSnapshot(Bucket, SnapshotVersion),
  write: () => ({ status: 204 }),
})

/** States of a bucket that are kept. */
export const snapshots: readonly Operation[] = [createSnapshot, listSnapshots, deleteSnapshot]
