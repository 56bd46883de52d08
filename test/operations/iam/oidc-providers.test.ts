import * as sdk from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './setup.js'

const thumbprint = 'a'.repeat(40)
const Url = 'https://login.example.com/realms/one'
const OpenIDConnectProviderArn = 'arn:aws:iam::123456789012:oidc-provider/login.example.com/realms/one'

const begin = async (change: Partial<sdk.CreateOpenIDConnectProviderCommandInput> = {}) => {
  const { iam } = setup({ dialect: 'aws' })
  const input = { Url, ClientIDList: ['app'], ThumbprintList: [thumbprint], ...change }
  const made = await iam.send(new sdk.CreateOpenIDConnectProviderCommand(input))
  const get = () => iam.send(new sdk.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
  return { iam, made, get }
}

test('a provider is shown as it was made, and goes', async () => {
  const Tags = [{ Key: 'team', Value: 'red' }]
  const { iam, made, get } = await begin({ Tags })

  const { OpenIDConnectProviderList } = await iam.send(new sdk.ListOpenIDConnectProvidersCommand({}))
  const shown = await get()
  await iam.send(new sdk.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))

  expect(made).toMatchObject({ OpenIDConnectProviderArn, Tags })
  expect(OpenIDConnectProviderList).toEqual([{ Arn: OpenIDConnectProviderArn }])
  expect(shown).toMatchObject({
    ...{ Url: 'login.example.com/realms/one', ClientIDList: ['app'], ThumbprintList: [thumbprint], Tags },
    CreateDate: expect.any(Date),
  })
  expect(await refusalOf(get())).toEqual([
    404,
    'NoSuchEntity',
    `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
  ])
})

test('clients are added once and taken away, and thumbprints replaced', async () => {
  const { iam, get } = await begin()
  const add = (ClientID: string) =>
    iam.send(new sdk.AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }))

  await add('web')
  await add('web')
  const added = await get()
  await iam.send(new sdk.RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: 'app' }))
  const ThumbprintList = ['b'.repeat(40)]
  await iam.send(new sdk.UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }))

  expect(added.ClientIDList).toEqual(['app', 'web'])
  expect(await get()).toMatchObject({ ClientIDList: ['web'], ThumbprintList })
})

test.each([
  [{ Url }, 409, 'EntityAlreadyExists'],
  [{ Url: 'login.example.com' }, 400, 'ValidationError'],
  [{ Url: 'https://other.example.com', ThumbprintList: ['short'] }, 400, 'ValidationError'],
] as const)('refuses %j', async (change, status, code) => {
  const { iam } = await begin()
  const input = { ThumbprintList: [thumbprint], ...change } as sdk.CreateOpenIDConnectProviderCommandInput

  const refusal = await refusalOf(iam.send(new sdk.CreateOpenIDConnectProviderCommand(input)))

  expect(refusal.slice(0, 2)).toEqual([status, code])
})
