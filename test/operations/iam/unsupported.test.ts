import * as sdk from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { dialects } from '../../../src/dialects/index.js'
import { operationsOf } from '../../../src/dialects/operations.js'
import { iamOperations } from '../../../src/iam/index.js'
import { refusalOf, setup } from './setup.js'

const actions = Object.keys(sdk)
  .filter(name => name.endsWith('Command') && !name.startsWith('$'))
  .map(name => name.slice(0, -'Command'.length))

const supportedByTigris = [
  'AttachUserPolicy',
  'CreateAccessKey',
  'CreatePolicy',
  'DeleteAccessKey',
  'DeletePolicy',
  'DetachUserPolicy',
  'GetPolicy',
  'GetPolicyVersion',
  'ListAccessKeys',
  'ListEntitiesForPolicy',
  'ListPolicies',
  'ListUserPolicies',
  'UpdateAccessKey',
]

test('every action of the SDK is an entry or a refusal', () => {
  const known = new Set(iamOperations.map(({ name }) => name))

  expect(actions.filter(name => !known.has(name))).toEqual([])
})

test('tigris supports thirteen actions of the SDK and refuses all others by name', () => {
  const entries = operationsOf(dialects.tigris).filter(({ service }) => service === 'iam')
  const refused = new Set(entries.filter(each => each.notImplemented?.endsWith(' by Tigris')).map(({ name }) => name))

  expect(actions.filter(name => !refused.has(name)).sort()).toEqual(supportedByTigris)
})

const user = { UserName: 'ann' }

test.each([
  ['GetAccessKeyLastUsed', new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId: 'tid_x' })],
  ['CreateUser', new sdk.CreateUserCommand(user)],
  ['DeleteUser', new sdk.DeleteUserCommand(user)],
  ['ListUsers', new sdk.ListUsersCommand({})],
  ['GetUser', new sdk.GetUserCommand(user)],
  ['UpdateUser', new sdk.UpdateUserCommand(user)],
  ['ListUserTags', new sdk.ListUserTagsCommand(user)],
  ['PutUserPolicy', new sdk.PutUserPolicyCommand({ ...user, PolicyName: 'a', PolicyDocument: '{}' })],
  ['CreatePolicyVersion', new sdk.CreatePolicyVersionCommand({ PolicyArn: 'arn', PolicyDocument: '{}' })],
  ['CreateRole', new sdk.CreateRoleCommand({ RoleName: 'a', AssumeRolePolicyDocument: '{}' })],
  ['CreateGroup', new sdk.CreateGroupCommand({ GroupName: 'a' })],
] as const)('tigris refuses %s by its name, to its admin too', async (name, command) => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(command as sdk.ListUsersCommand))

  expect(refusal).toEqual([501, 'NotImplemented', `${name} is not supported by Tigris`])
})

test('aws refuses by name what this mock does not model', async () => {
  const { iam } = setup({ dialect: 'aws' })

  const refusal = await refusalOf(iam.send(new sdk.CreateLoginProfileCommand({ ...user, Password: 'secret' })))

  expect(refusal).toEqual([501, 'NotImplemented', 'CreateLoginProfile is not supported by this mock'])
})
