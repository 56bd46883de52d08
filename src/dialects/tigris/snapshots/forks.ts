import { fail } from '../../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../../contract/operation.js'
import { flag } from '../../../protocol/codecs.js'
import { bucket, header } from '../../../protocol/readers.js'
import type { Snapshot, View } from '../../../store/types.js'
import { type Keys, keysOf, needOnEach } from './every-key.js'

// Source: https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/

const arn = (name: string): string => `arn:aws:s3:::${name}`

/** Who brings objects from one bucket to another reads the one and writes the other. */
const needsToBring = (from: string, to: string, { brought, there }: BothKeys) => [
  need('s3:ListBucket', arn(from)),
  needOnEach('s3:GetObject', from, brought),
  needOnEach('s3:PutObject', to, brought),
  needOnEach('s3:DeleteObject', to, there),
]

interface BothKeys {
  readonly brought: Keys
  readonly there: Keys
}

const bothKeys = (from: string, to: string, view: View): BothKeys => ({
  brought: keysOf(view, from),
  there: keysOf(view, to),
})

const actions = ['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject'] as const

const versionHeader = ({ version }: Snapshot) => ({ headers: { 'X-Tigris-Snapshot-Version': version } })

const mergeFork = defineOperation({
  name: 'MergeFork',
  http: 'PUT /{Bucket}',
  body: 'document',
  protocol: 'json',
  actions,
  read: { Bucket: bucket, MergeSourceBucket: header('x-tigris-merge-source-bucket').required },
  facts: ({ Bucket, MergeSourceBucket }, view) => bothKeys(MergeSourceBucket, Bucket, view),
  allow: ({ Bucket, MergeSourceBucket }, keys) => needsToBring(MergeSourceBucket, Bucket, keys),
  run: ({ Bucket, MergeSourceBucket }, { store }) => {
    store.requireBucket(Bucket)
    if (store.lineage(MergeSourceBucket)?.parent !== Bucket) {
      fail(
        'InvalidArgument',
        { BucketName: MergeSourceBucket },
        `${MergeSourceBucket} is not a direct fork of ${Bucket}`,
      )
    }
    return store.mergeFork(MergeSourceBucket)
  },
  write: versionHeader,
})

const rebaseFork = defineOperation({
  name: 'RebaseFork',
  http: 'PUT /{Bucket}',
  body: 'document',
  protocol: 'json',
  actions,
  read: { Bucket: bucket, Rebase: header('x-tigris-rebase', flag).is(true) },
  facts: ({ Bucket }, view) => {
    const parent = view.parentOf(Bucket)
    return parent === undefined ? undefined : { parent, keys: bothKeys(parent, Bucket, view) }
  },
  allow: ({ Bucket }, found) =>
    found === undefined ? [need('s3:PutObject', `${arn(Bucket)}/*`)] : needsToBring(found.parent, Bucket, found.keys),
  run: ({ Bucket }, { store }) => store.rebaseFork(Bucket),
  write: versionHeader,
})

/** What a fork and its parent give each other. */
export const forks: readonly Operation[] = [mergeFork, rebaseFork]
