import { defineOperation, notImplemented, type Operation } from '../contract/operation.js'
import { assumeRole } from './assume-role.js'
import { getSessionToken } from './session-token.js'

/** Known and not modelled: refused by name, where an unknown Action is InvalidAction. */
const unsupported = [
  ...['AssumeRoot', 'DecodeAuthorizationMessage', 'GetAccessKeyInfo', 'GetDelegatedAccessToken'],
  ...['GetFederationToken', 'GetWebIdentityToken'],
]

/** As `unsupported`; their callers have no key to sign with. */
const unsigned = ['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']

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

  assumeRole,
  getSessionToken,
  ...unsupported.map(name => notImplemented(name, { action: name, service: 'sts' })),
  ...unsigned.map(name => ({ ...notImplemented(name, { action: name, service: 'sts' }), auth: 'none' as const })),
]
