import * as sdk from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const GroupName = 'devs'
const UserName = 'ann'

const begin = async () => {
  const made = setup({ dialect: 'aws', users: { ann: {}, bob: {} } })
  const { Group } = await made.iam.send(new sdk.CreateGroupCommand({ GroupName, Path: '/teams/' }))
  const may = (who: 'ann' | 'bob' = 'ann') => made.mock.as(who).can('s3:GetObject', 'images/a.png').decision
  return { ...made, Group: Group!, may }
}

test('a new group is empty and listed under its path', async () => {
  const { iam, Group } = await begin()

  const got = await iam.send(new sdk.GetGroupCommand({ GroupName }))
  const { Groups } = await iam.send(new sdk.ListGroupsCommand({ PathPrefix: '/teams/' }))

  expect(Group).toEqual({
    ...{ GroupName, Path: '/teams/', Arn: 'arn:aws:iam::123456789012:group/teams/devs' },
    ...{ GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/), CreateDate: expect.any(Date) },
  })
  expect(got).toMatchObject({ Group, Users: [], IsTruncated: false })
  expect(Groups).toEqual([Group])
  expect((await iam.send(new sdk.ListGroupsCommand({ PathPrefix: '/other/' }))).Groups).toEqual([])
  expect((await refusalOf(iam.send(new sdk.CreateGroupCommand({ GroupName: 'DEVS' })))).slice(0, 2)).toEqual([
    409,
    'EntityAlreadyExists',
  ])
})

test('members have the policies of their group as soon as it has them, and as long as they are in it', async () => {
  const { iam, may } = await begin()
  const { Policy } = await iam.send(new sdk.CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))
  const managed = { GroupName, PolicyArn: Policy!.Arn! }
  const seen = [may()]

  await iam.send(new sdk.AddUserToGroupCommand({ GroupName, UserName }))
  seen.push(may())
  await iam.send(new sdk.AttachGroupPolicyCommand(managed))
  seen.push(may())
  await iam.send(new sdk.DetachGroupPolicyCommand(managed))
  seen.push(may())
  await iam.send(new sdk.PutGroupPolicyCommand({ GroupName, PolicyName: 'own', PolicyDocument: readImages }))
  seen.push(may())
  await iam.send(new sdk.RemoveUserFromGroupCommand({ GroupName, UserName }))
  seen.push(may())

  expect(seen).toEqual(['implicitDeny', 'implicitDeny', 'allowed', 'implicitDeny', 'allowed', 'implicitDeny'])
  expect(may('bob')).toBe('implicitDeny')
})

test('a user is in a group once, and leaving it twice is no error', async () => {
  const { iam } = await begin()
  const member = { GroupName, UserName }

  await iam.send(new sdk.AddUserToGroupCommand(member))
  await iam.send(new sdk.AddUserToGroupCommand(member))
  const { Users, Group } = await iam.send(new sdk.GetGroupCommand({ GroupName }))
  const { Groups } = await iam.send(new sdk.ListGroupsForUserCommand({ UserName }))
  await iam.send(new sdk.RemoveUserFromGroupCommand(member))
  await iam.send(new sdk.RemoveUserFromGroupCommand(member))

  expect(Users!.map(user => user.UserName)).toEqual(['ann'])
  expect(Groups).toEqual([Group])
  expect((await iam.send(new sdk.ListGroupsForUserCommand({ UserName }))).Groups).toEqual([])
})

test('neither a group with members nor a member goes', async () => {
  const { iam } = await begin()
  const policy = { GroupName, PolicyName: 'own' }
  await iam.send(new sdk.CreateUserCommand({ UserName: 'new' }))
  await iam.send(new sdk.AddUserToGroupCommand({ GroupName, UserName: 'new' }))
  await iam.send(new sdk.PutGroupPolicyCommand({ ...policy, PolicyDocument: readImages }))
  const drop = () => refusalOf(iam.send(new sdk.DeleteGroupCommand({ GroupName })))

  const withPolicy = await drop()
  await iam.send(new sdk.DeleteGroupPolicyCommand(policy))
  const withMember = await drop()
  const member = await refusalOf(iam.send(new sdk.DeleteUserCommand({ UserName: 'new' })))
  await iam.send(new sdk.RemoveUserFromGroupCommand({ GroupName, UserName: 'new' }))
  await iam.send(new sdk.DeleteUserCommand({ UserName: 'new' }))
  await iam.send(new sdk.DeleteGroupCommand({ GroupName }))

  expect(withPolicy).toEqual([409, 'DeleteConflict', 'Cannot delete entity, must delete policies first.'])
  expect(withMember).toEqual([409, 'DeleteConflict', 'Cannot delete entity, must remove users from group first.'])
  expect(member).toEqual([409, 'DeleteConflict', 'Cannot delete entity, must remove user from groups first.'])
  expect((await drop())[2]).toBe('The group with name devs cannot be found.')
})

test('the policies of a group are listed, and the group among those of a policy', async () => {
  const { iam } = await begin()
  const { Policy } = await iam.send(new sdk.CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))
  const PolicyArn = Policy!.Arn!
  await iam.send(new sdk.AttachGroupPolicyCommand({ GroupName, PolicyArn }))
  await iam.send(new sdk.PutGroupPolicyCommand({ GroupName, PolicyName: 'own', PolicyDocument: readImages }))

  const attached = await iam.send(new sdk.ListAttachedGroupPoliciesCommand({ GroupName }))
  const own = await iam.send(new sdk.ListGroupPoliciesCommand({ GroupName }))
  const got = await iam.send(new sdk.GetGroupPolicyCommand({ GroupName, PolicyName: 'own' }))
  const entities = await iam.send(new sdk.ListEntitiesForPolicyCommand({ PolicyArn }))

  expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'images', PolicyArn }])
  expect(own.PolicyNames).toEqual(['own'])
  expect(got).toMatchObject({ GroupName, PolicyName: 'own' })
  expect(decodeURIComponent(got.PolicyDocument!)).toBe(readImages)
  expect(entities).toMatchObject({ PolicyGroups: [{ GroupName }], PolicyUsers: [], PolicyRoles: [] })
})

test('a member or group that is not there is told by its kind', async () => {
  const { iam } = await begin()

  const user = await refusalOf(iam.send(new sdk.AddUserToGroupCommand({ GroupName, UserName: 'eve' })))
  const group = await refusalOf(iam.send(new sdk.AddUserToGroupCommand({ GroupName: 'ops', UserName })))

  expect(user).toEqual([404, 'NoSuchEntity', 'The user with name eve cannot be found.'])
  expect(group).toEqual([404, 'NoSuchEntity', 'The group with name ops cannot be found.'])
})

test('a page of members ends where the next one begins', async () => {
  const { iam } = await begin()
  for (const name of ['ann', 'bob']) await iam.send(new sdk.AddUserToGroupCommand({ GroupName, UserName: name }))

  const first = await iam.send(new sdk.GetGroupCommand({ GroupName, MaxItems: 1 }))
  const second = await iam.send(new sdk.GetGroupCommand({ GroupName, MaxItems: 1, Marker: first.Marker }))

  expect([first, second].map(page => page.Users!.map(user => user.UserName))).toEqual([['ann'], ['bob']])
  expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false])
})
