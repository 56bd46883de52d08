import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { requestHandler } from '../../../adapters/smithy.js'
import { createMock } from '../../../src/mock.js'
import { at } from '../../auth/setup.js'
import { presignedBySmithy } from '../../auth/smithy.js'

const deny = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } } as const

const setup = () => {
  const mock = createMock({ dialect: 'aws', keys: { ann: { policies: [deny] } } })
  const handler = requestHandler({ ...mock, vendorHosts: [], passthrough: [] })
  const endpoint = 'https://sts.us-east-1.amazonaws.com'
  const identityOf = (caller: ReturnType<typeof mock.admin>) =>
    new STSClient({ ...caller.clientConfig, endpoint, requestHandler: handler, maxAttempts: 1 }).send(
      new GetCallerIdentityCommand({}),
    )
  return { mock, identityOf }
}

test('answers a user under an explicit Deny of everything', async () => {
  const { mock, identityOf } = setup()

  expect(await identityOf(mock.as('ann'))).toMatchObject({
    UserId: expect.stringMatching(/^AIDA/),
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/ann',
  })
})

test('answers the root of the account', async () => {
  const { mock, identityOf } = setup()

  expect(await identityOf(mock.admin())).toMatchObject({
    UserId: '123456789012',
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:root',
  })
})

test('refuses a caller without credentials', async () => {
  const { mock, identityOf } = setup()

  await expect(identityOf(mock.anonymous())).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
})

test('answers a presigned URL, also at an address of all services', async () => {
  const mock = createMock({ dialect: 'aws', endpoints: ['localhost:9000'] })
  mock.clock.set(new Date(at))
  const { accessKeyId: id, secretAccessKey: secret } = mock.admin().credentials
  const query = { Action: 'GetCallerIdentity', Version: '2011-06-15' }

  for (const host of ['sts.us-east-1.amazonaws.com', 'localhost:9000']) {
    const call = { host, path: '/', query, service: 'sts', region: 'us-east-1', credentials: { id, secret } }
    const { status, body } = await mock.handle(await presignedBySmithy(call))
    expect([status, String(body)]).toEqual([200, expect.stringContaining('<Arn>arn:aws:iam::123456789012:root</Arn>')])
  }
})
