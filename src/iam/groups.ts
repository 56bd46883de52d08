import type { Identity } from '../auth/types.js'
import { defineOperation, need, type Operation } from '../contract/operation.js'
import { form } from '../protocol/readers.js'
import { entityArn } from './arn.js'
import { dateOf } from './dates.js'
import { requireEntity } from './lookups.js'
import { groupName, path, pathPrefix } from './member-constraints.js'
import { arnAt, newEntity } from './new-entity.js'
import { endOf, pageOf, paging } from './paging.js'
import { needToRename } from './rename-needs.js'

/** A group as answers show it. */
export const groupSummary = (group: Identity) => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: group.arn,
  CreateDate: dateOf(group.created),
})

const GroupName = form('GroupName', groupName).required

export const groupOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreateGroup',
    action: 'CreateGroup',
    actions: ['iam:CreateGroup'],
    read: { GroupName, Path: form('Path', path) },
    allow: ({ GroupName, Path = '/' }, _facts, { account }) => [
      need('iam:CreateGroup', `arn:aws:iam::${account}:group${Path}${GroupName}`),
    ],
    run: ({ GroupName, Path = '/' }, context) =>
      context.registry.addIdentity(newEntity(context, 'group', Path, GroupName)),
    write: group => ({ tree: { Group: groupSummary(group) } }),
  }),

  defineOperation({
    name: 'ListGroups',
    action: 'ListGroups',
    actions: ['iam:ListGroups'],
    read: { PathPrefix: form('PathPrefix', pathPrefix), ...paging },
    allow: ({ PathPrefix = '/' }, _facts, { account }) => [
      need('iam:ListGroups', `arn:aws:iam::${account}:group${PathPrefix}`),
    ],
    run: (input, { registry, principal }) => {
      const groups = [...registry.identities(principal.account)].filter(
        ({ kind, path }) => kind === 'group' && path.startsWith(input.PathPrefix ?? '/'),
      )
      return pageOf('ListGroups', groups, ({ name }) => name.toLowerCase(), input)
    },
    write: page => ({ tree: { Groups: page.items.map(groupSummary), ...endOf(page) } }),
  }),

  defineOperation({
    name: 'UpdateGroup',
    action: 'UpdateGroup',
    actions: ['iam:UpdateGroup'],
    read: { GroupName, NewPath: form('NewPath', path), NewGroupName: form('NewGroupName', groupName) },
    allow: ({ GroupName, NewPath, NewGroupName }, _facts, caller) =>
      needToRename('iam:UpdateGroup', entityArn(caller, 'group', GroupName), 'group', NewPath, NewGroupName),
    run: ({ GroupName, NewPath, NewGroupName }, context) => {
      const group = requireEntity(context, 'group', GroupName)
      const to = { name: NewGroupName ?? group.name, path: NewPath ?? group.path }
      const arn = arnAt(group, to.path, to.name)
      context.registry.renameIdentity(group.account, group.name, { ...to, arn }, 'group')
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'DeleteGroup',
    action: 'DeleteGroup',
    actions: ['iam:DeleteGroup'],
    read: { GroupName },
    allow: ({ GroupName }, _facts, caller) => [need('iam:DeleteGroup', entityArn(caller, 'group', GroupName))],
    run: ({ GroupName }, context) => {
      const group = requireEntity(context, 'group', GroupName)
      context.registry.removeIdentity(group.account, group.name, 'group')
    },
    write: () => ({}),
  }),
]
