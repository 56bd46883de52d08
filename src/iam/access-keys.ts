import type { AccessKey, Identity } from '../auth/types.js'
import { defineOperation, need, type Operation, type OperationContext } from '../contract/operation.js'
import { oneOf } from '../protocol/codecs.js'
import { form } from '../protocol/readers.js'
import { userArn } from './arn.js'
import { dateOf } from './dates.js'
import { requireKey, shownName, userOrCaller } from './lookups.js'
import { accessKeyId, userName } from './member-constraints.js'
import { endOf, pageOf, paging } from './paging.js'

type Keys = Pick<OperationContext, 'dialect' | 'features' | 'registry' | 'principal' | 'at' | 'ids'>

const addKeyOfUser = (context: Keys, owner: Identity): AccessKey =>
  context.registry.addKey({
    ...context.dialect.identity.newKey(context.ids),
    status: 'Active',
    created: context.at,
    account: owner.account,
    identity: owner.name,
  })

/** A key that is its own user: it has no role and no policy until it is given some. */
export const addKeyWithIdentity = (
  { dialect, registry, principal, at, ids }: Keys,
  label: string,
  roles: Identity['roles'] = [],
): AccessKey => {
  const { account } = principal
  const made = dialect.identity.newKey(ids)
  const person = registry.identity(account, principal.name)?.person
  const owner = registry.addIdentity({
    ...dialect.identity.identityOf(ids, account, label, made.id),
    label,
    ...(person !== undefined && { person }),
    account,
    path: '/',
    created: at,
    attached: [],
    inline: [],
    roles,
    admin: false,
    scope: 'standard',
    tags: {},
  })
  return registry.addKey({ ...made, status: 'Active', created: at, account, identity: owner.name })
}

/** How answers tell of a key. */
export const metadataOf = ({ registry }: Pick<Keys, 'registry'>, key: AccessKey) => ({
  UserName: shownName(registry.identity(key.account, key.identity)!),
  AccessKeyId: key.id,
  Status: key.status,
  CreateDate: dateOf(key.created),
})

/** Where keys are their own users the name in the request is a label, and any key of the account may be meant. */
const ownerIn = (context: Keys, name: string | undefined): Identity | undefined =>
  context.features.has('users') ? userOrCaller(context, name) : undefined

export const accessKeyOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreateAccessKey',
    action: 'CreateAccessKey',
    actions: ['iam:CreateAccessKey'],
    read: { UserName: form('UserName', userName) },
    allow: ({ UserName }, _facts, caller) => [need('iam:CreateAccessKey', userArn(caller, UserName))],
    run: ({ UserName }, context) => {
      const owner = ownerIn(context, UserName)
      const { signed } = context.principal
      const key =
        owner === undefined
          ? addKeyWithIdentity(context, UserName ?? signed?.region ?? context.dialect.region)
          : addKeyOfUser(context, owner)
      return { ...metadataOf(context, key), SecretAccessKey: key.secret }
    },
    write: ({ CreateDate, ...key }) => ({ tree: { AccessKey: { ...key, CreateDate } } }),
  }),

  defineOperation({
    name: 'ListAccessKeys',
    action: 'ListAccessKeys',
    actions: ['iam:ListAccessKeys'],
    read: { UserName: form('UserName', userName), ...paging },
    allow: ({ UserName }, _facts, caller) => [need('iam:ListAccessKeys', userArn(caller, UserName))],
    run: (input, context) => {
      const owner = ownerIn(context, input.UserName)
      const keys = [...context.registry.keys(context.principal.account)].filter(
        ({ identity }) => owner === undefined || identity === owner.name,
      )
      const page = pageOf('ListAccessKeys', keys, ({ id }) => id, input)
      return { ...page, items: page.items.map(key => metadataOf(context, key)) }
    },
    write: page => ({ tree: { AccessKeyMetadata: page.items, ...endOf(page) } }),
  }),

  defineOperation({
    name: 'UpdateAccessKey',
    action: 'UpdateAccessKey',
    actions: ['iam:UpdateAccessKey'],
    read: {
      AccessKeyId: form('AccessKeyId', accessKeyId).required,
      Status: form('Status', oneOf('Active', 'Inactive')).required,
      UserName: form('UserName', userName),
    },
    allow: ({ UserName }, _facts, caller) => [need('iam:UpdateAccessKey', userArn(caller, UserName))],
    run: ({ AccessKeyId, Status, UserName }, context) => {
      const { id } = requireKey(context, AccessKeyId, ownerIn(context, UserName))
      context.registry.updateKey(id, { status: Status })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'DeleteAccessKey',
    action: 'DeleteAccessKey',
    actions: ['iam:DeleteAccessKey'],
    read: {
      AccessKeyId: form('AccessKeyId', accessKeyId).required,
      UserName: form('UserName', userName),
    },
    allow: ({ UserName }, _facts, caller) => [need('iam:DeleteAccessKey', userArn(caller, UserName))],
    run: ({ AccessKeyId, UserName }, context) => {
      context.registry.removeKey(requireKey(context, AccessKeyId, ownerIn(context, UserName)).id)
    },
    write: () => ({}),
  }),
]
