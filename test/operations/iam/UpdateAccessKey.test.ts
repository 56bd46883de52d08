import { ListAccessKeysCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './setup.js'

test('a deactivated key is refused at once, and accepted again when it is activated', async () => {
  const { iam, clientOf, mock } = setup({ dialect: 'tigris', keys: { runner: { admin: true } } })
  const runner = clientOf(mock.as('runner'))
  const { id } = mock.keys.get('runner')

  await iam.send(new UpdateAccessKeyCommand({ AccessKeyId: id, Status: 'Inactive' }))
  const [status] = await refusalOf(runner.send(new ListAccessKeysCommand({})))
  await iam.send(new UpdateAccessKeyCommand({ AccessKeyId: id, Status: 'Active' }))
  const listed = await runner.send(new ListAccessKeysCommand({}))

  expect(status).toBe(403)
  expect(listed.AccessKeyMetadata).toHaveLength(2)
})

test('an unknown key is NoSuchEntity', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(
    iam.send(new UpdateAccessKeyCommand({ AccessKeyId: 'tid_nothing', Status: 'Active' })),
  )

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The Access Key with id tid_nothing cannot be found.'])
})

test('aws does not find the key under another user', async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {}, bob: {} } })
  const { id } = mock.keys.get('ann')

  const refusal = await refusalOf(
    iam.send(new UpdateAccessKeyCommand({ UserName: 'bob', AccessKeyId: id, Status: 'Inactive' })),
  )

  expect(refusal).toEqual([404, 'NoSuchEntity', `The Access Key with id ${id} cannot be found.`])
  expect(mock.keys.get('ann').status).toBe('Active')
})

test('a status that is none is refused with the set of values', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(new UpdateAccessKeyCommand({ AccessKeyId: 'tid_x', Status: 'Expired' })))

  expect(refusal).toEqual([
    400,
    'ValidationError',
    "1 validation error detected: Value 'Expired' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]",
  ])
})

test('a key without rights may not deactivate another', async () => {
  const { clientOf, mock } = setup({ dialect: 'tigris', keys: { runner: {}, other: {} } })
  const { id } = mock.keys.get('other')

  const [status, code] = await refusalOf(
    clientOf(mock.as('runner')).send(new UpdateAccessKeyCommand({ AccessKeyId: id, Status: 'Inactive' })),
  )

  expect([status, code, mock.keys.get('other').status]).toEqual([403, 'AccessDenied', 'Active'])
})
