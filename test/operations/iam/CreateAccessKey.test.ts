import { CreateAccessKeyCommand, GetPolicyCommand, ListAccessKeysCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './setup.js'

test('tigris gives a new key without policies, named by the region that the caller signed with', async () => {
  const { iam, mock } = setup({ dialect: 'tigris' })

  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}))

  expect(AccessKey).toEqual({
    UserName: 'auto',
    AccessKeyId: expect.stringMatching(/^tid_\w{20}$/),
    Status: 'Active',
    SecretAccessKey: expect.stringMatching(/^tsec_\w{64}$/),
    CreateDate: new Date(Math.floor(mock.clock.now().getTime() / 1000) * 1000),
  })
})

test('tigris takes the given name as the display name of the key', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ci' }))

  expect(AccessKey?.UserName).toBe('ci')
})

test('a new key signs requests at once and may nothing of IAM', async () => {
  const { iam, clientOf, mock } = setup({ dialect: 'tigris' })
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}))
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
  const own = clientOf({ ...mock.admin(), clientConfig: { ...mock.admin().clientConfig, credentials } })

  const [status, code] = await refusalOf(own.send(new ListAccessKeysCommand({})))

  expect([status, code]).toEqual([403, 'AccessDenied'])
})

test('aws gives a key to the named user, and to the caller when none is named', async () => {
  const { iam, clientOf, mock } = setup({
    dialect: 'aws',
    keys: {
      ann: { policies: [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*' } }] },
      bob: {},
    },
  })

  const named = await iam.send(new CreateAccessKeyCommand({ UserName: 'bob' }))
  const own = await clientOf(mock.as('ann')).send(new CreateAccessKeyCommand({}))

  expect(named.AccessKey).toMatchObject({ UserName: 'bob', AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/) })
  expect(own.AccessKey?.UserName).toBe('ann')
})

test('aws refuses a third key of one user', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { bob: {} } })
  await iam.send(new CreateAccessKeyCommand({ UserName: 'bob' }))

  const refusal = await refusalOf(iam.send(new CreateAccessKeyCommand({ UserName: 'bob' })))

  expect(refusal).toEqual([409, 'LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2'])
})

test('aws refuses a user that does not exist', async () => {
  const { iam } = setup({ dialect: 'aws' })

  const refusal = await refusalOf(iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The user with name nobody cannot be found.'])
})

test('aws names the user in the denial', async () => {
  const { clientOf, mock } = setup({ dialect: 'aws', keys: { bob: {} } })

  const [status, code, message] = await refusalOf(clientOf(mock.as('bob')).send(new CreateAccessKeyCommand({})))

  expect([status, code]).toEqual([403, 'AccessDenied'])
  expect(message).toContain('user/bob is not authorized to perform: iam:CreateAccessKey')
  expect(mock.log.last?.denied).toMatchObject({
    action: 'iam:CreateAccessKey',
    resource: 'arn:aws:iam::123456789012:user/bob',
  })
})

test('a name with a space is refused with its constraint', async () => {
  const { iam } = setup({ dialect: 'aws' })

  const refusal = await refusalOf(iam.send(new CreateAccessKeyCommand({ UserName: 'a b' })))

  expect(refusal).toEqual([
    400,
    'ValidationError',
    "1 validation error detected: Value 'a b' at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
  ])
})

test('the IAM hosts of Tigris and its S3 host answer alike', async () => {
  const { clientOf, mock } = setup({ dialect: 'tigris' })
  const hosts = ['iam.storage.dev', 'iam.storageapi.dev', 'fly.iam.storage.tigris.dev', 't3.storage.dev']

  for (const host of hosts) {
    const iam = clientOf(mock.admin(), { endpoint: `https://${host}` })
    const refusal = await refusalOf(iam.send(new GetPolicyCommand({ PolicyArn: 'arn:aws:iam::x:policy/nothing' })))
    expect([host, ...refusal]).toEqual([
      host,
      404,
      'NoSuchEntity',
      'Policy arn:aws:iam::x:policy/nothing was not found.',
    ])
  }
})
