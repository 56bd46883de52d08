import { CreateAccessKeyCommand, DeleteAccessKeyCommand, GetPolicyCommand, GetUserCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './setup.js'

const statement = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*' } } as const

test('a policy of another account is not found by its ARN', async () => {
  const { iam, mock } = setup({ dialect: 'aws', policies: { own: statement }, keys: { ann: { policies: ['own'] } } })
  const { registry } = mock.world()
  const [own] = [...registry.managedPolicies('123456789012')]
  const arn = 'arn:aws:iam::999999999999:policy/foreign'
  registry.addManagedPolicy({ ...own!, arn, name: 'foreign', account: '999999999999' })

  const refusal = await refusalOf(iam.send(new GetPolicyCommand({ PolicyArn: arn })))

  expect(refusal).toEqual([404, 'NoSuchEntity', `Policy ${arn} was not found.`])
})

test('a key of another account is not found, and stays', async () => {
  const { iam, mock } = setup({ dialect: 'tigris' })
  const { registry } = mock.world()
  const [admin] = [...registry.identities(mock.dialect.identity.account)]
  const [key] = [...registry.keys(mock.dialect.identity.account)]
  registry.addIdentity({ ...admin!, account: 'other', name: 'tid_foreign' })
  registry.addKey({ ...key!, id: 'tid_foreign', account: 'other', identity: 'tid_foreign' })

  const refusal = await refusalOf(iam.send(new DeleteAccessKeyCommand({ AccessKeyId: 'tid_foreign' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The Access Key with id tid_foreign cannot be found.'])
  expect(registry.key('tid_foreign')?.status).toBe('Active')
})

test('temporary credentials must say which user they mean', async () => {
  const { clientOf, mock } = setup({ dialect: 'aws', keys: { ann: { policies: [statement] } } })
  const { registry, clock } = mock.world()
  const session = registry.addSession({
    keyId: 'ASIAEXAMPLEEXAMPLE12',
    secret: 'secret',
    token: 'token',
    issued: clock.now(),
    expires: clock.now() + 900_000,
    account: '123456789012',
    identity: 'ann',
    arn: 'arn:aws:sts::123456789012:assumed-role/ann/test',
    userId: 'AROAEXAMPLE:test',
    name: 'test',
    tags: {},
  })
  const credentials = { accessKeyId: session.keyId, secretAccessKey: session.secret, sessionToken: session.token }
  const ann = mock.as('ann')
  const temporary = clientOf({ ...ann, clientConfig: { ...ann.clientConfig, credentials } })

  const unnamed = await refusalOf(temporary.send(new CreateAccessKeyCommand({})))
  const named = await temporary.send(new GetUserCommand({ UserName: 'ann' }))

  expect(unnamed).toEqual([400, 'ValidationError', 'Must specify userName when calling with non-User credentials'])
  expect(named.User?.UserName).toBe('ann')
})
