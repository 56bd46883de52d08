import { defineOperation, need, type Operation, type OperationContext } from '../../../contract/operation.js'
import { flag, integer } from '../../../protocol/codecs.js'
import { header, query } from '../../../protocol/readers.js'
import { positionOf, tokenOf } from '../../../s3/listing/continuation-token.js'
import type { BucketRecord } from '../../../store/types.js'
import { organizationOf } from '../organization/organization.js'
import { forkInfo } from '../snapshots/fork-info.js'
import { settingsOf } from './bucket-settings.js'
import { sizeOf } from './bucket-size.js'

const readers = {
  Accept: header('accept').is('application/json'),
  IncludeVisibility: query('IncludeVisibility', flag),
  IncludeOwnerInfo: query('IncludeOwnerInfo', flag),
  IncludeRegionsInfo: query('IncludeRegionsInfo', flag),
  IncludeTypeInfo: query('IncludeTypeInfo', flag),
  IncludeForkInfo: query('IncludeForkInfo', flag),
  IncludeStats: query('IncludeStats', flag),
  OnlyDeleted: query('OnlyDeleted', flag),
  OnlyForked: query('OnlyForked', flag),
  OwnedBy: query('OwnedBy'),
  ForksOf: header('x-tigris-fork'),
  MaxBuckets: query('max-buckets', integer(1, 10_000)),
  ContinuationToken: query('continuation-token'),
}

type Flags = { readonly [M in keyof typeof readers]?: unknown }

const shown = (bucket: BucketRecord, asked: Flags, { store }: OperationContext) => {
  const { regions = '', softDelete } = settingsOf(bucket)
  const forks = (asked.IncludeForkInfo || asked.ForksOf !== undefined) && !asked.OnlyDeleted
  return {
    Name: bucket.name,
    CreationDate: new Date(bucket.created),
    Regions: asked.IncludeRegionsInfo ? regions : undefined,
    Type: asked.IncludeTypeInfo ? (bucket.versioning === 'Enabled' ? 'Snapshot' : 'Regular') : undefined,
    Visibility: asked.IncludeVisibility ? { IsPublic: bucket.public } : undefined,
    SoftDeleteInfo: softDelete && { Enabled: true, RetentionDays: softDelete.days },
    ForkInfo: forks ? forkInfo(store, bucket.name) : undefined,
  }
}

const statsOf = (buckets: readonly BucketRecord[], { store }: OperationContext) => {
  const sizes = buckets.map(({ name }) => sizeOf(store, name))
  const sum = (of: 'objects' | 'versions' | 'bytes') => sizes.reduce((total, size) => total + size[of], 0)
  return {
    ActiveBuckets: buckets.length,
    TotalObjects: sum('versions'),
    TotalStorageBytes: sum('bytes'),
    TotalUniqueObjects: sum('objects'),
  }
}

/** A bucket's owner is the user of the organization whose key made it, by e-mail address; else the organization. */
const ownerOfBucket = ({ account, creator }: BucketRecord, context: OperationContext): string => {
  const { registry } = context
  const maker = [...registry.identities(account)].find(({ arn }) => arn === creator)
  const user = organizationOf(context).users.find(({ name }) => name === maker?.person)
  return user?.email ?? registry.account(account)?.displayName ?? account
}

/** ListBuckets for callers that accept JSON: with what the console shows of a bucket. */
const listBucketsDetailed = defineOperation({
  name: 'ListBucketsDetailed',
  http: 'GET /',
  protocol: 'json',
  actions: ['s3:ListAllMyBuckets'],
  read: readers,
  allow: () => [need('s3:ListAllMyBuckets', '*')],
  run: (input, context) => {
    const { store, principal, registry } = context
    const { account } = principal
    const { ForksOf: source, MaxBuckets = 10_000, ContinuationToken } = input
    const all = input.OnlyDeleted
      ? store.deletedBuckets()
      : source === undefined
        ? store.buckets()
        : store.forksOf(source)
    const own = [...all].filter(
      bucket =>
        bucket.account === account &&
        (!input.OnlyForked || store.parentOf(bucket.name) !== undefined) &&
        (input.OwnedBy === undefined || ownerOfBucket(bucket, context) === input.OwnedBy),
    )
    const after = positionOf(ContinuationToken)
    const rest = own.filter(({ name }) => after === undefined || name > after)
    const page = rest.slice(0, MaxBuckets)
    return {
      owner: { DisplayName: registry.account(account)?.displayName ?? account, ID: account },
      stats: input.IncludeStats ? statsOf(own, context) : undefined,
      buckets: page.map(bucket => shown(bucket, input, context)),
      next: rest.length > page.length ? tokenOf(page.at(-1)!.name) : undefined,
    }
  },
  write: ({ owner, stats, buckets, next }, { input }) => ({
    tree: {
      ContinuationToken: next,
      Owner: input.IncludeOwnerInfo ? owner : undefined,
      Stats: stats,
      Buckets: { Bucket: buckets },
    },
  }),
})

export const listBuckets: readonly Operation[] = [listBucketsDetailed]
