import { defineOperation, notImplemented, type Operation } from '../operation.js'

/** Known and not modelled: refused by name, where an unknown Action is InvalidAction. */
const unsupported = [
  ...['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot', 'DecodeAuthorizationMessage'],
  ...['GetAccessKeyInfo', 'GetDelegatedAccessToken', 'GetFederationToken', 'GetSessionToken', 'GetWebIdentityToken'],
]

/** Entries of the Security Token Service. https://docs.aws.amazon.com/STS/latest/APIReference/ */
export const stsOperations: readonly Operation[] = [
  defineOperation({
    name: 'GetCallerIdentity',
    action: 'GetCallerIdentity',
    service: 'sts',
    actions: [],
    open: 'AWS answers it to every caller, even under an explicit Deny',
    read: {},
    allow: () => [],
    run: (_input, { principal }) => principal,
    write: ({ arn, userId, account }) => ({ tree: { UserId: userId, Account: account, Arn: arn } }),
  }),

  ...unsupported.map(name => notImplemented(name, { action: name, service: 'sts' })),
]
