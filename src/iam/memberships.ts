import { defineOperation, need, type Operation } from '../contract/operation.js'
import { form } from '../protocol/readers.js'
import { entityArn, userArn } from './arn.js'
import { groupSummary } from './groups.js'
import { requireEntity, requireUser } from './lookups.js'
import { groupName, userName } from './member-constraints.js'
import { endOf, pageOf, paging } from './paging.js'
import { userSummary } from './users.js'

const GroupName = form('GroupName', groupName).required
const UserName = form('UserName', userName).required

/** Who is in a group: each call but the last is judged by the group. */
export const membershipOperations: readonly Operation[] = [
  defineOperation({
    name: 'AddUserToGroup',
    action: 'AddUserToGroup',
    actions: ['iam:AddUserToGroup'],
    read: { GroupName, UserName },
    allow: ({ GroupName }, _facts, caller) => [need('iam:AddUserToGroup', entityArn(caller, 'group', GroupName))],
    run: ({ GroupName, UserName }, context) => {
      const group = requireEntity(context, 'group', GroupName)
      const { account, name, groups = [] } = requireUser(context, UserName)
      if (groups.includes(group.name)) return
      context.registry.updateIdentity(account, name, { groups: [...groups, group.name] })
    },
    write: () => ({}),
  }),

  // a user who is not in the group is no error
  defineOperation({
    name: 'RemoveUserFromGroup',
    action: 'RemoveUserFromGroup',
    actions: ['iam:RemoveUserFromGroup'],
    read: { GroupName, UserName },
    allow: ({ GroupName }, _facts, caller) => [need('iam:RemoveUserFromGroup', entityArn(caller, 'group', GroupName))],
    run: ({ GroupName, UserName }, context) => {
      const group = requireEntity(context, 'group', GroupName)
      const { account, name, groups = [] } = requireUser(context, UserName)
      context.registry.updateIdentity(account, name, { groups: groups.filter(each => each !== group.name) })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'GetGroup',
    action: 'GetGroup',
    actions: ['iam:GetGroup'],
    read: { GroupName, ...paging },
    allow: ({ GroupName }, _facts, caller) => [need('iam:GetGroup', entityArn(caller, 'group', GroupName))],
    run: (input, context) => {
      const group = requireEntity(context, 'group', input.GroupName)
      const users = [...context.registry.identities(group.account)].filter(({ groups }) => groups?.includes(group.name))
      return { group, page: pageOf('GetGroup', users, ({ name }) => name, input) }
    },
    write: ({ group, page }) => ({
      tree: { Group: groupSummary(group), Users: page.items.map(userSummary), ...endOf(page) },
    }),
  }),

  defineOperation({
    name: 'ListGroupsForUser',
    action: 'ListGroupsForUser',
    actions: ['iam:ListGroupsForUser'],
    read: { UserName, ...paging },
    allow: ({ UserName }, _facts, caller) => [need('iam:ListGroupsForUser', userArn(caller, UserName))],
    run: (input, context) => {
      const { groups = [], account } = requireUser(context, input.UserName)
      const found = groups.flatMap(name => context.registry.identity(account, name, 'group') ?? [])
      return pageOf('ListGroupsForUser', found, ({ name }) => name, input)
    },
    write: page => ({ tree: { Groups: page.items.map(groupSummary), ...endOf(page) } }),
  }),
]
