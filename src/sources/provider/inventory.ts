import type { Inventory, ManagedSourcePolicy, SourceHolder, SourcePolicy } from '../inventory.js'
import { itemsOf, memberOf, type Placed, type PlacedScalar, placedScalar, textOf } from '../placed.js'
import { SourceError } from '../source-error.js'
import { bucketsOf } from './buckets.js'
import type { ProviderResource } from './resource.js'

/** How the resources of a document are read. */
export interface ProviderDocument {
  readonly dialect: 'aws' | 'tigris'
  readonly account: string
  readonly resources: readonly ProviderResource[]
}

const named = (prefix: string, names: string): readonly string[] => names.split(' ').map(name => `${prefix}${name}`)

/** Types that make nothing that a scene has. */
const beside: ReadonlySet<string> = new Set([
  ...named('aws_iam_', 'instance_profile access_key account_alias account_password_policy openid_connect_provider'),
  ...named('aws_iam_', 'saml_provider server_certificate service_linked_role signing_certificate user_login_profile'),
  ...named('aws_iam_', 'user_ssh_key virtual_mfa_device role_policies_exclusive role_policy_attachments_exclusive'),
  ...named('aws_iam_', 'user_policies_exclusive user_policy_attachments_exclusive group_policies_exclusive'),
  ...named('aws_iam_', 'group_policy_attachments_exclusive security_token_service_preferences organizations_features'),
  ...named('aws_s3_bucket_', 'accelerate_configuration analytics_configuration intelligent_tiering_configuration'),
  ...named('aws_s3_bucket_', 'inventory metric metadata_configuration replication_configuration object'),
  ...['aws_s3_object', 'aws_s3_object_copy', 'tigris_bucket_website_config'],
])

const read: ReadonlySet<string> = new Set([
  ...named('aws_iam_', 'policy role user group role_policy user_policy group_policy role_policy_attachment'),
  ...named('aws_iam_', 'user_policy_attachment group_policy_attachment policy_attachment group_membership'),
  'aws_iam_user_group_membership',
  ...named('aws_s3_bucket', ' _policy _versioning _public_access_block _ownership_controls _acl _cors_configuration'),
  ...named('aws_s3_bucket_', 'lifecycle_configuration server_side_encryption_configuration website_configuration'),
  ...named('aws_s3_bucket_', 'logging notification'),
  ...['tigris_bucket', 'tigris_bucket_public_access'],
])

const placeOf = ({ place, address }: ProviderResource) => ({ ...place, resource: address })

const kinds = { aws_iam_role: 'role', aws_iam_user: 'user', aws_iam_group: 'group' } as const

/** An attribute with a policy, by the type of its resource. */
const documentAttributes: Readonly<Record<string, readonly [attribute: string, kind: SourcePolicy['kind']]>> = {
  aws_iam_policy: ['policy', 'identity'],
  aws_iam_role_policy: ['policy', 'identity'],
  aws_iam_user_policy: ['policy', 'identity'],
  aws_iam_group_policy: ['policy', 'identity'],
  aws_s3_bucket_policy: ['policy', 'bucket'],
  aws_iam_policy_document: ['json', 'any'],
}

const documentIn = (resource: ProviderResource, attribute: string): Placed => {
  const value = resource.attribute(attribute)
  if (value?.kind === 'object') return value
  if (value?.kind !== 'scalar' || typeof value.value !== 'string')
    throw new SourceError(`has no \`${attribute}\``, placeOf(resource))
  try {
    return resource.inside(value)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw new SourceError(`has a \`${attribute}\` that ${error.fault}`, { ...value.place, resource: resource.address })
  }
}

const refuseUnknownTypes = (resources: readonly ProviderResource[]): void => {
  for (const resource of resources) {
    const { type, address } = resource
    if (!/^(?:aws_iam_|aws_s3_|aws_s3control_|tigris_)/.test(type) || read.has(type) || beside.has(type)) continue
    if (address.split('.').includes('data')) continue
    throw new SourceError(
      `is of type ${type}, which is not modelled; leave it out with \`without: ['${address}']\``,
      placeOf(resource),
    )
  }
}

