import * as sdk from '@aws-sdk/client-iam'
import {
  GetBucketPolicyCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { allow, main, setup as setupSts, trust } from '../sts/setup.js'
import { refusalOf, setup } from './setup.js'

const user = (name: string, path = '/') => `arn:aws:iam::${main}:user${path}${name}`

const begin = () => {
  const made = setupSts({
    dialect: 'aws',
    buckets: { images: {} },
    groups: { team: { policies: [allow('s3:ListAllMyBuckets')] } },
    users: { ann: { groups: ['team'] }, bob: {} },
    roles: { reader: { trust: trust(user('ann')) } },
  })
  const { mock, s3, options } = made
  const listsImages = (principal: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: [principal, main] },
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::images',
      },
    })
  const root = s3(mock.admin())
  return {
    ...made,
    iam: new sdk.IAMClient(options(mock.admin())),
    list: () => s3(mock.as('ann')).send(new ListObjectsV2Command({ Bucket: 'images' })),
    put: (principal: string) =>
      root.send(new PutBucketPolicyCommand({ Bucket: 'images', Policy: listsImages(principal) })),
    stored: async () => (await root.send(new GetBucketPolicyCommand({ Bucket: 'images' }))).Policy,
    listsImages,
  }
}

test('a renamed user keeps its id, keys, groups and sessions under its new ARN', async () => {
  const { mock, iam, sts, s3, withCredentials } = begin()
  const { User: before } = await iam.send(new sdk.GetUserCommand({ UserName: 'ann' }))
  const own = withCredentials((await sts(mock.as('ann')).send(new GetSessionTokenCommand({}))).Credentials!)

  await iam.send(new sdk.UpdateUserCommand({ UserName: 'ann', NewUserName: 'anna', NewPath: '/team/' }))

  const { User: after } = await iam.send(new sdk.GetUserCommand({ UserName: 'anna' }))
  const { Groups } = await iam.send(new sdk.ListGroupsForUserCommand({ UserName: 'anna' }))
  const { AccessKeyMetadata } = await iam.send(new sdk.ListAccessKeysCommand({ UserName: 'anna' }))
  expect(after).toMatchObject({ UserId: before!.UserId, UserName: 'anna', Arn: user('anna', '/team/'), Path: '/team/' })
  expect(Groups!.map(({ GroupName }) => GroupName)).toEqual(['team'])
  expect(AccessKeyMetadata).toMatchObject([{ UserName: 'anna', AccessKeyId: mock.keys.get('ann').id }])
  for (const caller of [mock.as('ann'), own]) {
    expect(await sts(caller).send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: user('anna', '/team/') })
    await expect(s3(caller).send(new ListBucketsCommand({}))).resolves.toBeDefined()
  }
  expect(await refusalOf(iam.send(new sdk.GetUserCommand({ UserName: 'ann' })))).toEqual([
    404,
    'NoSuchEntity',
    'The user with name ann cannot be found.',
  ])
})

test('policies that name a user as principal go on meaning it after another name', async () => {
  const { mock, iam, sts, list, put, stored, listsImages } = begin()
  await put(user('ann'))

  await iam.send(new sdk.UpdateUserCommand({ UserName: 'ann', NewUserName: 'anna' }))
  await iam.send(new sdk.CreateUserCommand({ UserName: 'ann' }))

  const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName: 'reader' }))
  expect(JSON.parse((await stored())!)).toEqual(JSON.parse(listsImages(user('anna'))))
  expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toContain(`"${user('anna')}"`)
  await expect(list()).resolves.toBeDefined()
  await expect(
    sts(mock.as('ann')).send(new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 'job' })),
  ).resolves.toBeDefined()
})

