import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

test('CreateUser makes a user with path and tags, which GetUser answers', async () => {
  const { iam } = setup({ dialect: 'aws' })
  const Tags = [{ Key: 'team', Value: 'vision' }]

  const { User } = await iam.send(new CreateUserCommand({ UserName: 'ann', Path: '/team/', Tags }))

  expect(User).toEqual({
    Path: '/team/',
    UserName: 'ann',
    UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
    Arn: 'arn:aws:iam::123456789012:user/team/ann',
    CreateDate: expect.any(Date),
    Tags,
  })
  expect((await iam.send(new GetUserCommand({ UserName: 'ann' }))).User).toEqual(User)
})

test('CreateUser refuses a name that is taken, whatever its case', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })

  const refusal = await refusalOf(iam.send(new CreateUserCommand({ UserName: 'Ann' })))

  expect(refusal).toEqual([409, 'EntityAlreadyExists', 'User with name Ann already exists.'])
})

test('a user made again under its name is another user', async () => {
  const { iam } = setup({ dialect: 'aws' })
  const user = { UserName: 'ann' }

  const first = await iam.send(new CreateUserCommand(user))
  await iam.send(new DeleteUserCommand(user))
  const second = await iam.send(new CreateUserCommand(user))

  expect(second.User!.Arn).toBe(first.User!.Arn)
  expect(second.User!.UserId).not.toBe(first.User!.UserId)
})

test('GetUser without a name answers the caller', async () => {
  const { iam, clientOf, mock } = setup({
    dialect: 'aws',
    keys: {
      ann: {
        policies: [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' } }],
      },
    },
  })

  const own = await clientOf(mock.as('ann')).send(new GetUserCommand({}))
  const root = await iam.send(new GetUserCommand({}))

  expect(own.User).toMatchObject({ UserName: 'ann', Arn: 'arn:aws:iam::123456789012:user/ann' })
  expect(root.User).toMatchObject({ UserId: '123456789012', Arn: 'arn:aws:iam::123456789012:root' })
})

test('a right on users of one path reaches those users only', async () => {
  const { iam, clientOf, mock } = setup({
    dialect: 'aws',
    keys: {
      lead: {
        policies: [
          {
            Version: '2012-10-17',
            Statement: { Effect: 'Allow', Action: 'iam:GetUser', Resource: 'arn:aws:iam::123456789012:user/team/*' },
          },
        ],
      },
      bob: {},
    },
  })
  await iam.send(new CreateUserCommand({ UserName: 'ann', Path: '/team/' }))
  const lead = clientOf(mock.as('lead'))

  const { User } = await lead.send(new GetUserCommand({ UserName: 'ann' }))
  const refusal = await refusalOf(lead.send(new GetUserCommand({ UserName: 'bob' })))

  expect([User?.UserName, refusal[1]]).toEqual(['ann', 'AccessDenied'])
})

test('ListUsers lists users by name, filtered by path and in pages, without the root', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { bob: {} } })
  await iam.send(new CreateUserCommand({ UserName: 'ann', Path: '/team/' }))

  const all = await iam.send(new ListUsersCommand({}))
  const team = await iam.send(new ListUsersCommand({ PathPrefix: '/team/' }))
  const first = await iam.send(new ListUsersCommand({ MaxItems: 1 }))

  expect(all.Users!.map(({ UserName }) => UserName)).toEqual(['ann', 'bob'])
  expect(team.Users!.map(({ UserName }) => UserName)).toEqual(['ann'])
  expect([first.Users!.length, first.IsTruncated]).toEqual([1, true])
})

test('UpdateUser moves a user to another path', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })

  await iam.send(new UpdateUserCommand({ UserName: 'ann', NewPath: '/team/' }))

  const { User } = await iam.send(new GetUserCommand({ UserName: 'ann' }))
  expect(User).toMatchObject({ Path: '/team/', Arn: 'arn:aws:iam::123456789012:user/team/ann' })
})

test('DeleteUser refuses while the user has a key or a policy, then deletes', async () => {
  const { iam } = setup({ dialect: 'aws' })
  await iam.send(new CreateUserCommand({ UserName: 'ann' }))
  await iam.send(new CreateUserCommand({ UserName: 'bob' }))
  await iam.send(new CreateUserCommand({ UserName: 'eve' }))
  await iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }))
  await iam.send(new PutUserPolicyCommand({ UserName: 'bob', PolicyName: 'own', PolicyDocument: readImages }))

  const keyed = await refusalOf(iam.send(new DeleteUserCommand({ UserName: 'ann' })))
  const permitted = await refusalOf(iam.send(new DeleteUserCommand({ UserName: 'bob' })))
  await iam.send(new DeleteUserCommand({ UserName: 'eve' }))
  const gone = await refusalOf(iam.send(new GetUserCommand({ UserName: 'eve' })))

  expect(keyed).toEqual([409, 'DeleteConflict', 'Cannot delete entity, must delete access keys first.'])
  expect(permitted).toEqual([409, 'DeleteConflict', 'Cannot delete entity, must delete policies first.'])
  expect(gone).toEqual([404, 'NoSuchEntity', 'The user with name eve cannot be found.'])
})
