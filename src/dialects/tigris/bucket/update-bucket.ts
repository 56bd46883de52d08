import { fail } from '../../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../../../contract/operation.js'
import { flag, oneOf } from '../../../protocol/codecs.js'
import type { CorsRule } from '../../../protocol/cors.js'
import { jsonDocument } from '../../../protocol/json-shapes.js'
import { bucket, header } from '../../../protocol/readers.js'
import { bucketArn } from '../../../s3/arn.js'
import { checkLifecycle } from '../../../s3/bucket/lifecycle-checks.js'
import { storageClassOf } from '../../../s3/object/object-headers.js'
import type { BucketRecord, Lifecycle } from '../../../store/types.js'
import { parseEventFilter } from '../object/metadata-query.js'
import { settingsOf, type TigrisSettings } from './bucket-settings.js'
import { type Patch, type PatchedCorsRule, type PatchedLifecycleRule, patchShape } from './patch-shape.js'
import { isPlacement } from './regions.js'

const invalid = (name: string, message: string): never => fail('InvalidArgument', { ArgumentName: name }, message)
const refuse = (message: string): never => fail('InvalidRequest', {}, message)

const corsOf = (rule: PatchedCorsRule): CorsRule => ({
  AllowedOrigins: rule.allowedOrigin,
  AllowedMethods: rule.allowedMethods ?? [],
  AllowedHeaders: rule.allowedHeaders ?? [],
  ExposeHeaders: rule.exposeHeaders ?? [],
  MaxAgeSeconds: rule.maxAge,
})

const dateOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? invalid('lifecycle_rules', `${text} is no date: write YYYY-MM-DD`) : at
}

const lifecycleOf = (rules: readonly PatchedLifecycleRule[], context: OperationContext): Lifecycle => ({
  Rules: checkLifecycle(
    rules.map(({ id, status, filter, transitions = [], expiration }) => ({
      ID: id,
      Status: status === 1 ? 'Enabled' : 'Disabled',
      Prefix: undefined,
      Filter: filter?.prefix === undefined ? undefined : { Prefix: filter.prefix },
      Transitions: transitions.map(each => ({
        StorageClass: each.storage_class,
        Days: each.days,
        Date: dateOf(each.date),
      })),
      Expiration: expiration && { Days: expiration.days, Date: dateOf(expiration.date) },
      NoncurrentVersionTransitions: [],
      NoncurrentVersionExpiration: undefined,
      AbortIncompleteMultipartUpload: undefined,
    })) as Parameters<typeof checkLifecycle>[0],
    context,
  ),
})

/** A bucket of type Snapshot has neither rules nor an archive tier; one with forks keeps its type. */
const checkType = (type: 0 | 1, record: BucketRecord, { store }: OperationContext): void => {
  const { settings, name } = record
  if (type === 1 && record.versioning !== 'Enabled') {
    if (settings.lifecycle !== undefined) refuse('A bucket with lifecycle rules cannot have snapshots enabled')
    if (settingsOf(record).storageClass === 'GLACIER') refuse('A bucket of tier GLACIER cannot have snapshots enabled')
  }
  if (type === 0 && (store.lineage(name) !== undefined || store.forksOf(name).length > 0)) {
    refuse('The type of a bucket that is a fork or has forks cannot be changed')
  }
}

const typeOf = (type: 0 | 1 | undefined, { versioning }: BucketRecord): Partial<BucketRecord> => {
  if (type === 1) return { versioning: 'Enabled' }
  return type === 0 && versioning !== undefined ? { versioning: 'Suspended' } : {}
}

