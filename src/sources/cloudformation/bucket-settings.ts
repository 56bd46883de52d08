import { at, itemsOf, memberOf, type Placed, type PlacedMember, placedObject, placedScalar, textOf } from '../placed.js'
import { SourceError } from '../source-error.js'

/** The same object under the names that the SDK has for its members, as far as they differ. */
const renamed = (placed: Placed, names: Readonly<Record<string, string>>): Placed => {
  if (placed.kind !== 'object') return placed
  return {
    ...placed,
    members: new Map([...placed.members].map(([name, member]) => [names[name] ?? name, member] as const)),
  }
}

const mapped = (list: Placed | undefined, change: (item: Placed) => Placed): Placed | undefined =>
  list === undefined ? undefined : { kind: 'list', items: itemsOf(list).map(change), place: list.place }

const changed = (placed: Placed, name: string, change: (member: Placed) => Placed): Placed => {
  const member = placed.kind === 'object' ? placed.members.get(name) : undefined
  if (placed.kind !== 'object' || member === undefined) return placed
  return { ...placed, members: new Map([...placed.members, [name, { ...member, value: change(member.value) }]]) }
}

/** A number is a number to the SDK, though a template may write it as text. */
const asNumber = (placed: Placed): Placed =>
  placed.kind === 'scalar' && typeof placed.value === 'string' ? { ...placed, value: Number(placed.value) } : placed

const asTruth = (placed: Placed): Placed =>
  placed.kind === 'scalar' && typeof placed.value === 'string' ? { ...placed, value: placed.value === 'true' } : placed

const corsRule = (rule: Placed): Placed =>
  changed(
    renamed(rule, { Id: 'ID', ExposedHeaders: 'ExposeHeaders', MaxAge: 'MaxAgeSeconds' }),
    'MaxAgeSeconds',
    asNumber,
  )

const encryptionRule = (rule: Placed): Placed =>
  changed(
    changed(
      renamed(rule, { ServerSideEncryptionByDefault: 'ApplyServerSideEncryptionByDefault' }),
      'ApplyServerSideEncryptionByDefault',
      settings => renamed(settings, { KMSMasterKeyId: 'KMSMasterKeyID' }),
    ),
    'BucketKeyEnabled',
    asTruth,
  )

const inDays = (transition: Placed): Placed =>
  changed(renamed(transition, { TransitionInDays: 'Days', TransitionDate: 'Date' }), 'Days', asNumber)

const earlier = (transition: Placed): Placed =>
  changed(
    changed(renamed(transition, { TransitionInDays: 'NoncurrentDays' }), 'NoncurrentDays', asNumber),
    'NewerNoncurrentVersions',
    asNumber,
  )

/** `{ Days, Date, ExpiredObjectDeleteMarker }` of members that stand in the rule itself. */
const gathered = (
  members: Map<string, PlacedMember>,
  name: string,
  from: Readonly<Record<string, readonly [string, (placed: Placed) => Placed]>>,
): void => {
  const found = new Map<string, PlacedMember>()
  for (const [own, [sdk, change]] of Object.entries(from)) {
    const member = members.get(own)
    if (member === undefined) continue
    members.delete(own)
    found.set(sdk, { ...member, value: change(member.value) })
  }
  const [first] = found.values()
  if (first !== undefined)
    members.set(name, { value: { kind: 'object', members: found, place: first.place }, place: first.place })
}

const same = (placed: Placed): Placed => placed

/**
 * A rule of `AWS::S3::Bucket.LifecycleConfiguration` as PutBucketLifecycleConfiguration takes it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
 */
