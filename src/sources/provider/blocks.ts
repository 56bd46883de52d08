import { itemsOf, memberOf, type Placed, type PlacedMember, placedObject, textOf } from '../placed.js'

/** Names of the SDK that do not follow from those of the provider. */
const sdkNames: Readonly<Record<string, string>> = {
  id: 'ID',
  sse_algorithm: 'SSEAlgorithm',
  kms_master_key_id: 'KMSMasterKeyID',
  transition: 'Transitions',
  noncurrent_version_transition: 'NoncurrentVersionTransitions',
  tags: 'Tags',
  routing_rule: 'RoutingRules',
}

/** Blocks of which there may be several; of every other one, the list that Terraform makes holds one. */
const several = ['transition', 'noncurrent_version_transition', 'routing_rule']

const sdkName = (name: string): string =>
  sdkNames[name] ?? name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What a provider writes for an attribute that is not set. */
const isUnset = (placed: Placed): boolean =>
  placed.kind === 'scalar'
    ? placed.value === null || placed.value === ''
    : placed.kind === 'list' && placed.items.length === 0

const isBlock = (placed: Placed): boolean =>
  placed.kind === 'list' && placed.items.every(({ kind }) => kind === 'object')

const tagList = (tags: Placed): Placed =>
  tags.kind === 'object'
    ? {
        kind: 'list',
        items: [...tags.members].map(([name, { value, place }]) =>
          placedObject({ Key: { kind: 'scalar', value: name, place }, Value: value }, place),
        ),
        place: tags.place,
      }
    : tags

/** A block of a provider as the SDK has its document. */
export const sdkDocument = (placed: Placed): Placed => {
  if (placed.kind === 'list') return { ...placed, items: placed.items.map(sdkDocument) }
  if (placed.kind === 'scalar') return placed
  const members = new Map<string, PlacedMember>()
  for (const [name, { value, place }] of placed.members) {
    if (isUnset(value)) continue
    const single = isBlock(value) && !several.includes(name) ? itemsOf(value)[0]! : value
    members.set(sdkName(name), { value: name === 'tags' ? tagList(single) : sdkDocument(single), place })
  }
  return { ...placed, members }
}

const without = (placed: Placed, drop: (name: string, value: Placed) => boolean): Placed =>
  placed.kind === 'object'
    ? { ...placed, members: new Map([...placed.members].filter(([name, { value }]) => !drop(name, value))) }
    : placed

const changed = (placed: Placed, name: string, change: (value: Placed) => Placed): Placed => {
  const member = placed.kind === 'object' ? placed.members.get(name) : undefined
  if (member === undefined || placed.kind !== 'object') return placed
  return { ...placed, members: new Map([...placed.members, [name, { ...member, value: change(member.value) }]]) }
}

const isOff = (value: Placed): boolean => ['false', '0'].includes(textOf(value) ?? '')

/** A rule of `aws_s3_bucket_lifecycle_configuration`; the provider writes `false` and 0 for what is not set. */
export const lifecycleRule = (rule: Placed): Placed => {
  const document = without(sdkDocument(rule), (name, value) => name === 'Prefix' && isUnset(value))
  const expiring = changed(document, 'Expiration', expiration => without(expiration, (_, value) => isOff(value)))
  const filtered = changed(expiring, 'Filter', filter => without(filter, (_, value) => isOff(value)))
  return memberOf(filtered, 'Filter') === undefined &&
    memberOf(filtered, 'Prefix') === undefined &&
    filtered.kind === 'object'
    ? {
        ...filtered,
        members: new Map([...filtered.members, ['Filter', { value: placedObject({}, rule.place), place: rule.place }]]),
      }
    : filtered
}

const filterRules = (block: Placed): Placed | undefined => {
  const rules = (['prefix', 'suffix'] as const).flatMap(name => {
    const value = memberOf(block, `filter_${name}`)
    return value === undefined || isUnset(value)
      ? []
      : [placedObject({ Name: { kind: 'scalar', value: name, place: value.place }, Value: value }, value.place)]
  })
  const [first] = rules
  if (first === undefined) return undefined
  const list: Placed = { kind: 'list', items: rules, place: first.place }
  return placedObject({ Key: placedObject({ FilterRules: list }, first.place) }, first.place)
}

/** Blocks of `aws_s3_bucket_notification` as the SDK has them. */
export const notifications = (blocks: Placed | undefined, arn: string, sdkArn: string): Placed | undefined =>
  blocks === undefined || isUnset(blocks)
    ? undefined
    : {
        kind: 'list',
        items: itemsOf(blocks).map(block =>
          placedObject(
            {
              Id: memberOf(block, 'id'),
              [sdkArn]: memberOf(block, arn),
              Events: memberOf(block, 'events'),
              Filter: filterRules(block),
            },
            block.place,
          ),
        ),
        place: blocks.place,
      }
