import type { SourceBucket, SourcePolicy } from '../inventory.js'
import { at, itemsOf, type Placed, placedObject, placedScalar, textOf } from '../placed.js'
import { SourceError } from '../source-error.js'
import { lifecycleRule, notifications, sdkDocument } from './blocks.js'
import type { ProviderResource } from './resource.js'

/** What finds the resources that belong to a bucket, and reads their policies. */
export interface BucketHost {
  readonly resources: readonly ProviderResource[]
  readonly dialect: 'aws' | 'tigris'
  isFor(resource: ProviderResource, attribute: string, target: ProviderResource, name: string): boolean
  policyIn(resource: ProviderResource, kind: SourcePolicy['kind']): SourcePolicy
}

const present = (placed: Placed | undefined): Placed | undefined =>
  placed === undefined ||
  (placed.kind === 'scalar' && (placed.value === null || placed.value === '')) ||
  (placed.kind === 'list' && placed.items.length === 0)
    ? undefined
    : placed

const mapped = (list: Placed | undefined, change: (item: Placed) => Placed): Placed | undefined =>
  list === undefined ? undefined : { kind: 'list', items: itemsOf(list).map(change), place: list.place }

const withoutEffect = [
  'private',
  'log-delivery-write',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'aws-exec-read',
]

const isPublic = (resource: ProviderResource | undefined): Placed | undefined => {
  const acl = resource && present(resource.attribute('acl'))
  const canned = textOf(acl)
  if (acl === undefined || withoutEffect.includes(canned ?? '')) return undefined
  if (canned === 'public-read') return placedScalar(true, acl.place)
  throw new SourceError(`has the canned ACL \`${canned}\`, which a scene has no word for`, {
    ...acl.place,
    resource: resource!.address,
  })
}

const blocks = {
  BlockPublicAcls: 'block_public_acls',
  IgnorePublicAcls: 'ignore_public_acls',
  BlockPublicPolicy: 'block_public_policy',
  RestrictPublicBuckets: 'restrict_public_buckets',
} as const

const blockedBy = (resource: ProviderResource | undefined, bucket: ProviderResource): Placed =>
  placedObject(
    Object.fromEntries(
      Object.entries(blocks).map(([name, attribute]) => [
        name,
        resource === undefined
          ? placedScalar(true, bucket.place)
          : (present(resource.attribute(attribute)) ?? placedScalar(false, resource.place)),
      ]),
    ),
    (resource ?? bucket).place,
  )

/** Buckets with all resources that are about them. Without a setting they are as the service makes them. */
export const bucketsOf = (host: BucketHost): readonly SourceBucket[] => {
  const { resources, dialect } = host
  const made = resources.filter(({ type }) => type === 'aws_s3_bucket' || type === 'tigris_bucket')
  return made.map((bucket): SourceBucket => {
    const name = textOf(bucket.attribute('bucket')) ?? textOf(bucket.attribute('id')) ?? ''
    const about = (type: string): ProviderResource | undefined => {
      const [found, another] = resources.filter(each => each.type === type && host.isFor(each, 'bucket', bucket, name))
      if (another !== undefined)
        throw new SourceError(`is a second ${type} of the bucket \`${name}\`, after \`${found!.address}\``, {
          ...another.place,
          resource: another.address,
        })
      return found
    }
    const part = (type: string, ...path: readonly [string, ...string[]]): Placed | undefined => {
      const resource = about(type)
      const [attribute, ...rest] = path
      const value = resource?.attribute(attribute)
      return present(rest.length === 0 ? value : at(itemsOf(value)[0], ...rest))
    }
    const website = (): Placed | undefined => {
      const resource = about('aws_s3_bucket_website_configuration')
      if (resource === undefined) return undefined
      const names = ['index_document', 'error_document', 'redirect_all_requests_to', 'routing_rule']
      return sdkDocument(
        placedObject(Object.fromEntries(names.map(each => [each, resource.attribute(each)])), resource.place),
      )
    }
    const notification = (): Placed | undefined => {
      const resource = about('aws_s3_bucket_notification')
      if (resource === undefined) return undefined
      const eventBridge = textOf(resource.attribute('eventbridge')) === 'true'
      return placedObject(
        {
          LambdaFunctionConfigurations: notifications(
            resource.attribute('lambda_function'),
            'lambda_function_arn',
            'LambdaFunctionArn',
          ),
          QueueConfigurations: notifications(resource.attribute('queue'), 'queue_arn', 'QueueArn'),
          TopicConfigurations: notifications(resource.attribute('topic'), 'topic_arn', 'TopicArn'),
          EventBridgeConfiguration: eventBridge ? placedObject({}, resource.place) : undefined,
        },
        resource.place,
      )
    }
    const logging = (): Placed | undefined => {
      const resource = about('aws_s3_bucket_logging')
      return (
        resource &&
        placedObject(
          { TargetBucket: resource.attribute('target_bucket'), TargetPrefix: resource.attribute('target_prefix') },
          resource.place,
        )
      )
    }
    return {
      ...{ resource: bucket.address, name, place: bucket.place },
      policy: () => {
        const resource = about('aws_s3_bucket_policy')
        if (resource !== undefined) return host.policyIn(resource, 'bucket')
        return bucket.isUnknown('policy') || present(bucket.attribute('policy')) === undefined
          ? undefined
          : host.policyIn(bucket, 'bucket')
      },
      settings: () =>
        bucket.type === 'tigris_bucket'
          ? {
              snapshots:
                textOf(bucket.attribute('enable_snapshot')) === 'true'
                  ? bucket.attribute('enable_snapshot')
                  : undefined,
              public: isPublic(about('tigris_bucket_public_access')),
            }
          : {
              tags: present(bucket.attribute('tags')),
              versioning: versioningOf(part('aws_s3_bucket_versioning', 'versioning_configuration', 'status')),
              public: isPublic(about('aws_s3_bucket_acl')),
              ownership:
                dialect === 'aws' ? part('aws_s3_bucket_ownership_controls', 'rule', 'object_ownership') : undefined,
              publicAccessBlock:
                dialect === 'aws' ? blockedBy(about('aws_s3_bucket_public_access_block'), bucket) : undefined,
              cors: mapped(part('aws_s3_bucket_cors_configuration', 'cors_rule'), sdkDocument),
              lifecycle: mapped(part('aws_s3_bucket_lifecycle_configuration', 'rule'), lifecycleRule),
              encryption: mapped(part('aws_s3_bucket_server_side_encryption_configuration', 'rule'), sdkDocument),
              website: website(),
              logging: logging(),
              notification: notification(),
            },
    }
  })
}

const versioningOf = (status: Placed | undefined): Placed | undefined =>
  textOf(status) === 'Disabled' ? undefined : status
