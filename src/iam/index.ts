import type { Operation } from '../operation.js'
import { accessKeyOperations } from './access-keys.js'
import { attachmentOperations } from './attachments.js'
import { groupOperations } from './groups.js'
import { membershipOperations } from './memberships.js'
import { policyOperations } from './policies.js'
import { policiesOfEntity } from './policies-of-entity.js'
import { policyVersionOperations } from './policy-versions.js'
import { roleOperations } from './roles.js'
import { tagOperations } from './tags.js'
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
  ...tagOperations,
  ...groupOperations,
  ...membershipOperations,
  ...policiesOfEntity('Group'),
  ...roleOperations,
  ...policiesOfEntity('Role'),
  ...unsupportedOperations,
]