const checkWebhook = ({ web_hook: url, filter }: NonNullable<Patch['object_notifications']>): void => {
  if (url && !(URL.canParse(url) && /^https?:/.test(url))) invalid('object_notifications', `${url} is no URL`)
  if (filter) parseEventFilter(filter)
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0

/** The settings that a body changes; undefined takes one away. */
const changesOf = (body: Patch, record: BucketRecord, context: OperationContext): Readonly<Record<string, unknown>> => {
  const { object_regions: regions, soft_delete: softDelete, lifecycle_rules: rules } = body
  const { object_notifications: notifications, shadow_bucket: shadow } = body
  if (regions !== undefined && !isPlacement(regions)) invalid('object_regions', `${regions} names no region of Tigris`)
  if (rules !== undefined && rules.length > 0 && (record.versioning === 'Enabled' || body.type === 1)) {
    refuse('Lifecycle rules are not supported for buckets with snapshots enabled')
  }
  const changes: Partial<Record<keyof TigrisSettings | 'cors' | 'lifecycle', unknown>> = {}
  if (regions !== undefined) changes.regions = regions
  if (body.storage_class !== undefined) changes.storageClass = storageClassOf(body.storage_class, context.dialect)
  if (body.acl_settings !== undefined) changes.objectAcls = body.acl_settings.allow_object_acl
  if (body.cache_control !== undefined) changes.cacheControl = body.cache_control || undefined
  if (body.website !== undefined) changes.customDomain = body.website.domain_name || undefined
  if (body.protection !== undefined) changes.isProtected = body.protection.protected
  if (softDelete !== undefined) {
    changes.softDelete = softDelete.enabled ? { days: softDelete.retention_days ?? 7 } : undefined
  }
  if (body.additional_http_headers !== undefined) changes.nosniff = body.additional_http_headers !== null
  if (body.cors !== undefined) changes.cors = body.cors?.rules.map(corsOf)
  if (rules !== undefined) changes.lifecycle = rules.length === 0 ? undefined : lifecycleOf(rules, context)
  if (notifications !== undefined) checkWebhook(notifications)
  if (notifications !== undefined) changes.notifications = isEmpty(notifications) ? undefined : notifications
  if (shadow !== undefined) changes.shadow = isEmpty(shadow) ? undefined : shadow
  if (body.shares !== undefined) changes.shares = body.shares.length === 0 ? undefined : body.shares
  return changes
}

const actions = [
  's3:PutBucketAcl',
  's3:PutBucketCORS',
  's3:PutLifecycleConfiguration',
  's3:PutBucketOwnershipControls',
] as const

const opening: readonly string[] = ['acl_settings', 'shares']

/** Settings with a call of their own need its right; who may be let in, that of ACLs; all others, that of ownership. */
const actionOf = (member: string): (typeof actions)[number] => {
  if (member === 'cors') return 's3:PutBucketCORS'
  if (member === 'lifecycle_rules') return 's3:PutLifecycleConfiguration'
  return opening.includes(member) ? 's3:PutBucketAcl' : 's3:PutBucketOwnershipControls'
}

const updateBucket = defineOperation({
  name: 'UpdateBucket',
  http: 'PATCH /{Bucket}',
  body: 'document',
  protocol: 'json',
  actions,
  read: {
    Bucket: bucket,
    ACL: header('x-amz-acl', oneOf('private', 'public-read')),
    PublicListObjectsEnabled: header('x-amz-acl-public-list-objects-enabled', flag),
    Settings: jsonDocument(patchShape),
  },
  allow: input => {
    const ofHeaders = input.ACL ?? input.PublicListObjectsEnabled
    const asked = new Set(Object.keys(input.Settings).map(actionOf))
    if (ofHeaders !== undefined) asked.add('s3:PutBucketAcl')
    if (asked.size === 0) asked.add('s3:PutBucketOwnershipControls')
    return [...asked].map(action => need(action, bucketArn(input)))
  },
  run: ({ Bucket, ACL, PublicListObjectsEnabled, Settings: body }, context) => {
    const { store } = context
    const record = store.requireBucket(Bucket)
    if (body.type !== undefined) checkType(body.type, record, context)
    const listing = PublicListObjectsEnabled === undefined ? {} : { publicListing: PublicListObjectsEnabled }
    const settings = { ...record.settings, ...changesOf(body, record, context), ...listing }
    store.updateBucket(Bucket, {
      ...typeOf(body.type, record),
      ...(ACL !== undefined && { acl: { canned: ACL, grants: [] }, public: ACL === 'public-read' }),
      settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
    })
  },
  write: () => ({ tree: { status: 'success' } }),
})

/** All settings of a bucket in one call. */
export const bucketUpdate: readonly Operation[] = [updateBucket]
