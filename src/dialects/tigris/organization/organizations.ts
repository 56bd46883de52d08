import { fail } from '../../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../../contract/operation.js'
import { jsonDocument, jsonList, jsonMap, jsonObject, jsonOneOf, jsonText } from '../../../protocol/json-shapes.js'
import { changeOrganization, organizationOf, succeeded, userIdOf } from './organization.js'

// Source: @tigrisdata/iam, whose calls these are: https://github.com/tigrisdata/storage

const role = jsonOneOf('admin', 'member')
const week = 7 * 86_400_000
const json = { service: 'iam', protocol: 'json' } as const

const whoAmI = defineOperation({
  ...json,
  name: 'WhoAmI',
  http: 'GET /users/whoami',
  actions: [],
  open: 'it tells the caller nothing but the caller itself',
  read: {},
  allow: () => [],
  run: (_input, context) => ({ UserId: userIdOf(context), NamespaceId: context.principal.account }),
  write: tree => ({ tree }),
})

const listUsers = defineOperation({
  ...json,
  name: 'ListOrganizationUsers',
  http: 'GET /users/get-org',
  actions: ['iam:ListOrganizationUsers'],
  read: {},
  allow: () => [need('iam:ListOrganizationUsers', '*')],
  run: (_input, context) => ({ ...organizationOf(context), account: context.principal.account }),
  write: ({ users, invitations, account }) => ({
    tree: {
      users: users.map(user => ({
        email: user.email,
        userId: user.userId,
        user_name: user.name,
        profile_picture_url: '',
        role: user.role,
        is_org_owner: user.isOwner,
        agreed_to_tos: true,
      })),
      invitations: invitations.map(each => ({
        id: each.id,
        email: each.email,
        role: each.role,
        status: 'pending',
        namespace_id: account,
        created_by_user_id: each.createdBy,
        valid_until: new Date(each.validUntil),
      })),
    },
  }),
})

const listOrganizations = defineOperation({
  ...json,
  name: 'ListOrganizations',
  http: 'GET /tigris-iam/namespaces',
  actions: [],
  open: 'it tells the caller its own organizations',
  read: {},
  allow: () => [],
  run: (_input, context) => {
    const { name, slug, others } = organizationOf(context)
    return { orgs: [{ id: context.principal.account, name, slug }, ...others] }
  },
  write: succeeded,
})

const createOrganization = defineOperation({
  ...json,
  name: 'CreateOrganization',
  http: 'POST /tigris-iam/namespaces',
  body: 'document',
  actions: ['iam:CreateOrganization'],
  read: { Organization: jsonDocument(jsonObject({ id: jsonText, name: jsonText })) },
  allow: () => [need('iam:CreateOrganization', '*')],
  run: ({ Organization: { id, name } }, context) => {
    const { others } = organizationOf(context)
    const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
    changeOrganization(context, { others: [...others, { id, name, slug }] })
    return { namespace_id: id }
  },
  write: succeeded,
})

const updateUsers = defineOperation({
  ...json,
  name: 'UpdateOrganizationUsers',
  http: 'PATCH /tigris-iam/namespaces',
  body: 'document',
  actions: ['iam:UpdateOrganizationUsers'],
  read: {
    Changes: jsonDocument(jsonObject({}, { updated_user_roles: jsonMap(role), removed_users: jsonList(jsonText) })),
  },
  allow: () => [need('iam:UpdateOrganizationUsers', '*')],
  run: ({ Changes: { updated_user_roles: roles = {}, removed_users: removed = [] } }, context) => {
    const { users } = organizationOf(context)
    for (const id of [...Object.keys(roles), ...removed]) {
      const user = users.find(({ userId }) => userId === id) ?? fail('NoSuchEntity', {}, `There is no user ${id}`)
      if (user.isOwner && roles[id] !== 'admin') fail('AccessDenied', {}, 'The owner cannot be removed or demoted')
    }
    changeOrganization(context, {
      users: users
        .filter(({ userId }) => !removed.includes(userId))
        .map(user => ({ ...user, role: roles[user.userId] ?? user.role })),
    })
  },
  write: () => succeeded(),
})

const inviteUsers = defineOperation({
  ...json,
  name: 'InviteUsers',
  http: 'POST /tigris-iam/invitations',
  body: 'document',
  actions: ['iam:InviteUsers'],
  read: {
    Invited: jsonDocument(jsonObject({ invitations: jsonList(jsonObject({ email: jsonText, role })) })),
  },
  allow: () => [need('iam:InviteUsers', '*')],
  run: ({ Invited }, context) => {
    const made = Invited.invitations.map(({ email, role: as }) => ({
      id: context.ids.next('invitation', 20),
      email,
      role: as,
      createdBy: userIdOf(context),
      validUntil: context.at + week,
    }))
    changeOrganization(context, { invitations: [...organizationOf(context).invitations, ...made] })
  },
  write: () => succeeded(),
})

const revokeInvitations = defineOperation({
  ...json,
  name: 'RevokeInvitations',
  http: 'DELETE /tigris-iam/invitations',
  body: 'document',
  actions: ['iam:RevokeInvitations'],
  read: { Revoked: jsonDocument(jsonObject({ invitation_ids: jsonList(jsonText) })) },
  allow: () => [need('iam:RevokeInvitations', '*')],
  run: ({ Revoked: { invitation_ids: ids } }, context) => {
    const { invitations } = organizationOf(context)
    const unknown = ids.find(id => !invitations.some(each => each.id === id))
    if (unknown !== undefined) fail('NoSuchEntity', {}, `There is no invitation ${unknown}`)
    changeOrganization(context, { invitations: invitations.filter(({ id }) => !ids.includes(id)) })
  },
  write: () => succeeded(),
})

/** Organizations and the people in them. */
export const organizations: readonly Operation[] = [
  whoAmI,
  listUsers,
  listOrganizations,
  createOrganization,
  updateUsers,
  inviteUsers,
  revokeInvitations,
]
