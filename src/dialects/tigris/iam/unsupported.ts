import { notImplemented, type Operation } from '../../../contract/operation.js'

// Sources: https://www.tigrisdata.com/docs/iam/ (the table of what it supports) and the actions of AWS' IAM API.

/** Those that Tigris' documentation names as unsupported. */
const documented = `
  GetAccessKeyLastUsed TagAccessKey UntagAccessKey CreateUser DeleteUser ListUsers GetUser UpdateUser ListUserTags
`

/** What AWS has beside them and Tigris lacks: users, groups, roles, inline policies, versions, MFA, providers. */
const absent = `
  AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup
  AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy ChangePassword CreateAccountAlias
  CreateDelegationRequest CreateGroup CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider
  CreatePolicyVersion CreateRole CreateSAMLProvider CreateServiceLinkedRole CreateServiceSpecificCredential
  CreateVirtualMFADevice DeactivateMFADevice DeleteAccountAlias DeleteAccountPasswordPolicy DeleteGroup
  DeleteGroupPolicy DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicyVersion
  DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey
  DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate
  DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy
  DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation
  EnableMFADevice EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions
  EnableOutboundWebIdentityFederation GenerateCredentialReport GenerateOrganizationsAccessReport
  GenerateServiceLastAccessedDetails GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountProperties
  GetAccountSummary GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy GetCredentialReport
  GetDelegationRequest GetGroup GetGroupPolicy GetHumanReadableSummary GetInstanceProfile GetLoginProfile GetMFADevice
  GetOpenIDConnectProvider GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetRole GetRolePolicy
  GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate GetServiceLastAccessedDetails
  GetServiceLastAccessedDetailsWithEntities GetServiceLinkedRoleDeletionStatus GetUserPolicy ListAccountAliases
  ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies ListDelegationRequests ListGroupPolicies
  ListGroups ListGroupsForUser ListInstanceProfileTags ListInstanceProfiles ListInstanceProfilesForRole
  ListMFADeviceTags ListMFADevices ListOpenIDConnectProviderTags ListOpenIDConnectProviders ListOrganizationsFeatures
  ListPoliciesGrantingServiceAccess ListPolicyTags ListPolicyVersions ListRolePolicies ListRoleTags ListRoles
  ListSAMLProviderTags ListSAMLProviders ListSSHPublicKeys ListServerCertificateTags ListServerCertificates
  ListServiceSpecificCredentials ListSigningCertificates ListVirtualMFADevices PutAccountProperties PutGroupPolicy
  PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy RejectDelegationRequest
  RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile RemoveUserFromGroup
  ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion
  SetSecurityTokenServicePreferences SimulateCustomPolicy SimulatePrincipalPolicy TagInstanceProfile TagMFADevice
  TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider TagServerCertificate TagUser UntagInstanceProfile
  UntagMFADevice UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser
  UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateDelegationRequest UpdateGroup UpdateLoginProfile
  UpdateOpenIDConnectProviderThumbprint UpdateRole UpdateRoleDescription UpdateSAMLProvider UpdateSSHPublicKey
  UpdateServerCertificate UpdateServiceSpecificCredential UpdateSigningCertificate UploadSSHPublicKey
  UploadServerCertificate UploadSigningCertificate
`

/** It gives no temporary credentials either. */
const sts = `
  AssumeRole AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo GetCallerIdentity GetDelegatedAccessToken
  GetFederationToken GetSessionToken GetWebIdentityToken
`
const unsignedSts = 'AssumeRoleWithSAML AssumeRoleWithWebIdentity'

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

const refuse = (name: string, service: 'iam' | 'sts'): Operation =>
  notImplemented(name, { action: name, service }, `${name} is not supported by Tigris`)

/** The actions of IAM and STS that are known and refused by name: 501, where an unknown Action is 400 InvalidAction. */
export const unsupportedIam: readonly Operation[] = [
  ...[...words(documented), ...words(absent)].map(name => refuse(name, 'iam')),
  ...words(sts).map(name => refuse(name, 'sts')),
  ...words(unsignedSts).map(name => ({ ...refuse(name, 'sts'), auth: 'none' as const })),
]