/** Everything about permissions and buckets in the resources of the AWS provider and of Tigris'. */
export const providerInventory = ({ dialect, account, resources }: ProviderDocument): Inventory => {
  const byAddress = new Map(resources.map(resource => [resource.address, resource]))
  const ofType = (type: string) => resources.filter(resource => resource.type === type)
  const nameIn = (resource: ProviderResource): string => textOf(resource.attribute('name')) ?? resource.address

  const policyIn = (resource: ProviderResource, kind?: SourcePolicy['kind']): SourcePolicy => {
    const [attribute, own] = documentAttributes[resource.type] ?? ['policy', 'bucket']
    const isNamed = /^aws_iam_(?:role_|user_|group_)?policy$/.test(resource.type)
    return {
      ...{ resource: resource.address, kind: kind ?? own, place: placeOf(resource) },
      name: isNamed ? nameIn(resource) : resource.address,
      isManaged: resource.type === 'aws_iam_policy' || resource.type === 'aws_iam_policy_document',
      document: () => documentIn(resource, attribute),
    }
  }
  const arnOf = (resource: ProviderResource): string => {
    const known = resource.isUnknown('arn') ? undefined : textOf(resource.attribute('arn'))
    return known ?? `arn:aws:iam::${account}:policy${textOf(resource.attribute('path')) ?? '/'}${nameIn(resource)}`
  }
  /** Whether an attribute of a resource means another one: by its name, or by a reference where that is not known yet. */
  const isFor = (resource: ProviderResource, attribute: string, target: ProviderResource, name: string): boolean => {
    if (!resource.isUnknown(attribute)) return itemsOf(resource.attribute(attribute)).map(textOf).includes(name)
    const reference = resource.reference(attribute)
    if (reference === undefined) resource.attribute(attribute)
    return reference === target.address
  }
  const policyArn = (resource: ProviderResource): PlacedScalar | undefined => {
    const reference = resource.isUnknown('policy_arn')
      ? byAddress.get(resource.reference('policy_arn') ?? '')
      : undefined
    if (reference !== undefined) return placedScalar(arnOf(reference), resource.place)
    const value = resource.attribute('policy_arn')
    return value?.kind === 'scalar' ? value : undefined
  }
  const scalars = (resource: ProviderResource, attribute: string): readonly PlacedScalar[] =>
    resource.isUnknown(attribute)
      ? []
      : itemsOf(resource.attribute(attribute)).flatMap(item =>
          item.kind === 'scalar' && item.value !== null ? [item] : [],
        )

  const holderOf = (resource: ProviderResource, kind: 'role' | 'user' | 'group'): SourceHolder => {
    const name = nameIn(resource)
    const about = (type: string, attribute: string) =>
      ofType(type).filter(each => isFor(each, attribute, resource, name))
    const own = (): readonly SourcePolicy[] => {
      if (kind !== 'role' || resource.isUnknown('inline_policy')) return []
      return itemsOf(resource.attribute('inline_policy')).flatMap((block): SourcePolicy[] => {
        const text = memberOf(block, 'policy')
        const called = textOf(memberOf(block, 'name'))
        if (text?.kind !== 'scalar' || !text.value || !called) return []
        return [
          {
            ...{ resource: resource.address, name: called, kind: 'identity', place: placeOf(resource) },
            document: () => resource.inside(text),
          },
        ]
      })
    }
    return {
      ...{
        kind: dialect === 'tigris' && kind === 'user' ? 'key' : kind,
        resource: resource.address,
        name,
        place: placeOf(resource),
      },
      trust: () =>
        kind === 'role'
          ? {
              ...{ resource: resource.address, name: 'trust policy', kind: 'trust', place: placeOf(resource) },
              document: () => documentIn(resource, 'assume_role_policy'),
            }
          : undefined,
      // after it is applied, a role's own attributes repeat what resources of their own say
      inline: () => {
        const separate = about(`aws_iam_${kind}_policy`, kind).map(each => policyIn(each))
        const names = separate.map(each => each.name)
        return [...separate, ...own().filter(each => !names.includes(each.name))]
      },
      attached: () => {
        const all = [
          ...about(`aws_iam_${kind}_policy_attachment`, kind),
          ...about('aws_iam_policy_attachment', `${kind}s`),
        ].flatMap(each => policyArn(each) ?? [])
        const listed = kind === 'role' ? scalars(resource, 'managed_policy_arns') : []
        return [...new Map([...all, ...listed].map(arn => [arn.value, arn])).values()]
      },
      boundary: () => {
        const referred = resource.isUnknown('permissions_boundary')
          ? byAddress.get(resource.reference('permissions_boundary') ?? '')
          : undefined
        if (referred !== undefined) return placedScalar(arnOf(referred), resource.place)
        const value = resource.attribute('permissions_boundary')
        return value?.kind === 'scalar' && value.value ? value : undefined
      },
      settings: () => (dialect === 'tigris' && kind === 'user' ? {} : settingsOf(resource, kind, name)),
    }
  }
  const settingsOf = (resource: ProviderResource, kind: string, name: string): Record<string, Placed | undefined> => {
    const tags = resource.isUnknown('tags') ? undefined : resource.attribute('tags')
    return {
      path: resource.attribute('path'),
      tags: kind !== 'group' && tags?.kind === 'object' && tags.members.size > 0 ? tags : undefined,
      longestSession: kind === 'role' ? resource.attribute('max_session_duration') : undefined,
      groups: kind === 'user' ? groupsOf(resource, name) : undefined,
    }
  }
  const groupsOf = (user: ProviderResource, name: string): Placed | undefined => {
    const groups = ofType('aws_iam_group').flatMap(group => {
      const called = nameIn(group)
      const isMember =
        ofType('aws_iam_group_membership').some(
          each => isFor(each, 'group', group, called) && isFor(each, 'users', user, name),
        ) ||
        ofType('aws_iam_user_group_membership').some(
          each => isFor(each, 'user', user, name) && isFor(each, 'groups', group, called),
        )
      return isMember ? [placedScalar(called, user.place)] : []
    })
    return groups.length === 0 ? undefined : { kind: 'list', items: groups, place: user.place }
  }
  /** Tigris' keys are made elsewhere: what is attached to one names it by its id. */
  const keysOf = (): readonly SourceHolder[] => {
    if (dialect !== 'tigris') return []
    const users = ofType('aws_iam_user')
    const ids = new Map<string, ProviderResource>()
    for (const each of ofType('aws_iam_user_policy_attachment')) {
      const id = each.isUnknown('user') ? undefined : textOf(each.attribute('user'))
      if (id !== undefined && !users.some(user => nameIn(user) === id) && !ids.has(id)) ids.set(id, each)
    }
    return [...ids].map(([id, first]) => ({
      ...{ kind: 'key', resource: first.address, name: id, place: placeOf(first) },
      ...{ trust: () => undefined, inline: () => [], boundary: () => undefined },
      attached: () =>
        ofType('aws_iam_user_policy_attachment')
          .filter(each => !each.isUnknown('user') && textOf(each.attribute('user')) === id)
          .flatMap(each => policyArn(each) ?? []),
      settings: () => ({ id: first.attribute('user') }),
    }))
  }

  return {
    ...{ dialect, account },
    resources: resources.map(({ names, type, place, address }) => ({
      names,
      type,
      place: { ...place, resource: address },
    })),
    policyOf: address => {
      const resource = byAddress.get(address)
      return resource !== undefined && Object.hasOwn(documentAttributes, resource.type) ? policyIn(resource) : undefined
    },
    managed: () =>
      ofType('aws_iam_policy').map(
        (resource): ManagedSourcePolicy => ({ ...policyIn(resource), arn: arnOf(resource) }),
      ),
    holders: () => {
      refuseUnknownTypes(resources)
      const made = resources.flatMap(resource => {
        const kind = Object.hasOwn(kinds, resource.type) ? kinds[resource.type as keyof typeof kinds] : undefined
        return kind === undefined ? [] : [holderOf(resource, kind)]
      })
      return [...made, ...keysOf()]
    },
    buckets: () => bucketsOf({ resources, dialect, isFor, policyIn }),
    exported: () => undefined,
  }
}
