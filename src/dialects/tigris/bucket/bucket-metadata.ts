import { defineOperation, need, type Operation, type Tree } from '../../../contract/operation.js'
import { flag } from '../../../protocol/codecs.js'
import type { CorsRule } from '../../../protocol/cors.js'
import { bucket, query } from '../../../protocol/readers.js'
import { bucketArn } from '../../../s3/arn.js'
import type { BucketRecord, Lifecycle, LifecycleRule, Store } from '../../../store/types.js'
import { forkInfo } from '../snapshots/fork-info.js'
import { settingsOf } from './bucket-settings.js'
import { sizeOf } from './bucket-size.js'

const corsOf = ({ settings }: BucketRecord): Tree | undefined => {
  const rules = settings.cors as readonly CorsRule[] | undefined
  return (
    rules && {
      rules: rules.map(rule => ({
        allowedOrigin: rule.AllowedOrigins,
        allowedMethods: rule.AllowedMethods,
        allowedHeaders: rule.AllowedHeaders,
        exposeHeaders: rule.ExposeHeaders,
        maxAge: rule.MaxAgeSeconds,
      })),
    }
  )
}

const dateOf = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().slice(0, 10)

const ruleOf = ({ ID, Status, Filter, Prefix, Transitions, Expiration }: LifecycleRule): Tree => {
  const prefix = Filter?.Prefix ?? Prefix
  const enabled = Status === 'Enabled'
  return {
    id: ID,
    status: enabled ? 1 : 2,
    filter: prefix === undefined || prefix === '' ? undefined : { prefix },
    transitions:
      Transitions.length === 0
        ? undefined
        : Transitions.map(each => ({ storage_class: each.StorageClass, days: each.Days, date: dateOf(each.Date) })),
    expiration: Expiration && { days: Expiration.Days, date: dateOf(Expiration.Date), enabled },
  }
}

const sizes = (store: Store, name: string): Tree => {
  const { objects, versions, bytes, tiers } = sizeOf(store, name)
  return { estimated_unique_rows: objects, estimated_rows: versions, estimated_size: bytes, tier_sizes: tiers }
}

/** A bucket and its settings, as the console shows them. */
export const metadataOf = (record: BucketRecord): Tree => {
  const settings = settingsOf(record)
  const lifecycle = record.settings.lifecycle as Lifecycle | undefined
  const { softDelete, publicListing = false } = settings
  return {
    name: record.name,
    object_regions: settings.regions ?? '',
    type: record.versioning === 'Enabled' ? 1 : 0,
    storage_class: settings.storageClass ?? 'STANDARD',
    acl_settings: { allow_object_acl: settings.objectAcls === true },
    cache_control: settings.cacheControl,
    website: settings.customDomain === undefined ? undefined : { domain_name: settings.customDomain },
    protection: { protected: settings.isProtected === true },
    soft_delete: softDelete === undefined ? { enabled: false } : { enabled: true, retention_days: softDelete.days },
    additional_http_headers: settings.nosniff ? { 'X-Content-Type-Options': 'nosniff' } : null,
    cors: corsOf(record),
    lifecycle_rules: lifecycle?.Rules.map(ruleOf),
    object_notifications: settings.notifications,
    shadow_bucket: settings.shadow,
    shares: settings.shares,
    md: {
      'X-Amz-Acl': record.public ? 'public-read' : 'private',
      'x-amz-acl-public-list-objects-enabled': String(publicListing),
    },
  }
}

const getBucketMetadata = defineOperation({
  name: 'GetBucketMetadata',
  http: 'GET /{Bucket}?metadata',
  protocol: 'json',
  actions: ['s3:ListBucket'],
  read: { Bucket: bucket, WithSize: query('with-size', flag) },
  allow: input => [need('s3:ListBucket', bucketArn(input))],
  run: ({ Bucket, WithSize }, { store }) => ({
    ...metadataOf(store.requireBucket(Bucket)),
    ForkInfo: forkInfo(store, Bucket),
    ...(WithSize && sizes(store, Bucket)),
  }),
  write: tree => ({ tree }),
})

export const bucketMetadata: readonly Operation[] = [getBucketMetadata]