const lifecycleRule = (rule: Placed): Placed => {
  if (rule.kind !== 'object') return rule
  const members = new Map(rule.members)
  const rename = (from: string, to: string, change: (placed: Placed) => Placed): void => {
    const member = members.get(from)
    if (member === undefined) return
    members.delete(from)
    members.set(to, { ...member, value: change(member.value) })
  }
  rename('Id', 'ID', same)
  gathered(members, 'Expiration', {
    ExpirationInDays: ['Days', asNumber],
    ExpirationDate: ['Date', same],
    ExpiredObjectDeleteMarker: ['ExpiredObjectDeleteMarker', asTruth],
  })
  gathered(members, 'NoncurrentVersionExpiration', { NoncurrentVersionExpirationInDays: ['NoncurrentDays', asNumber] })
  rename('NoncurrentVersionExpiration', 'NoncurrentVersionExpiration', each =>
    changed(each, 'NoncurrentDays', asNumber),
  )
  rename('Transition', 'Transitions', each => ({ kind: 'list', items: [inDays(each)], place: each.place }))
  rename('Transitions', 'Transitions', list => mapped(list, inDays)!)
  rename('NoncurrentVersionTransition', 'NoncurrentVersionTransitions', each => ({
    kind: 'list',
    items: [earlier(each)],
    place: each.place,
  }))
  rename(
    'NoncurrentVersionTransitions',
    'NoncurrentVersionTransitions',
    list => mapped(list, each => (memberOf(each, 'NoncurrentDays') === undefined ? earlier(each) : each))!,
  )
  rename('AbortIncompleteMultipartUpload', 'AbortIncompleteMultipartUpload', each =>
    changed(each, 'DaysAfterInitiation', asNumber),
  )
  const filters = ['Prefix', 'TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'] as const
  const given = filters.filter(name => members.has(name))
  const place = rule.place
  if (given.length === 0) members.set('Filter', { value: placedObject({}, place), place })
  else {
    const parts = new Map<string, PlacedMember>()
    for (const name of given) {
      const member = members.get(name)!
      members.delete(name)
      if (name !== 'TagFilters')
        parts.set(name, { ...member, value: name === 'Prefix' ? member.value : asNumber(member.value) })
      else parts.set('Tags', member)
    }
    const tags = parts.get('Tags')
    const single = parts.size === 1 && (tags === undefined || itemsOf(tags.value).length === 1)
    if (single && tags !== undefined) {
      parts.delete('Tags')
      parts.set('Tag', { ...tags, value: itemsOf(tags.value)[0]! })
    }
    const filter: Placed = { kind: 'object', members: parts, place }
    members.set('Filter', { value: single ? filter : placedObject({ And: filter }, place), place })
  }
  return { ...rule, members }
}

const route = (rule: Placed): Placed => renamed(rule, { RedirectRule: 'Redirect', RoutingRuleCondition: 'Condition' })

const website = (configuration: Placed): Placed => {
  const wrap = (name: string, inner: string) => (placed: Placed) =>
    changed(placed, name, text => (text.kind === 'scalar' ? placedObject({ [inner]: text }, text.place) : text))
  const documents = wrap('ErrorDocument', 'Key')(wrap('IndexDocument', 'Suffix')(configuration))
  return changed(documents, 'RoutingRules', rules => mapped(rules, route)!)
}

/** `{ S3Key: { Rules } }` of a filter, and one event, as the SDK has them. */
const notified =
  (arn: string, sdkArn: string) =>
  (configuration: Placed): Placed => {
    const own = renamed(configuration, { Event: 'Events', [arn]: sdkArn })
    const events = changed(own, 'Events', event => ({ kind: 'list', items: itemsOf(event), place: event.place }))
    return changed(events, 'Filter', filter =>
      changed(renamed(filter, { S3Key: 'Key' }), 'Key', key => renamed(key, { Rules: 'FilterRules' })),
    )
  }

const notification = (configuration: Placed): Placed => {
  const names = {
    LambdaConfigurations: 'LambdaFunctionConfigurations',
    QueueConfigurations: 'QueueConfigurations',
    TopicConfigurations: 'TopicConfigurations',
    EventBridgeConfiguration: 'EventBridgeConfiguration',
  }
  let sdk = renamed(configuration, names)
  sdk = changed(sdk, 'LambdaFunctionConfigurations', list => mapped(list, notified('Function', 'LambdaFunctionArn'))!)
  sdk = changed(sdk, 'QueueConfigurations', list => mapped(list, notified('Queue', 'QueueArn'))!)
  sdk = changed(sdk, 'TopicConfigurations', list => mapped(list, notified('Topic', 'TopicArn'))!)
  return changed(sdk, 'EventBridgeConfiguration', bridge => placedObject({}, bridge.place))
}

