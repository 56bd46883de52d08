import * as sdk from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { requestHandler } from '../../../adapters/smithy.js'
import { unsupportedIam } from '../../../src/dialects/tigris/unsupported-iam.js'
import { createMock } from '../../../src/mock.js'
import { stsOperations } from '../../../src/sts/index.js'

const actions = Object.keys(sdk)
  .filter(name => name.endsWith('Command') && !name.startsWith('$'))
  .map(name => name.slice(0, -'Command'.length))
  .sort()

test('every action of the SDK is an entry or a refusal, and tigris refuses all', () => {
  const ofTigris = unsupportedIam.filter(({ service }) => service === 'sts')

  expect(stsOperations.map(({ name }) => name).sort()).toEqual(actions)
  expect(ofTigris.map(({ name }) => name).sort()).toEqual(actions)
})

test.each([
  ['tigris', 'GetCallerIdentity is not supported by Tigris', new sdk.GetCallerIdentityCommand({})],
  ['aws', 'GetSessionToken is not supported by this mock', new sdk.GetSessionTokenCommand({})],
] as const)('%s refuses by name what it has not: %s', async (dialect, message, command) => {
  const mock = createMock({ dialect })
  const handler = requestHandler({ ...mock, vendorHosts: [], passthrough: [] })
  const client = new sdk.STSClient({ ...mock.admin().clientConfig, requestHandler: handler, maxAttempts: 1 })

  await expect(client.send(command as sdk.GetSessionTokenCommand)).rejects.toMatchObject({
    message,
    Code: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  })
})
