import type { Position } from '../../policy/types.js'
import type { ManagedSourcePolicy, SourceHolder, SourcePolicy } from '../inventory.js'
import { itemsOf, memberOf, type Placed, type PlacedScalar, textOf } from '../placed.js'
import { SourceError } from '../source-error.js'
import { tagsOf } from './bucket-settings.js'

/** A resource of the template that is made, with what stands in it read only when it is asked for. */
export interface MadeResource {
  readonly id: string
  readonly type: string
  readonly place: Position
  /** Physical name. */
  name(): string
  /** ARN, or whatever else `Ref` gives. */
  reference(): string
  /** Names of its properties. */
  properties(): readonly string[]
  /** A property with its functions worked out. */
  property(name: string): Placed | undefined
}

const required = (resource: MadeResource, name: string): Placed => {
  const found = resource.property(name)
  if (found !== undefined) return found
  throw new SourceError(`needs \`${name}\``, { ...resource.place, resource: resource.id })
}

const scalarsOf = (placed: Placed | undefined): readonly PlacedScalar[] =>
  itemsOf(placed).flatMap(item => (item.kind === 'scalar' ? [item] : []))

/** Resources whose inline policy is one of its own, and how they name whom it is for. */
const inlineTypes: Readonly<
  Record<string, { readonly role?: string; readonly user?: string; readonly group?: string }>
> = {
  'AWS::IAM::Policy': { role: 'Roles', user: 'Users', group: 'Groups' },
  'AWS::IAM::RolePolicy': { role: 'RoleName' },
  'AWS::IAM::UserPolicy': { user: 'UserName' },
  'AWS::IAM::GroupPolicy': { group: 'GroupName' },
}

type HolderKind = 'role' | 'user' | 'group'

const holderTypes = { 'AWS::IAM::Role': 'role', 'AWS::IAM::User': 'user', 'AWS::IAM::Group': 'group' } as const

/** A policy that is a resource of its own, in IAM or of a bucket; undefined for other resources. */
export const policyResource = (resource: MadeResource): SourcePolicy | undefined => {
  const { id, type, place } = resource
  const isInline = Object.hasOwn(inlineTypes, type)
  if (!isInline && type !== 'AWS::IAM::ManagedPolicy' && type !== 'AWS::S3::BucketPolicy') return undefined
  return {
    resource: id,
    name: isInline
      ? (textOf(resource.property('PolicyName')) ?? id)
      : type === 'AWS::S3::BucketPolicy'
        ? id
        : resource.name(),
    kind: type === 'AWS::S3::BucketPolicy' ? 'bucket' : 'identity',
    place,
    isManaged: type === 'AWS::IAM::ManagedPolicy',
    document: () => required(resource, 'PolicyDocument'),
  }
}

export const managedPolicies = (resources: readonly MadeResource[]): readonly ManagedSourcePolicy[] =>
  resources
    .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy')
    .map(resource => ({ ...policyResource(resource)!, arn: resource.reference() }))

const own = (resource: MadeResource): readonly SourcePolicy[] =>
  itemsOf(resource.property('Policies')).map((policy, index) => ({
    resource: resource.id,
    name: textOf(memberOf(policy, 'PolicyName')) ?? `${resource.id}-${index + 1}`,
    kind: 'identity',
    place: policy.place,
    document: () => {
      const document = memberOf(policy, 'PolicyDocument')
      if (document !== undefined) return document
      throw new SourceError('needs `PolicyDocument`', { ...policy.place, resource: resource.id })
    },
  }))

/**
 * Roles, users and groups with all that is theirs, wherever it stands in the template.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
 */
export const holdersOf = (resources: readonly MadeResource[]): readonly SourceHolder[] => {
  const inlineFor = (kind: HolderKind, name: string): readonly SourcePolicy[] =>
    resources.flatMap(resource => {
      const member = inlineTypes[resource.type]?.[kind]
      if (member === undefined) return []
      const names = scalarsOf(resource.property(member)).map(textOf)
      return names.includes(name) ? [policyResource(resource)!] : []
    })
  const managedFor = (kind: HolderKind, name: string): readonly PlacedScalar[] =>
    resources.flatMap(resource => {
      if (resource.type !== 'AWS::IAM::ManagedPolicy') return []
      const member = { role: 'Roles', user: 'Users', group: 'Groups' }[kind]
      const found = scalarsOf(resource.property(member)).find(each => textOf(each) === name)
      return found === undefined ? [] : [{ ...found, value: resource.reference() }]
    })
  const groupsOf = (resource: MadeResource): Placed | undefined => {
    const added = resources.flatMap(each => {
      if (each.type !== 'AWS::IAM::UserToGroupAddition') return []
      const users = scalarsOf(each.property('Users')).map(textOf)
      return users.includes(resource.name()) ? scalarsOf(each.property('GroupName')) : []
    })
    const all = [...scalarsOf(resource.property('Groups')), ...added]
    return all.length === 0 ? undefined : { kind: 'list', items: all, place: resource.place }
  }
  return resources.flatMap((resource): SourceHolder[] => {
    const { id, type, place } = resource
    const kind = Object.hasOwn(holderTypes, type) ? holderTypes[type as keyof typeof holderTypes] : undefined
    if (kind === undefined) return []
    return [
      {
        ...{ kind, resource: id, name: resource.name(), place },
        trust: () =>
          kind === 'role'
            ? {
                resource: id,
                name: 'trust policy',
                kind: 'trust',
                place,
                document: () => required(resource, 'AssumeRolePolicyDocument'),
              }
            : undefined,
        inline: () => [...own(resource), ...inlineFor(kind, resource.name())],
        attached: () => [...scalarsOf(resource.property('ManagedPolicyArns')), ...managedFor(kind, resource.name())],
        boundary: () => scalarsOf(resource.property('PermissionsBoundary'))[0],
        settings: () => ({
          path: resource.property('Path'),
          tags: tagsOf(resource.property('Tags')),
          groups: kind === 'user' ? groupsOf(resource) : undefined,
          longestSession: resource.property('MaxSessionDuration'),
        }),
      },
    ]
  })
}
