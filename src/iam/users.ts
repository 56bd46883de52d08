import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { defineOperation, need, type Operation } from '../contract/operation.js'
import { tags } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import { mfaDevicesOf } from '../rules/mfa.js'
import { requestedBoundary, userArn } from './arn.js'
import { requireBoundary, shownBoundary } from './boundaries.js'
import { dateOf } from './dates.js'
import { followPrincipal } from './follow-principal.js'
import { requireUser, shownName, userOrCaller } from './lookups.js'
import { newUserName, path, pathPrefix, policyArnText, userName } from './member-constraints.js'
import { arnAt, newEntity } from './new-entity.js'
import { endOf, pageOf, paging } from './paging.js'
import { needToRename } from './rename-needs.js'
import { needToTag, requestedTags } from './tag-needs.js'
import { recordOf, tagsOf } from './tag-records.js'

/** A user as lists show it. */
export const userSummary = (user: Identity) => ({
  Path: user.path,
  UserName: shownName(user),
  UserId: user.id,
  Arn: user.arn,
  CreateDate: dateOf(user.created),
})

const withTags = (user: Identity) => {
  const tags = tagsOf(user.tags)
  return {
    ...userSummary(user),
    PermissionsBoundary: shownBoundary(user),
    Tags: tags.length === 0 ? undefined : tags,
  }
}

export const userOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreateUser',
    action: 'CreateUser',
    actions: ['iam:CreateUser', 'iam:TagUser'],
    read: {
      UserName: form('UserName', newUserName).required,
      Path: form('Path', path),
      PermissionsBoundary: form('PermissionsBoundary', policyArnText),
      Tags: tags,
    },
    allow: ({ UserName, Path = '/', Tags, PermissionsBoundary }, _facts, { account }) => {
      const arn = `arn:aws:iam::${account}:user${Path}${UserName}`
      return [
        need('iam:CreateUser', arn, { ...requestedTags(Tags), ...requestedBoundary(PermissionsBoundary) }),
        ...needToTag('iam:TagUser', arn, Tags),
      ]
    },
    run: ({ UserName, Path = '/', Tags = [], PermissionsBoundary }, context) =>
      context.registry.addIdentity({
        ...newEntity(context, 'user', Path, UserName),
        tags: recordOf(Tags),
        ...(PermissionsBoundary !== undefined && { boundary: requireBoundary(context, PermissionsBoundary) }),
      }),
    write: user => ({ tree: { User: withTags(user) } }),
  }),

  defineOperation({
    name: 'GetUser',
    action: 'GetUser',
    actions: ['iam:GetUser'],
    read: { UserName: form('UserName', userName) },
    allow: ({ UserName }, _facts, caller) => [need('iam:GetUser', userArn(caller, UserName))],
    run: ({ UserName }, context) => userOrCaller(context, UserName),
    write: user => ({ tree: { User: withTags(user) } }),
  }),

  defineOperation({
    name: 'ListUsers',
    action: 'ListUsers',
    actions: ['iam:ListUsers'],
    read: { PathPrefix: form('PathPrefix', pathPrefix), ...paging },
    allow: ({ PathPrefix = '/' }, _facts, { account }) => [
      need('iam:ListUsers', `arn:aws:iam::${account}:user${PathPrefix}`),
    ],
    run: (input, { registry, principal }) => {
      const users = [...registry.identities(principal.account)].filter(
        ({ kind, path }) => kind === 'user' && path.startsWith(input.PathPrefix ?? '/'),
      )
      return pageOf('ListUsers', users, ({ name }) => name.toLowerCase(), input)
    },
    write: page => ({ tree: { Users: page.items.map(userSummary), ...endOf(page) } }),
  }),

  defineOperation({
    name: 'UpdateUser',
    action: 'UpdateUser',
    actions: ['iam:UpdateUser'],
    read: {
      UserName: form('UserName', userName).required,
      NewPath: form('NewPath', path),
      NewUserName: form('NewUserName', newUserName),
    },
    allow: ({ UserName, NewPath, NewUserName }, _facts, caller) =>
      needToRename('iam:UpdateUser', userArn(caller, UserName), 'user', NewPath, NewUserName),
    run: ({ UserName, NewPath, NewUserName }, context) => {
      const user = requireUser(context, UserName)
      const to = { name: NewUserName ?? user.name, path: NewPath ?? user.path }
      const arn = arnAt(user, to.path, to.name)
      context.registry.renameIdentity(user.account, user.name, { ...to, arn })
      followPrincipal(context, user.arn, arn)
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'DeleteUser',
    action: 'DeleteUser',
    actions: ['iam:DeleteUser'],
    read: { UserName: form('UserName', userName).required },
    allow: ({ UserName }, _facts, caller) => [need('iam:DeleteUser', userArn(caller, UserName))],
    run: ({ UserName }, context) => {
      const user = requireUser(context, UserName)
      if (mfaDevicesOf(context.registry, user.account).some(device => device.user === user.id))
        fail('DeleteConflict', {}, 'Cannot delete entity, must delete MFA device first.')
      context.registry.removeIdentity(user.account, user.name)
      followPrincipal(context, user.arn, user.id)
    },
    write: () => ({}),
  }),
]
