import { defineOperation, need, type Operation } from '../contract/operation.js'
import { integer } from '../protocol/codecs.js'
import { tags } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import { entityArn, requestedBoundary } from './arn.js'
import { requireBoundary } from './boundaries.js'
import { followPrincipal } from './follow-principal.js'
import { requireEntity } from './lookups.js'
import { path, pathPrefix, policyArnText, policyDocument, roleDescription, roleName } from './member-constraints.js'
import { newEntity } from './new-entity.js'
import { endOf, pageOf, paging } from './paging.js'
import { newRole, parseTrust, roleSummary, shownRole } from './role-shape.js'
import { needToTag, requestedTags } from './tag-needs.js'
import { recordOf } from './tag-records.js'

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
      PermissionsBoundary: form('PermissionsBoundary', policyArnText),
      Tags: tags,
    },
    allow: ({ RoleName, Path = '/', Tags, PermissionsBoundary }, _facts, { account }) => {
      const arn = `arn:aws:iam::${account}:role${Path}${RoleName}`
      return [
        need('iam:CreateRole', arn, { ...requestedTags(Tags), ...requestedBoundary(PermissionsBoundary) }),
        ...needToTag('iam:TagRole', arn, Tags),
      ]
    },
    run: (input, context) => {
      const { RoleName, Path = '/', Description, MaxSessionDuration, Tags = [], PermissionsBoundary } = input
      const trust = parseTrust(context, input.AssumeRolePolicyDocument, RoleName)
      return context.registry.addIdentity({
        ...newEntity(context, 'role', Path, RoleName),
        trust,
        tags: recordOf(Tags),
        ...(Description !== undefined && { description: Description }),
        ...(MaxSessionDuration !== undefined && { longestSession: MaxSessionDuration }),
        ...(PermissionsBoundary !== undefined && { boundary: requireBoundary(context, PermissionsBoundary) }),
      })
    },
    write: role => ({ tree: { Role: newRole(role) } }),
  }),

  defineOperation({
    name: 'GetRole',
    action: 'GetRole',
    actions: ['iam:GetRole'],
    read: { RoleName },
    allow: ({ RoleName }, _facts, caller) => [need('iam:GetRole', entityArn(caller, 'role', RoleName))],
    run: ({ RoleName }, context) => requireEntity(context, 'role', RoleName),
    write: role => ({ tree: { Role: shownRole(role) } }),
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
      return pageOf('ListRoles', roles, ({ name }) => name.toLowerCase(), input)
    },
    write: page => ({ tree: { Roles: page.items.map(roleSummary), ...endOf(page) } }),
  }),

  defineOperation({
    name: 'DeleteRole',
    action: 'DeleteRole',
    actions: ['iam:DeleteRole'],
    read: { RoleName },
    allow: ({ RoleName }, _facts, caller) => [need('iam:DeleteRole', entityArn(caller, 'role', RoleName))],
    run: ({ RoleName }, context) => {
      const { account, name, arn, id } = requireEntity(context, 'role', RoleName)
      context.registry.removeIdentity(account, name, 'role')
      followPrincipal(context, arn, id)
    },
    write: () => ({}),
  }),
]
