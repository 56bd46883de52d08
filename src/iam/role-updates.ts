import { defineOperation, need, type Operation } from '../contract/operation.js'
import { integer } from '../protocol/codecs.js'
import { form } from '../protocol/readers.js'
import { entityArn } from './arn.js'
import { requireEntity } from './lookups.js'
import { policyDocument, roleDescription, roleName } from './member-constraints.js'
import { parseTrust, shownRole } from './role-shape.js'

const RoleName = form('RoleName', roleName).required

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html and its neighbours */
export const roleUpdateOperations: readonly Operation[] = [
  defineOperation({
    name: 'UpdateRole',
    action: 'UpdateRole',
    actions: ['iam:UpdateRole'],
    read: {
      RoleName,
      Description: form('Description', roleDescription),
      MaxSessionDuration: form('MaxSessionDuration', integer(3600, 43_200)),
    },
    allow: ({ RoleName }, _facts, caller) => [need('iam:UpdateRole', entityArn(caller, 'role', RoleName))],
    run: ({ RoleName, Description, MaxSessionDuration }, context) => {
      const { account, name } = requireEntity(context, 'role', RoleName)
      // without a duration "the default value of one hour is applied"
      const longestSession = MaxSessionDuration ?? 3600
      const change = { longestSession, ...(Description !== undefined && { description: Description }) }
      context.registry.updateIdentity(account, name, change, 'role')
    },
    // unlike most, this one has an element for its result, which is empty
    write: () => ({ tree: {} }),
  }),

  defineOperation({
    name: 'UpdateRoleDescription',
    action: 'UpdateRoleDescription',
    actions: ['iam:UpdateRoleDescription'],
    read: { RoleName, Description: form('Description', roleDescription).required },
    allow: ({ RoleName }, _facts, caller) => [need('iam:UpdateRoleDescription', entityArn(caller, 'role', RoleName))],
    run: ({ RoleName, Description }, context) => {
      const { account, name } = requireEntity(context, 'role', RoleName)
      return context.registry.updateIdentity(account, name, { description: Description }, 'role')
    },
    write: role => ({ tree: { Role: shownRole(role) } }),
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
]
