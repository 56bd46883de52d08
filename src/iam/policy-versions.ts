import type { ManagedPolicy, PolicyVersion } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { defineOperation, need, type Operation } from '../contract/operation.js'
import { flag } from '../protocol/codecs.js'
import { form } from '../protocol/readers.js'
import { dateOf } from './dates.js'
import { requireOwnPolicy, requirePolicy } from './lookups.js'
import { policyArnText, policyDocument, versionId } from './member-constraints.js'
import { endOf, pageOf, paging } from './paging.js'
import { parseManaged } from './policy-text.js'
import { defaultVersionOf, requireVersion, versionsOf } from './versions.js'

const limit = 5

const summaryOf = (version: PolicyVersion, policy: ManagedPolicy) => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === defaultVersionOf(policy),
  CreateDate: dateOf(version.created),
})

const PolicyArn = form('PolicyArn', policyArnText).required

export const policyVersionOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreatePolicyVersion',
    action: 'CreatePolicyVersion',
    actions: ['iam:CreatePolicyVersion'],
    read: {
      PolicyArn,
      PolicyDocument: form('PolicyDocument', policyDocument).required,
      SetAsDefault: form('SetAsDefault', flag),
    },
    allow: ({ PolicyArn }) => [need('iam:CreatePolicyVersion', PolicyArn)],
    run: ({ PolicyArn, PolicyDocument, SetAsDefault = false }, context) => {
      const before = requireOwnPolicy(context, PolicyArn)
      const parsed = parseManaged(context, PolicyDocument, before.name)
      const versions = versionsOf(before)
      if (versions.length >= limit) {
        fail(
          'LimitExceeded',
          {},
          `A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
        )
      }
      const versionsMade = (before.versionsMade ?? 1) + 1
      const made = { id: `v${versionsMade}`, created: context.at, policy: parsed }
      const after = context.registry.updateManagedPolicy(before.arn, {
        versions: [...versions, made],
        versionsMade,
        updated: context.at,
        ...(SetAsDefault && { defaultVersion: made.id, policy: parsed }),
      })
      return summaryOf(made, after)
    },
    write: version => ({ tree: { PolicyVersion: version } }),
  }),

  defineOperation({
    name: 'ListPolicyVersions',
    action: 'ListPolicyVersions',
    actions: ['iam:ListPolicyVersions'],
    read: { PolicyArn, ...paging },
    allow: ({ PolicyArn }) => [need('iam:ListPolicyVersions', PolicyArn)],
    run: (input, context) => {
      const policy = requirePolicy(context, input.PolicyArn)
      // the newest first
      const place = ({ id }: PolicyVersion) => String(1e9 - Number(id.slice(1)))
      const page = pageOf('ListPolicyVersions', versionsOf(policy), place, input)
      return { ...page, items: page.items.map(version => summaryOf(version, policy)) }
    },
    write: page => ({ tree: { Versions: page.items, ...endOf(page) } }),
  }),

  defineOperation({
    name: 'SetDefaultPolicyVersion',
    action: 'SetDefaultPolicyVersion',
    actions: ['iam:SetDefaultPolicyVersion'],
    read: { PolicyArn, VersionId: form('VersionId', versionId).required },
    allow: ({ PolicyArn }) => [need('iam:SetDefaultPolicyVersion', PolicyArn)],
    run: ({ PolicyArn, VersionId }, context) => {
      const before = requireOwnPolicy(context, PolicyArn)
      const { id, policy } = requireVersion(before, VersionId)
      context.registry.updateManagedPolicy(before.arn, { defaultVersion: id, policy, updated: context.at })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'DeletePolicyVersion',
    action: 'DeletePolicyVersion',
    actions: ['iam:DeletePolicyVersion'],
    read: { PolicyArn, VersionId: form('VersionId', versionId).required },
    allow: ({ PolicyArn }) => [need('iam:DeletePolicyVersion', PolicyArn)],
    run: ({ PolicyArn, VersionId }, context) => {
      const before = requireOwnPolicy(context, PolicyArn)
      const { id } = requireVersion(before, VersionId)
      if (id === defaultVersionOf(before)) {
        fail('DeleteConflict', {}, 'Cannot delete the default version of a policy.')
      }
      const versions = versionsOf(before).filter(version => version.id !== id)
      context.registry.updateManagedPolicy(before.arn, { versions, updated: context.at })
    },
    write: () => ({}),
  }),
]
