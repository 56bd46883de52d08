import { defineOperation, need, type Operation, type OperationContext } from '../contract/operation.js'
import { mfaDevicesOf } from '../rules/mfa.js'
import { oidcProvidersOf } from './oidc-provider-records.js'
import { versionsOf } from './versions.js'

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
const quotas = {
  AccessKeysPerUserQuota: 2,
  AssumeRolePolicySizeQuota: 2048,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  AttachedPoliciesPerUserQuota: 10,
  GlobalEndpointTokenVersion: 1,
  GroupPolicySizeQuota: 5120,
  GroupsPerUserQuota: 10,
  GroupsQuota: 300,
  InstanceProfilesQuota: 1000,
  PoliciesQuota: 1500,
  PolicySizeQuota: 6144,
  PolicyVersionsInUseQuota: 10_000,
  RolePolicySizeQuota: 10_240,
  RolesQuota: 1000,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
  UserPolicySizeQuota: 2048,
  UsersQuota: 5000,
  VersionsPerPolicyQuota: 5,
}

/** Of what the mock has no calls, an account has none. */
const absent = {
  AccountMFAEnabled: 0,
  AccountSigningCertificatesPresent: 0,
  InstanceProfiles: 0,
  ServerCertificates: 0,
}

const count = <T>(items: Iterable<T>, wanted: (item: T) => boolean = () => true): number =>
  [...items].filter(wanted).length

const summaryOf = ({ registry, principal }: Pick<OperationContext, 'registry' | 'principal'>) => {
  const { account } = principal
  const identities = [...registry.identities(account)]
  const policies = [...registry.managedPolicies(account)]
  const devices = mfaDevicesOf(registry, account)
  const root = identities.find(({ kind }) => kind === 'root')
  return {
    ...quotas,
    ...absent,
    AccountAccessKeysPresent: count(registry.keys(account), key => key.identity === root?.name) > 0 ? 1 : 0,
    Groups: count(identities, ({ kind }) => kind === 'group'),
    MFADevices: devices.length,
    MFADevicesInUse: count(devices, ({ user }) => user !== undefined),
    Policies: policies.length,
    PolicyVersionsInUse: policies.reduce((sum, policy) => sum + versionsOf(policy).length, 0),
    Providers: oidcProvidersOf(registry, account).length,
    Roles: count(identities, ({ kind }) => kind === 'role'),
    Users: count(identities, ({ kind }) => kind === 'user'),
  }
}

export const accountSummaryOperations: readonly Operation[] = [
  defineOperation({
    name: 'GetAccountSummary',
    action: 'GetAccountSummary',
    actions: ['iam:GetAccountSummary'],
    read: {},
    allow: () => [need('iam:GetAccountSummary', '*')],
    run: (_input, context) => Object.entries(summaryOf(context)).sort(([a], [b]) => (a < b ? -1 : 1)),
    write: entries => ({ tree: { SummaryMap: mapOf(entries) } }),
  }),
]

/** The query protocol's map: `entry` elements with no list around them. */
const mapOf = (entries: readonly (readonly [string, number])[]) => ({
  '#each': entries.map(([key, value]) => ({ entry: { key, value } })),
})