/** Tags of a resource, `[{ Key, Value }]`, as a scene has them. */
export const tagsOf = (tags: Placed | undefined): Placed | undefined =>
  tags === undefined || itemsOf(tags).length === 0
    ? undefined
    : placedObject(
        Object.fromEntries(
          itemsOf(tags).map(tag => {
            const value = memberOf(tag, 'Value')
            return [textOf(memberOf(tag, 'Key')) ?? '', value && placedScalar(textOf(value) ?? '', value.place)]
          }),
        ),
        tags.place,
      )

const blocks = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const

/** Canned ACLs that give nobody a right that the mock judges. */
const withoutEffect = ['Private', 'LogDeliveryWrite', 'BucketOwnerRead', 'BucketOwnerFullControl', 'AwsExecRead']

/** Properties that change neither what a bucket answers nor who may ask, as far as the mock goes. */
const beside = [
  ...[
    'AccelerateConfiguration',
    'AnalyticsConfigurations',
    'IntelligentTieringConfigurations',
    'InventoryConfigurations',
  ],
  ...[
    'MetricsConfigurations',
    'ReplicationConfiguration',
    'MetadataTableConfiguration',
    'MetadataConfiguration',
    'AbacStatus',
  ],
]

const read = [
  ...['AccessControl', 'BucketEncryption', 'BucketName', 'CorsConfiguration', 'LifecycleConfiguration'],
  ...['LoggingConfiguration', 'NotificationConfiguration', 'OwnershipControls', 'PublicAccessBlockConfiguration'],
  ...['Tags', 'VersioningConfiguration', 'WebsiteConfiguration'],
]

/**
 * A bucket's entry in a scene. Without a setting it is as CloudFormation makes it today: ACLs disabled, all public access
 * blocked. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
export const bucketSettings = (properties: Placed): Readonly<Record<string, Placed | undefined>> => {
  const { place } = properties
  for (const [name, member] of properties.kind === 'object' ? properties.members : []) {
    if (beside.includes(name) || read.includes(name)) continue
    if (/^ObjectLock/.test(name) && textOf(member.value) === 'false') continue
    throw new SourceError(
      `has \`${name}\`, which a scene has no word for; leave the bucket out with \`without\`, and write it in \`buckets\``,
      member.place,
    )
  }
  const acl = at(properties, 'AccessControl')
  const canned = textOf(acl)
  if (acl !== undefined && canned !== 'PublicRead' && !withoutEffect.includes(canned ?? ''))
    throw new SourceError(`has the canned ACL \`${canned}\`, which a scene has no word for`, acl.place)
  const blocked = at(properties, 'PublicAccessBlockConfiguration')
  const logging = at(properties, 'LoggingConfiguration')
  const [target, prefix] = [memberOf(logging, 'DestinationBucketName'), memberOf(logging, 'LogFilePrefix')]
  return {
    tags: tagsOf(at(properties, 'Tags')),
    versioning: at(properties, 'VersioningConfiguration', 'Status'),
    public: acl !== undefined && canned === 'PublicRead' ? placedScalar(true, acl.place) : undefined,
    ownership: at(itemsOf(at(properties, 'OwnershipControls', 'Rules'))[0], 'ObjectOwnership'),
    publicAccessBlock: placedObject(
      Object.fromEntries(
        blocks.map(name => {
          const flag = memberOf(blocked, name)
          return [name, flag === undefined ? placedScalar(blocked === undefined, place) : asTruth(flag)]
        }),
      ),
      blocked?.place ?? place,
    ),
    cors: mapped(at(properties, 'CorsConfiguration', 'CorsRules'), corsRule),
    lifecycle: mapped(at(properties, 'LifecycleConfiguration', 'Rules'), lifecycleRule),
    encryption: mapped(at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration'), encryptionRule),
    website: at(properties, 'WebsiteConfiguration') && website(at(properties, 'WebsiteConfiguration')!),
    logging:
      target &&
      placedObject({ TargetBucket: target, TargetPrefix: prefix ?? placedScalar('', target.place) }, target.place),
    notification:
      at(properties, 'NotificationConfiguration') && notification(at(properties, 'NotificationConfiguration')!),
  }
}
