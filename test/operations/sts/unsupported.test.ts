import * as sdk from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { requestHandler } from '../../../adapters/smithy.js'
import { dialects } from '../../../src/dialects/index.js'
import { operationsOf } from '../../../src/dialects/operations.js'
import { createMock } from '../../../src/mock.js'
import { stsOperations } from '../../../src/sts/index.js'

const actions = Object.keys(sdk)
  .filter(name => name.endsWith('Command') && !name.startsWith('$'))
  .map(name => name.slice(0, -'Command'.length))
  .sort()

test('every action of the SDK is an entry or a refusal, and tigris refuses all', () => {
  const ofTigris = operationsOf(dialects.tigris).filter(
    each => each.service === 'sts' && each.notImplemented !== undefined,
  )

  expect(stsOperations.map(({ name }) => name).sort()).toEqual(actions)
  expect(ofTigris.map(({ name }) => name).sort()).toEqual(actions)
})

test.each([
  ['tigris', 'GetCallerIdentity is not supported by Tigris', new sdk.GetCallerIdentityCommand({})],
  ['aws', 'GetFederationToken is not supported by this mock', new sdk.GetFederationTokenCommand({ Name: 'ann' })],
  [
    'aws',
    'AssumeRoleWithWebIdentity is not supported by this mock',
    new sdk.AssumeRoleWithWebIdentityCommand({
      RoleArn: 'arn:aws:iam::123456789012:role/reader',
      RoleSessionName: 'job',
      WebIdentityToken: 'token',
    }),
  ],
  [
    'yandex',
    'GetCallerIdentity is not supported by Yandex Security Token Service',
    new sdk.GetCallerIdentityCommand({}),
  ],
] as const)('%s refuses by name what it has not: %s', async (dialect, message, command) => {
  const mock = createMock({ dialect })
  const handler = requestHandler({ ...mock, vendorHosts: [], passthrough: [] })
  const { endpoint, ...config } = mock.admin().clientConfig
  const sts = mock.dialect.endpoints.sts ?? endpoint
  const client = new sdk.STSClient({ ...config, endpoint: sts, requestHandler: handler, maxAttempts: 1 })

  await expect(client.send(command as sdk.GetSessionTokenCommand)).rejects.toMatchObject({
    message,
    Code: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  })
})

test('at an address of all services a form without a signature is a call of STS', async () => {
  const mock = createMock({ dialect: 'aws', endpoints: ['localhost:9000'] })
  const handler = requestHandler({ ...mock, vendorHosts: [], passthrough: [] })
  const client = new sdk.STSClient({
    ...{ region: 'us-east-1', endpoint: 'http://localhost:9000', requestHandler: handler, maxAttempts: 1 },
  })
  const input = { RoleArn: 'arn:aws:iam::123456789012:role/reader', RoleSessionName: 'job', WebIdentityToken: 'token' }

  await expect(client.send(new sdk.AssumeRoleWithWebIdentityCommand(input))).rejects.toMatchObject({
    Code: 'NotImplemented',
    message: 'AssumeRoleWithWebIdentity is not supported by this mock',
  })
})
