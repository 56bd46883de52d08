import { fail } from '../../../contract/errors.js'
import { need, type OperationContext } from '../../../contract/operation.js'
import { type Codec, flag } from '../../../protocol/codecs.js'
import { header } from '../../../protocol/readers.js'
import { storageClass, storageClassOf } from '../../../s3/object/object-headers.js'
import type { Store } from '../../../store/types.js'
import { keysOf, needOnEach } from '../snapshots/every-key.js'
import { nanosecond } from '../snapshots/instants.js'
import { withMembers } from '../with-members.js'
import type { TigrisSettings } from './bucket-settings.js'
import { placement } from './regions.js'

const shortest = 7
const longest = 90

/** Days for which deleted things are kept: `true` stands for the default. */
const retention: Codec<number | undefined> = {
  read: (value, { wire }) => {
    if (value === 'false') return undefined
    const days = value === 'true' ? shortest : Number(value)
    return Number.isInteger(days) && days >= shortest && days <= longest
      ? days
      : fail('InvalidArgument', { ArgumentName: wire, ArgumentValue: value }, `${wire}: true, or days from 7 to 90`)
  },
  write: value => (value === undefined ? 'false' : String(value)),
}

const members = {
  EnableSnapshot: header('x-tigris-enable-snapshot', flag),
  ForkSourceBucket: header('x-tigris-fork-source-bucket'),
  ForkSourceBucketSnapshot: header('x-tigris-fork-source-bucket-snapshot', nanosecond),
  Regions: header('x-tigris-regions', placement),
  SoftDelete: header('x-tigris-soft-delete', retention),
  EnableObjectAcl: header('x-tigris-enable-object-acl', flag),
  PublicListObjectsEnabled: header('x-amz-acl-public-list-objects-enabled', flag),
  StorageClass: storageClass,
}

/** A fork is made of a bucket that keeps its versions. */
const requireSource = (
  { store, features, at: now }: OperationContext,
  source: string,
  at: bigint | undefined,
): void => {
  const { versioning } = store.requireBucket(source)
  if (versioning !== 'Enabled' && !features.has('forks-of-regular-buckets')) {
    fail('InvalidArgument', { BucketName: source }, 'Snapshots are not enabled for the source bucket')
  }
  if (at !== undefined && at / 1_000_000n > BigInt(now)) {
    fail('InvalidArgument', { BucketName: source }, 'The snapshot of the source bucket is in the future')
  }
}

/**
 * CreateBucket with Tigris' headers: snapshots, forks, locations, soft delete, ACLs, default tier.
 * https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/
 */
export const createBucket = withMembers(members, {
  actions: ['s3:ListBucket', 's3:GetObject'],
  facts: ({ ForkSourceBucket: source, ForkSourceBucketSnapshot: at }, view) =>
    source === undefined ? undefined : keysOf(view, source, at),
  needs: (needs, { ForkSourceBucket: source }, keys) =>
    source === undefined || keys === undefined
      ? needs
      : [...needs, need('s3:ListBucket', `arn:aws:s3:::${source}`), needOnEach('s3:GetObject', source, keys)],
  run: (input, context, go) => {
    const { ForkSourceBucket: source, ForkSourceBucketSnapshot: at, SoftDelete: days, Regions } = input
    const { store } = context
    const settings: TigrisSettings = {
      publicListing: input.PublicListObjectsEnabled ?? false,
      ...(input.EnableObjectAcl && { objectAcls: true }),
      ...(Regions && { regions: Regions }),
      ...(input.StorageClass && { storageClass: storageClassOf(input.StorageClass, context.dialect) }),
      ...(days !== undefined && { softDelete: { days } }),
    }
    const createBucket: Store['createBucket'] = bucket => {
      const whole = {
        ...bucket,
        settings: { ...bucket.settings, ...settings },
        ...((input.EnableSnapshot || source !== undefined) && { versioning: 'Enabled' as const }),
      }
      if (source === undefined) return store.createBucket(whole)
      requireSource(context, source, at)
      return store.forkBucket(whole, source, at)
    }
    return go({ context: { ...context, store: { ...store, createBucket } } })
  },
})
