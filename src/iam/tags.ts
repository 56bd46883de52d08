import { defineOperation, need, type Operation } from '../operation.js'
import { requiredTagKeys, requiredTags } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import type { Tag } from '../store/types.js'
import { userArn } from './arn.js'
import { requirePolicy, requireUser } from './lookups.js'
import { policyArnText, userName } from './names.js'
import { endOf, type Page, pageOf, paging } from './paging.js'
import { requestedTags } from './tag-needs.js'
import { recordOf, tagsOf, withoutKeys } from './tag-records.js'

const UserName = form('UserName', userName).required
const PolicyArn = form('PolicyArn', policyArnText).required
const listed = (page: Page<Tag>) => ({ tree: { Tags: page.items, ...endOf(page) } })
const record = (list: readonly Tag[]) => recordOf(list)

export const tagOperations: readonly Operation[] = [
  defineOperation({
    name: 'TagUser',
    action: 'TagUser',
    actions: ['iam:TagUser'],
    read: { UserName, Tags: requiredTags },
    allow: ({ UserName, Tags }, _facts, caller) => [
      need('iam:TagUser', userArn(caller, UserName), requestedTags(Tags)),
    ],
    run: ({ UserName, Tags }, context) => {
      const user = requireUser(context, UserName)
      context.registry.updateIdentity(user.account, user.name, { tags: recordOf(Tags, user.tags) })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'UntagUser',
    action: 'UntagUser',
    actions: ['iam:UntagUser'],
    read: { UserName, TagKeys: requiredTagKeys },
    allow: ({ UserName, TagKeys }, _facts, caller) => [
      need('iam:UntagUser', userArn(caller, UserName), { 'aws:TagKeys': TagKeys }),
    ],
    run: ({ UserName, TagKeys }, context) => {
      const user = requireUser(context, UserName)
      context.registry.updateIdentity(user.account, user.name, { tags: withoutKeys(user.tags, TagKeys) })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'ListUserTags',
    action: 'ListUserTags',
    actions: ['iam:ListUserTags'],
    read: { UserName, ...paging },
    allow: ({ UserName }, _facts, caller) => [need('iam:ListUserTags', userArn(caller, UserName))],
    run: (input, context) =>
      pageOf('ListUserTags', tagsOf(requireUser(context, input.UserName).tags), ({ Key }) => Key, input),
    write: listed,
  }),

  defineOperation({
    name: 'TagPolicy',
    action: 'TagPolicy',
    actions: ['iam:TagPolicy'],
    read: { PolicyArn, Tags: requiredTags },
    allow: ({ PolicyArn, Tags }) => [need('iam:TagPolicy', PolicyArn, requestedTags(Tags))],
    run: ({ PolicyArn, Tags }, context) => {
      const policy = requirePolicy(context, PolicyArn)
      context.registry.updateManagedPolicy(policy.arn, { tags: tagsOf(recordOf(Tags, record(policy.tags))) })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'UntagPolicy',
    action: 'UntagPolicy',
    actions: ['iam:UntagPolicy'],
    read: { PolicyArn, TagKeys: requiredTagKeys },
    allow: ({ PolicyArn, TagKeys }) => [need('iam:UntagPolicy', PolicyArn, { 'aws:TagKeys': TagKeys })],
    run: ({ PolicyArn, TagKeys }, context) => {
      const policy = requirePolicy(context, PolicyArn)
      context.registry.updateManagedPolicy(policy.arn, { tags: tagsOf(withoutKeys(record(policy.tags), TagKeys)) })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'ListPolicyTags',
    action: 'ListPolicyTags',
    actions: ['iam:ListPolicyTags'],
    read: { PolicyArn, ...paging },
    allow: ({ PolicyArn }) => [need('iam:ListPolicyTags', PolicyArn)],
    run: (input, context) =>
      pageOf('ListPolicyTags', requirePolicy(context, input.PolicyArn).tags, ({ Key }) => Key, input),
    write: listed,
  }),
]
