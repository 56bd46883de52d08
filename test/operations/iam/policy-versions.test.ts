import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const writeImages = readImages.replace('Get', 'Put')

const arrange = async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {} } })
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))
  const PolicyArn = Policy!.Arn!
  mock.keys.get('ann').attach(PolicyArn)
  const add = async (SetAsDefault = false) =>
    (await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: writeImages, SetAsDefault })))
      .PolicyVersion!
  const rights = () =>
    (['s3:GetObject', 's3:PutObject'] as const).filter(
      action => mock.as('ann').can(action, 'images/a.png').decision === 'allowed',
    )
  return { iam, PolicyArn, add, rights }
}

test('a new version counts when it is the default', async () => {
  const { iam, PolicyArn, add, rights } = await arrange()

  const added = await add()
  const before = rights()
  await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))

  expect(added).toEqual({ VersionId: 'v2', IsDefaultVersion: false, CreateDate: expect.any(Date) })
  expect([before, rights()]).toEqual([['s3:GetObject'], ['s3:PutObject']])
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
  expect([Policy?.DefaultVersionId, PolicyVersion?.IsDefaultVersion]).toEqual(['v2', true])
  expect(decodeURIComponent(PolicyVersion!.Document!)).toBe(writeImages)
})

test('a version may be made the default as it is created', async () => {
  const { add, rights } = await arrange()

  const added = await add(true)

  expect([added.IsDefaultVersion, rights()]).toEqual([true, ['s3:PutObject']])
})

test('versions are listed newest first, and the number of a deleted one is not used again', async () => {
  const { iam, PolicyArn, add } = await arrange()
  await add()
  await add()
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v3' }))
  await add()

  const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))

  expect(Versions!.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
    ['v4', false],
    ['v2', false],
    ['v1', true],
  ])
})

test('a sixth version is refused', async () => {
  const { add } = await arrange()
  for (let made = 1; made < 5; made++) await add()

  const refusal = await refusalOf(add())

  expect(refusal).toEqual([
    409,
    'LimitExceeded',
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  ])
})

test('the default version cannot be deleted', async () => {
  const { iam, PolicyArn } = await arrange()

  const refusal = await refusalOf(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })))

  expect(refusal).toEqual([409, 'DeleteConflict', 'Cannot delete the default version of a policy.'])
})

test('a version that is not there is NoSuchEntity', async () => {
  const { iam, PolicyArn } = await arrange()
  const input = { PolicyArn, VersionId: 'v7' }

  const expected = [404, 'NoSuchEntity', `Policy ${PolicyArn} version v7 does not exist or is not attachable.`]
  expect(await refusalOf(iam.send(new SetDefaultPolicyVersionCommand(input)))).toEqual(expected)
  expect(await refusalOf(iam.send(new DeletePolicyVersionCommand(input)))).toEqual(expected)
})
