import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import type { OperationContext } from '../contract/operation.js'
import type { Policy } from '../policy/types.js'
import { requirePrincipals } from '../rules/policy-principals.js'
import { shownBoundary } from './boundaries.js'
import { dateOf } from './dates.js'
import { countedCharacters, encodedText } from './policy-text.js'
import { tagsOf } from './tag-records.js'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const trustLimit = 2048

/** The trust policy of a role. Throws MalformedPolicyDocument, for principals that do not exist too, and LimitExceeded. */
export const parseTrust = (
  { policies, registry }: Pick<OperationContext, 'policies' | 'registry'>,
  text: string,
  role: string,
): Policy => {
  const trust = policies.parse(text, 'trust', `trust policy of ${role}`)
  if (countedCharacters(text) > trustLimit)
    fail('LimitExceeded', {}, `Cannot exceed quota for ACLSizePerRole: ${trustLimit}`)
  requirePrincipals(text, registry, name =>
    fail('MalformedPolicyDocument', {}, `Invalid principal in policy: "AWS":"${name}"`),
  )
  return trust
}

/** A role as lists show it. */
export const roleSummary = (role: Identity) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: dateOf(role.created),
  AssumeRolePolicyDocument: role.trust === undefined ? undefined : encodedText(role.trust),
  Description: role.description,
  MaxSessionDuration: role.longestSession ?? 3600,
})

/** A role as CreateRole answers it: without what `aws iam create-role` does not show either. */
export const newRole = (role: Identity) => ({
  ...shownRole(role),
  Description: undefined,
  MaxSessionDuration: undefined,
  RoleLastUsed: undefined,
})

/** A role as answers about it alone show it. */
export const shownRole = (role: Identity) => {
  const tags = tagsOf(role.tags)
  return {
    ...roleSummary(role),
    PermissionsBoundary: shownBoundary(role),
    Tags: tags.length === 0 ? undefined : tags,
    // the mock keeps no record of use
    RoleLastUsed: {},
  }
}
