import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { defineOperation, need, type Operation } from '../contract/operation.js'
import { oneOf } from '../protocol/codecs.js'
import { form } from '../protocol/readers.js'
import { boundaryContext, userArn } from './arn.js'
import { requirePolicy, requireUser, shownName } from './lookups.js'
import { pathPrefix, policyArnText, policyPath, userName } from './member-constraints.js'
import { endOf, pageOf, paging } from './paging.js'

const entityFilters = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const

type EntityKind = 'User' | 'Role' | 'Group'
const entityKind = ({ kind }: Identity): EntityKind => (kind === 'role' ? 'Role' : kind === 'group' ? 'Group' : 'User')

const addressed = {
  UserName: form('UserName', userName).required,
  PolicyArn: form('PolicyArn', policyArnText).required,
}

export const attachmentOperations: readonly Operation[] = [
  defineOperation({
    name: 'AttachUserPolicy',
    action: 'AttachUserPolicy',
    actions: ['iam:AttachUserPolicy'],
    read: addressed,
    allow: ({ UserName, PolicyArn }, _facts, caller) => [
      need('iam:AttachUserPolicy', userArn(caller, UserName), {
        ...boundaryContext(caller, UserName),
        'iam:PolicyARN': PolicyArn,
      }),
    ],
    run: ({ UserName, PolicyArn }, context) => {
      const policy = requirePolicy(context, PolicyArn, `Policy ${PolicyArn} does not exist or is not attachable.`)
      const user = requireUser(context, UserName)
      context.registry.attach(user.account, user.name, policy.arn)
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'DetachUserPolicy',
    action: 'DetachUserPolicy',
    actions: ['iam:DetachUserPolicy'],
    read: addressed,
    allow: ({ UserName, PolicyArn }, _facts, caller) => [
      need('iam:DetachUserPolicy', userArn(caller, UserName), {
        ...boundaryContext(caller, UserName),
        'iam:PolicyARN': PolicyArn,
      }),
    ],
    run: ({ UserName, PolicyArn }, context) => {
      const user = requireUser(context, UserName)
      context.registry.detach(user.account, user.name, requirePolicy(context, PolicyArn).arn)
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'ListUserPolicies',
    action: 'ListUserPolicies',
    actions: ['iam:ListUserPolicies'],
    read: { UserName: form('UserName', userName).required, ...paging },
    allow: ({ UserName }, _facts, caller) => [need('iam:ListUserPolicies', userArn(caller, UserName))],
    run: (input, context) => {
      const { attached, inline } = requireUser(context, input.UserName)
      // Tigris names the attached policies here, AWS those that stand in the user itself
      const names = context.features.has('attached-policies-are-user-policies')
        ? attached.flatMap(arn => context.registry.managedPolicy(arn)?.name ?? [])
        : inline.map(({ name }) => name)
      return pageOf('ListUserPolicies', names, name => name, input)
    },
    write: page => ({ tree: { PolicyNames: page.items, ...endOf(page) } }),
  }),

  defineOperation({
    name: 'ListAttachedUserPolicies',
    action: 'ListAttachedUserPolicies',
    actions: ['iam:ListAttachedUserPolicies'],
    read: { UserName: form('UserName', userName).required, PathPrefix: form('PathPrefix', policyPath), ...paging },
    allow: ({ UserName }, _facts, caller) => [need('iam:ListAttachedUserPolicies', userArn(caller, UserName))],
    run: (input, context) => {
      const policies = requireUser(context, input.UserName)
        .attached.flatMap(arn => context.registry.managedPolicy(arn) ?? [])
        .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
      return pageOf('ListAttachedUserPolicies', policies, ({ arn }) => arn, input)
    },
    write: page => ({
      tree: {
        AttachedPolicies: page.items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
        ...endOf(page),
      },
    }),
  }),

  defineOperation({
    name: 'ListEntitiesForPolicy',
    action: 'ListEntitiesForPolicy',
    actions: ['iam:ListEntitiesForPolicy'],
    read: {
      PolicyArn: form('PolicyArn', policyArnText).required,
      EntityFilter: form('EntityFilter', oneOf(...entityFilters)),
      PathPrefix: form('PathPrefix', pathPrefix),
      PolicyUsageFilter: form('PolicyUsageFilter', oneOf('PermissionsPolicy', 'PermissionsBoundary')),
      ...paging,
    },
    allow: ({ PolicyArn }) => [need('iam:ListEntitiesForPolicy', PolicyArn)],
    run: (input, context) => {
      const { EntityFilter, PathPrefix = '/', PolicyUsageFilter } = input
      if (EntityFilter === 'LocalManagedPolicy' || EntityFilter === 'AWSManagedPolicy') {
        fail('InvalidInput', {}, `The filter ${EntityFilter} is not one of entities.`)
      }
      const { arn } = requirePolicy(context, input.PolicyArn)
      const { registry } = context
      const bounded = PolicyUsageFilter === 'PermissionsPolicy' ? [] : registry.boundedBy(arn)
      const attached = PolicyUsageFilter === 'PermissionsBoundary' ? [] : registry.attachedTo(arn)
      const entities = [...new Set([...attached, ...bounded])].filter(
        entity =>
          entity.path.startsWith(PathPrefix) && (EntityFilter === undefined || EntityFilter === entityKind(entity)),
      )
      return pageOf('ListEntitiesForPolicy', entities, entity => `${entityKind(entity)} ${entity.name}`, input)
    },
    write: page => {
      const of = (kind: EntityKind) => page.items.filter(entity => entityKind(entity) === kind)
      return {
        tree: {
          PolicyGroups: of('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
          PolicyUsers: of('User').map(user => ({ UserName: shownName(user), UserId: user.id })),
          PolicyRoles: of('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
          ...endOf(page),
        },
      }
    },
  }),
]
