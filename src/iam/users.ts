import type { Identity } from '../auth/types.js'
import { fail } from '../errors.js'
import { defineOperation, need, type Operation } from '../operation.js'
import { tags } from '../protocol/form-lists.js'
import { notModelled } from '../protocol/not-modelled.js'
import { form } from '../protocol/readers.js'
import { userArn } from './arn.js'
import { dateOf } from './dates.js'
import { requireUser, shownName, userOrCaller } from './lookups.js'
import { newUserName, path, pathPrefix, userName } from './names.js'
import { endOf, pageOf, paging } from './paging.js'
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
  return { ...userSummary(user), Tags: tags.length === 0 ? undefined : tags }
}

const arnAt = (arn: string, path: string, name: string): string =>
  `${arn.slice(0, arn.indexOf(':user/'))}:user${path}${name}`

export const userOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreateUser',
    action: 'CreateUser',
    actions: ['iam:CreateUser', 'iam:TagUser'],
    read: {
      UserName: form('UserName', newUserName).required,
      Path: form('Path', path),
      PermissionsBoundary: notModelled('PermissionsBoundary'),
      Tags: tags,
    },
    allow: ({ UserName, Path = '/', Tags }, _facts, { account }) => {
      const arn = `arn:aws:iam::${account}:user${Path}${UserName}`
      return [need('iam:CreateUser', arn, requestedTags(Tags)), ...needToTag('iam:TagUser', arn, Tags)]
    },
    run: ({ UserName, Path = '/', Tags = [] }, { dialect, registry, principal, ids, at }) => {
      const { account } = principal
      const lower = UserName.toLowerCase()
      for (const { kind, name } of registry.identities(account)) {
        if (kind === 'user' && name.toLowerCase() === lower)
          fail('EntityAlreadyExists', {}, `User with name ${UserName} already exists.`)
      }
      const made = dialect.identity.identityOf(ids, account, UserName, '')
      return registry.addIdentity({
        ...made,
        arn: arnAt(made.arn, Path, UserName),
        label: UserName,
        account,
        path: Path,
        created: at,
        attached: [],
        inline: [],
        roles: [],
        admin: false,
        scope: 'standard',
        tags: recordOf(Tags),
      })
    },
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
      return pageOf('ListUsers', users, ({ name }) => name, input)
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
      // keys and sessions name their user: the registry does not rename one
      NewUserName: notModelled('NewUserName'),
    },
    // both the user as it is and as it will be must be allowed
    allow: ({ UserName, NewPath }, _facts, caller) => [
      need('iam:UpdateUser', userArn(caller, UserName)),
      ...(NewPath === undefined
        ? []
        : [need('iam:UpdateUser', `arn:aws:iam::${caller.account}:user${NewPath}${UserName}`)]),
    ],
    run: ({ UserName, NewPath }, context) => {
      const user = requireUser(context, UserName)
      if (NewPath === undefined) return
      const arn = arnAt(user.arn, NewPath, user.name)
      context.registry.updateIdentity(user.account, user.name, { path: NewPath, arn })
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
      context.registry.removeIdentity(user.account, user.name)
    },
    write: () => ({}),
  }),
]