test('a user made again has no right that a policy gave to the one before', async () => {
  const { iam, stored, put, s3, mock } = begin()
  const UserName = 'eve'
  const { User } = await iam.send(new sdk.CreateUserCommand({ UserName }))
  await put(User!.Arn!)

  await iam.send(new sdk.DeleteUserCommand({ UserName }))
  const { User: again } = await iam.send(new sdk.CreateUserCommand({ UserName }))
  const { AccessKey } = await iam.send(new sdk.CreateAccessKeyCommand({ UserName }))

  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
  const eve = s3({ clientConfig: { ...mock.admin().clientConfig, credentials } })
  expect(await stored()).toContain(`"${User!.UserId}"`)
  expect(again!.Arn).toBe(User!.Arn)
  expect((await refusalOf(eve.send(new ListObjectsV2Command({ Bucket: 'images' }))))[1]).toBe('AccessDenied')
  expect((await refusalOf(put(User!.UserId!)))[2]).toBe('Invalid principal in policy')
  await put(again!.UserId!)
  await expect(eve.send(new ListObjectsV2Command({ Bucket: 'images' }))).resolves.toBeDefined()
})

test.each([
  ['UpdateUser', new sdk.UpdateUserCommand({ UserName: 'ann', NewUserName: 'Bob' }), 'User with name Bob'],
  ['UpdateGroup', new sdk.UpdateGroupCommand({ GroupName: 'team', NewGroupName: 'ops' }), 'Group with name ops'],
] as const)('%s refuses a name that is taken', async (_, command, what) => {
  const { iam } = begin()
  await iam.send(new sdk.CreateGroupCommand({ GroupName: 'Ops' }))

  expect(await refusalOf(iam.send(command as sdk.UpdateUserCommand))).toEqual([
    409,
    'EntityAlreadyExists',
    `${what} already exists.`,
  ])
})

test('a renamed group keeps its id, members and policies', async () => {
  const { mock, iam, s3 } = begin()
  const { Group: before } = await iam.send(new sdk.GetGroupCommand({ GroupName: 'team' }))

  await iam.send(new sdk.UpdateGroupCommand({ GroupName: 'team', NewGroupName: 'crew', NewPath: '/new/' }))

  const { Group, Users } = await iam.send(new sdk.GetGroupCommand({ GroupName: 'crew' }))
  expect(Group).toMatchObject({ GroupId: before!.GroupId, Path: '/new/', Arn: `arn:aws:iam::${main}:group/new/crew` })
  expect(Users!.map(({ UserName }) => UserName)).toEqual(['ann'])
  await expect(s3(mock.as('ann')).send(new ListBucketsCommand({}))).resolves.toBeDefined()
  expect((await refusalOf(iam.send(new sdk.GetGroupCommand({ GroupName: 'team' }))))[1]).toBe('NoSuchEntity')
})

test('a rename needs the right on the old name and on the new one', async () => {
  const { mock, clientOf } = setup({
    dialect: 'aws',
    users: { lead: { policies: [allow('iam:UpdateUser', user('a*'))] }, ann: {} },
  })
  const lead = clientOf(mock.as('lead'))

  const refused = await refusalOf(lead.send(new sdk.UpdateUserCommand({ UserName: 'ann', NewUserName: 'bob' })))
  await lead.send(new sdk.UpdateUserCommand({ UserName: 'ann', NewUserName: 'anna' }))

  expect(refused.slice(0, 2)).toEqual([403, 'AccessDenied'])
  expect(refused[2]).toContain(`iam:UpdateUser on resource: ${user('bob')} `)
})

test('names are found and listed whatever their case', async () => {
  const { iam } = setup({ dialect: 'aws' })
  for (const UserName of ['Ad', 'ac', 'Ab', 'aa']) await iam.send(new sdk.CreateUserCommand({ UserName }))

  const first = await iam.send(new sdk.ListUsersCommand({ MaxItems: 2 }))
  const rest = await iam.send(new sdk.ListUsersCommand({ Marker: first.Marker! }))
  const { User } = await iam.send(new sdk.GetUserCommand({ UserName: 'AD' }))
  await iam.send(new sdk.DeleteUserCommand({ UserName: 'ad' }))

  expect([...first.Users!, ...rest.Users!].map(({ UserName }) => UserName)).toEqual(['aa', 'Ab', 'ac', 'Ad'])
  expect(User!.UserName).toBe('Ad')
  expect((await refusalOf(iam.send(new sdk.GetUserCommand({ UserName: 'Ad' }))))[1]).toBe('NoSuchEntity')
})
