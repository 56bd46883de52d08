import type { Operation } from '../contract/operation.js'
import { accessKeyOperations } from './access-keys.js'
import { accountSummaryOperations } from './account-summary.js'
import { attachmentOperations } from './attachments.js'
import { boundaryOperations } from './boundaries.js'
import { groupOperations } from './groups.js'
import { membershipOperations } from './memberships.js'
import { mfaAssignmentOperations } from './mfa-assignments.js'
import { mfaDeviceOperations } from './mfa-devices.js'
import { oidcProviderOperations } from './oidc-providers.js'
import { policyOperations } from './policies.js'
import { policiesOfEntity } from './policies-of-entity.js'
import { policyVersionOperations } from './policy-versions.js'
import { roleUpdateOperations } from './role-updates.js'
import { roleOperations } from './roles.js'
import { policyTagOperations, tagsOfEntity } from './tags.js'
import { unsupportedOperations } from './unsupported.js'
import { userPolicyOperations } from './user-policies.js'
import { userOperations } from './users.js'

/** Entries of Identity and Access Management. https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export const iamOperations: readonly Operation[] = [
  ...accessKeyOperations,
  ...policyOperations,
  ...attachmentOperations,
  ...userOperations,
  ...userPolicyOperations,
  ...policyVersionOperations,
  ...tagsOfEntity('User'),
  ...tagsOfEntity('Role'),
  ...policyTagOperations,
  ...boundaryOperations('User'),
  ...boundaryOperations('Role'),
  ...groupOperations,
  ...membershipOperations,
  ...policiesOfEntity('Group'),
  ...roleOperations,
  ...roleUpdateOperations,
  ...policiesOfEntity('Role'),
  ...oidcProviderOperations,
  ...mfaDeviceOperations,
  ...mfaAssignmentOperations,
  ...accountSummaryOperations,
  ...unsupportedOperations,
]
