import type { ManagedPolicy } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../contract/operation.js'
import { flag, oneOf } from '../protocol/codecs.js'
import { tags } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import { policyArn } from './arn.js'
import { dateOf } from './dates.js'
import { requireOwnPolicy, requirePolicy } from './lookups.js'
import {
  policyArnText,
  policyDescription,
  policyDocument,
  policyName,
  policyPath,
  versionId,
} from './member-constraints.js'
import { endOf, pageOf, paging } from './paging.js'
import { encodedText, parseManaged } from './policy-text.js'
import { needToTag, requestedTags } from './tag-needs.js'
import { recordOf, tagsOf } from './tag-records.js'
import { defaultVersionOf, requireVersion, versionsOf } from './versions.js'

type Counting = Pick<OperationContext, 'registry' | 'features'>

/** How answers tell of a managed policy. */
export const summaryOf = ({ registry, features }: Counting, policy: ManagedPolicy) => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: defaultVersionOf(policy),
  AttachmentCount: registry.attachedTo(policy.arn).length,
  PermissionsBoundaryUsageCount: registry.boundedBy(policy.arn).length,
  IsAttachable: true,
  // AWS tells the description to GetPolicy only
  Description: features.has('descriptions-in-policy-lists') ? policy.description : undefined,
  CreateDate: dateOf(policy.created),
  UpdateDate: dateOf(policy.updated),
})

const shownTags = ({ tags }: ManagedPolicy) => (tags.length === 0 ? undefined : tags)

export const policyOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreatePolicy',
    action: 'CreatePolicy',
    actions: ['iam:CreatePolicy', 'iam:TagPolicy'],
    read: {
      PolicyName: form('PolicyName', policyName).required,
      PolicyDocument: form('PolicyDocument', policyDocument).required,
      Path: form('Path', policyPath),
      Description: form('Description', policyDescription),
      Tags: tags,
    },
    allow: ({ PolicyName, Path = '/', Tags }, _facts, caller) => {
      const arn = policyArn(caller, Path, PolicyName)
      return [need('iam:CreatePolicy', arn, requestedTags(Tags)), ...needToTag('iam:TagPolicy', arn, Tags)]
    },
    run: (input, context) => {
      const { dialect, registry, principal, ids, at } = context
      const { PolicyName, PolicyDocument, Path = '/', Description, Tags = [] } = input
      const parsed = parseManaged(context, PolicyDocument, PolicyName)
      const made = registry.addManagedPolicy({
        arn: dialect.identity.policyArn(principal.account, Path, PolicyName),
        name: PolicyName,
        id: dialect.identity.newPolicyId(ids),
        account: principal.account,
        path: Path,
        ...(Description !== undefined && { description: Description }),
        created: at,
        updated: at,
        policy: parsed,
        tags: tagsOf(recordOf(Tags)),
      })
      return { ...summaryOf(context, made), Tags: shownTags(made) }
    },
    write: policy => ({ tree: { Policy: policy } }),
  }),

  defineOperation({
    name: 'ListPolicies',
    action: 'ListPolicies',
    actions: ['iam:ListPolicies'],
    read: {
      Scope: form('Scope', oneOf('All', 'AWS', 'Local')),
      OnlyAttached: form('OnlyAttached', flag),
      PathPrefix: form('PathPrefix', policyPath),
      PolicyUsageFilter: form('PolicyUsageFilter', oneOf('PermissionsPolicy', 'PermissionsBoundary')),
      ...paging,
    },
    allow: () => [need('iam:ListPolicies', '*')],
    run: (input, context) => {
      const { registry, principal } = context
      const { Scope = 'All', OnlyAttached = false, PathPrefix = '/', PolicyUsageFilter } = input
      const found = [
        ...(Scope === 'AWS' ? [] : registry.managedPolicies(principal.account)),
        ...(Scope === 'Local' ? [] : registry.managedPolicies('aws')),
      ].filter(
        ({ arn, path }) =>
          path.startsWith(PathPrefix) &&
          (PolicyUsageFilter !== 'PermissionsBoundary' || registry.boundedBy(arn).length > 0) &&
          (!(OnlyAttached || PolicyUsageFilter === 'PermissionsPolicy') || registry.attachedTo(arn).length > 0),
      )
      const page = pageOf('ListPolicies', found, ({ arn }) => arn, input)
      return { ...page, items: page.items.map(policy => summaryOf(context, policy)) }
    },
    write: page => ({ tree: { Policies: page.items, ...endOf(page) } }),
  }),

  defineOperation({
    name: 'GetPolicy',
    action: 'GetPolicy',
    actions: ['iam:GetPolicy'],
    read: { PolicyArn: form('PolicyArn', policyArnText).required },
    allow: ({ PolicyArn }) => [need('iam:GetPolicy', PolicyArn)],
    run: ({ PolicyArn }, context) => {
      const policy = requirePolicy(context, PolicyArn)
      return { ...summaryOf(context, policy), Description: policy.description, Tags: shownTags(policy) }
    },
    write: policy => ({ tree: { Policy: policy } }),
  }),

  defineOperation({
    name: 'GetPolicyVersion',
    action: 'GetPolicyVersion',
    actions: ['iam:GetPolicyVersion'],
    read: {
      PolicyArn: form('PolicyArn', policyArnText).required,
      VersionId: form('VersionId', versionId).required,
    },
    allow: ({ PolicyArn }) => [need('iam:GetPolicyVersion', PolicyArn)],
    run: ({ PolicyArn, VersionId }, context) => {
      const policy = requirePolicy(context, PolicyArn)
      const version = requireVersion(policy, VersionId)
      return { Document: encodedText(version.policy), ...version, isDefault: defaultVersionOf(policy) === version.id }
    },
    write: ({ Document, id, isDefault, created }) => ({
      tree: { PolicyVersion: { Document, VersionId: id, IsDefaultVersion: isDefault, CreateDate: dateOf(created) } },
    }),
  }),

  defineOperation({
    name: 'DeletePolicy',
    action: 'DeletePolicy',
    actions: ['iam:DeletePolicy'],
    read: { PolicyArn: form('PolicyArn', policyArnText).required },
    allow: ({ PolicyArn }) => [need('iam:DeletePolicy', PolicyArn)],
    run: ({ PolicyArn }, context) => {
      const policy = requireOwnPolicy(context, PolicyArn)
      if (versionsOf(policy).length > 1) {
        fail(
          'DeleteConflict',
          {},
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        )
      }
      context.registry.removeManagedPolicy(policy.arn)
    },
    write: () => ({}),
  }),
]
