import type { Identity } from '../auth/types.js'
import { fail } from '../errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../operation.js'
import { integer } from '../protocol/codecs.js'
import { tags } from '../protocol/form-lists.js'
import { notModelled } from '../protocol/not-modelled.js'
import { form } from '../protocol/readers.js'
import { entityArn } from './arn.js'
import { dateOf } from './dates.js'
import { requireEntity } from './lookups.js'
import { path, pathPrefix, policyDocument, roleDescription, roleName } from './names.js'
import { newEntity } from './new-entity.js'
import { endOf, pageOf, paging } from './paging.js'
import { countedCharacters, encodedText } from './policy-text.js'
import { needToTag, requestedTags } from './tag-needs.js'
import { recordOf, tagsOf } from './tag-records.js'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const trustLimit = 2048

const parseTrust = ({ policies }: Pick<OperationContext, 'policies'>, text: string, role: string) => {
  const trust = policies.parse(text, 'trust', `trust policy of ${role}`)
  return countedCharacters(text) <= trustLimit
    ? trust
    : fail('LimitExceeded', {}, `Cannot exceed quota for ACLSizePerRole: ${trustLimit}`)
}

const summaryOf = (role: Identity) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: dateOf(role.created),
  AssumeRolePolicyDocument: role.trust === undefined ? undefined : encodedText(role.trust),
  Description: role.description,
  MaxSessionDuration: role.longestSession ?? 3600,
})

const withTags = (role: Identity) => {
  const tags = tagsOf(role.tags)
  return { ...summaryOf(role), Tags: tags.length === 0 ? undefined : tags }
}

const RoleName = form('RoleName', roleName).required

export const roleOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreateRole',
    action: 'CreateRole',
    actions: ['iam:CreateRole', 'iam:TagRole'],
    read: {
      RoleName,
      AssumeRolePolicyDocument: form('AssumeRolePolicyDocument', policyDocument).required,
      Path: form('Path', path),
      Description: form('Description', roleDescription),
      MaxSessionDuration: form('MaxSessionDuration', integer(3600, 43_200)),
      PermissionsBoundary: notModelled('PermissionsBoundary'),
      Tags: tags,
    },
    allow: ({ RoleName, Path = '/', Tags }, _facts, { account }) => {
      const arn = `arn:aws:iam::${account}:role${Path}${RoleName}`
      return [need('iam:CreateRole', arn, requestedTags(Tags)), ...needToTag('iam:TagRole', arn, Tags)]
    },
    run: (input, context) => {
      const { RoleName, Path = '/', Description, MaxSessionDuration, Tags = [] } = input
      const trust = parseTrust(context, input.AssumeRolePolicyDocument, RoleName)
      return context.registry.addIdentity({
        ...newEntity(context, 'role', Path, RoleName),
        trust,
        tags: recordOf(Tags),
        ...(Description !== undefined && { description: Description }),
        ...(MaxSessionDuration !== undefined && { longestSession: MaxSessionDuration }),
      })
    },
    write: role => ({ tree: { Role: withTags(role) } }),
  }),

  defineOperation({
    name: 'GetRole',
    action: 'GetRole',
    actions: ['iam:GetRole'],
    read: { RoleName },
    allow: ({ RoleName }, _facts, caller) => [need('iam:GetRole', entityArn(caller, 'role', RoleName))],
    run: ({ RoleName }, context) => requireEntity(context, 'role', RoleName),
    write: role => ({ tree: { Role: withTags(role) } }),
  }),

  defineOperation({
    name: 'ListRoles',
    action: 'ListRoles',
    actions: ['iam:ListRoles'],
    read: { PathPrefix: form('PathPrefix', pathPrefix), ...paging },
    allow: ({ PathPrefix = '/' }, _facts, { account }) => [
      need('iam:ListRoles', `arn:aws:iam::${account}:role${PathPrefix}`),
    ],
    run: (input, { registry, principal }) => {
      const roles = [...registry.identities(principal.account)].filter(
        ({ kind, path }) => kind === 'role' && path.startsWith(input.PathPrefix ?? '/'),
      )
      return pageOf('ListRoles', roles, ({ name }) => name, input)
    },
    write: page => ({ tree: { Roles: page.items.map(summaryOf), ...endOf(page) } }),
  }),

  defineOperation({
    name: 'UpdateAssumeRolePolicy',
    action: 'UpdateAssumeRolePolicy',
    actions: ['iam:UpdateAssumeRolePolicy'],
    read: { RoleName, PolicyDocument: form('PolicyDocument', policyDocument).required },
    allow: ({ RoleName }, _facts, caller) => [need('iam:UpdateAssumeRolePolicy', entityArn(caller, 'role', RoleName))],
    run: ({ RoleName, PolicyDocument }, context) => {
      const { account, name } = requireEntity(context, 'role', RoleName)
      context.registry.updateIdentity(account, name, { trust: parseTrust(context, PolicyDocument, name) }, 'role')
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'DeleteRole',
    action: 'DeleteRole',
    actions: ['iam:DeleteRole'],
    read: { RoleName },
    allow: ({ RoleName }, _facts, caller) => [need('iam:DeleteRole', entityArn(caller, 'role', RoleName))],
    run: ({ RoleName }, context) => {
      const { account, name } = requireEntity(context, 'role', RoleName)
      context.registry.removeIdentity(account, name, 'role')
    },
    write: () => ({}),
  }),
]
