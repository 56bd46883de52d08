import {
  CreatePolicyCommand,
  DeleteAccessKeyCommand,
  ListAccessKeysCommand,
  ListEntitiesForPolicyCommand,
} from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

test('tigris deletes the key with its attachments', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const { id } = mock.keys.get('runner')
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))
  mock.keys.get('runner').attach(Policy!.Arn!)

  await iam.send(new DeleteAccessKeyCommand({ AccessKeyId: id, UserName: 'display-name' }))

  const keys = await iam.send(new ListAccessKeysCommand({}))
  const entities = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: Policy!.Arn }))
  expect(keys.AccessKeyMetadata!.map(({ AccessKeyId }) => AccessKeyId)).not.toContain(id)
  expect(entities.PolicyUsers).toEqual([])
})

test('the deleted key is refused', async () => {
  const { iam, clientOf, mock } = setup({ dialect: 'tigris', keys: { runner: { admin: true } } })
  const runner = clientOf(mock.as('runner'))

  await iam.send(new DeleteAccessKeyCommand({ AccessKeyId: mock.keys.get('runner').id }))

  const [status] = await refusalOf(runner.send(new ListAccessKeysCommand({})))
  expect(status).toBe(403)
})

test('aws keeps the user whose key is deleted', async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {} } })

  await iam.send(new DeleteAccessKeyCommand({ UserName: 'ann', AccessKeyId: mock.keys.get('ann').id }))

  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'ann' }))
  expect(AccessKeyMetadata).toEqual([])
})

test('an unknown key is NoSuchEntity', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(new DeleteAccessKeyCommand({ AccessKeyId: 'tid_nothing' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The Access Key with id tid_nothing cannot be found.'])
})

test('a call without a key id is refused', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(new DeleteAccessKeyCommand({ AccessKeyId: undefined })))

  expect(refusal).toEqual([
    400,
    'ValidationError',
    "1 validation error detected: Value null at 'accessKeyId' failed to satisfy constraint: Member must not be null",
  ])
})
