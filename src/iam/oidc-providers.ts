import { fail } from '../contract/errors.js'
import { type Caller, defineOperation, need, type Operation } from '../contract/operation.js'
import { constrained } from '../protocol/codecs.js'
import { tags, texts } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import { dateOf } from './dates.js'
import { oidcProvidersOf, requireOidcProvider, writeOidcProvider } from './oidc-provider-records.js'
import { needToTag, requestedTags } from './tag-needs.js'
import { recordOf, tagsOf } from './tag-records.js'

// Constraints: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html

const providerUrl = constrained({ from: 1, to: 255 })
const clientId = constrained({ from: 1, to: 255 })
const OpenIDConnectProviderArn = form('OpenIDConnectProviderArn', constrained({ from: 20, to: 2048 })).required
const thumbprints = texts('ThumbprintList', { from: 40, to: 40, most: 5 })
const mostClients = 100

const arnFor = (url: string, { account }: Pick<Caller, 'account'>): string =>
  `arn:aws:iam::${account}:oidc-provider/${url.replace(/^https?:\/\//, '')}`

const checkUrl = (url: string): void => {
  if (!/^https?:\/\/[^/\s?#]+(?:\/[^\s?#]*)?$/.test(url))
    fail('ValidationError', {}, 'Invalid Open ID Connect Provider URL')
}

export const oidcProviderOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreateOpenIDConnectProvider',
    action: 'CreateOpenIDConnectProvider',
    actions: ['iam:CreateOpenIDConnectProvider', 'iam:TagOpenIDConnectProvider'],
    read: {
      Url: form('Url', providerUrl).required,
      ClientIDList: texts('ClientIDList', { to: 255, most: mostClients }),
      ThumbprintList: thumbprints,
      Tags: tags,
    },
    allow: ({ Url, Tags }, _facts, caller) => {
      const arn = arnFor(Url, caller)
      return [
        need('iam:CreateOpenIDConnectProvider', arn, requestedTags(Tags)),
        ...needToTag('iam:TagOpenIDConnectProvider', arn, Tags),
      ]
    },
    run: (input, context) => {
      const { Url, ClientIDList = [], ThumbprintList = [], Tags = [] } = input
      checkUrl(Url)
      const arn = arnFor(Url, context.principal)
      if (oidcProvidersOf(context.registry, context.principal.account).some(each => each.arn === arn))
        fail('EntityAlreadyExists', {}, `Provider with url ${Url} already exists.`)
      const provider = {
        ...{ arn, url: Url, clientIds: ClientIDList, thumbprints: ThumbprintList },
        ...{ created: context.at, tags: recordOf(Tags) },
      }
      writeOidcProvider(context, arn, provider)
      return provider
    },
    write: ({ arn, tags }) => {
      const shown = tagsOf(tags)
      return { tree: { OpenIDConnectProviderArn: arn, Tags: shown.length === 0 ? undefined : shown } }
    },
  }),

  defineOperation({
    name: 'GetOpenIDConnectProvider',
    action: 'GetOpenIDConnectProvider',
    actions: ['iam:GetOpenIDConnectProvider'],
    read: { OpenIDConnectProviderArn },
    allow: input => [need('iam:GetOpenIDConnectProvider', input.OpenIDConnectProviderArn)],
    run: (input, context) => requireOidcProvider(context, input.OpenIDConnectProviderArn),
    write: ({ url, clientIds, thumbprints, created, tags }) => ({
      tree: {
        // the service's own example shows the host alone
        Url: url.replace(/^https:\/\//, ''),
        ClientIDList: clientIds,
        ThumbprintList: thumbprints,
        CreateDate: dateOf(created),
        Tags: tagsOf(tags),
      },
    }),
  }),

  defineOperation({
    name: 'ListOpenIDConnectProviders',
    action: 'ListOpenIDConnectProviders',
    actions: ['iam:ListOpenIDConnectProviders'],
    read: {},
    allow: (_input, _facts, { account }) => [
      need('iam:ListOpenIDConnectProviders', `arn:aws:iam::${account}:oidc-provider/*`),
    ],
    run: (_input, { registry, principal }) => oidcProvidersOf(registry, principal.account),
    write: providers => ({ tree: { OpenIDConnectProviderList: providers.map(({ arn }) => ({ Arn: arn })) } }),
  }),

  defineOperation({
    name: 'AddClientIDToOpenIDConnectProvider',
    action: 'AddClientIDToOpenIDConnectProvider',
    actions: ['iam:AddClientIDToOpenIDConnectProvider'],
    read: { OpenIDConnectProviderArn, ClientID: form('ClientID', clientId).required },
    allow: input => [need('iam:AddClientIDToOpenIDConnectProvider', input.OpenIDConnectProviderArn)],
    run: ({ OpenIDConnectProviderArn: arn, ClientID }, context) => {
      const provider = requireOidcProvider(context, arn)
      if (provider.clientIds.includes(ClientID)) return
      if (provider.clientIds.length >= mostClients)
        fail('LimitExceeded', {}, `Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${mostClients}`)
      writeOidcProvider(context, arn, { ...provider, clientIds: [...provider.clientIds, ClientID] })
    },
    write: () => ({}),
  }),

  // a client that is not registered is no error
  defineOperation({
    name: 'RemoveClientIDFromOpenIDConnectProvider',
    action: 'RemoveClientIDFromOpenIDConnectProvider',
    actions: ['iam:RemoveClientIDFromOpenIDConnectProvider'],
    read: { OpenIDConnectProviderArn, ClientID: form('ClientID', clientId).required },
    allow: input => [need('iam:RemoveClientIDFromOpenIDConnectProvider', input.OpenIDConnectProviderArn)],
    run: ({ OpenIDConnectProviderArn: arn, ClientID }, context) => {
      const provider = requireOidcProvider(context, arn)
      writeOidcProvider(context, arn, { ...provider, clientIds: provider.clientIds.filter(id => id !== ClientID) })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'UpdateOpenIDConnectProviderThumbprint',
    action: 'UpdateOpenIDConnectProviderThumbprint',
    actions: ['iam:UpdateOpenIDConnectProviderThumbprint'],
    read: { OpenIDConnectProviderArn, ThumbprintList: { ...thumbprints, demands: {} } },
    allow: input => [need('iam:UpdateOpenIDConnectProviderThumbprint', input.OpenIDConnectProviderArn)],
    run: ({ OpenIDConnectProviderArn: arn, ThumbprintList = [] }, context) => {
      writeOidcProvider(context, arn, { ...requireOidcProvider(context, arn), thumbprints: ThumbprintList })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'DeleteOpenIDConnectProvider',
    action: 'DeleteOpenIDConnectProvider',
    actions: ['iam:DeleteOpenIDConnectProvider'],
    read: { OpenIDConnectProviderArn },
    allow: input => [need('iam:DeleteOpenIDConnectProvider', input.OpenIDConnectProviderArn)],
    run: (input, context) => {
      writeOidcProvider(context, requireOidcProvider(context, input.OpenIDConnectProviderArn).arn, undefined)
    },
    write: () => ({}),
  }),
]
