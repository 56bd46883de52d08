import { defineOperation, need, type Operation } from '../contract/operation.js'
import { requiredTagKeys, requiredTags } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import type { Tag } from '../store/types.js'
import { requireOwnPolicy, requirePolicy } from './lookups.js'
import { policyArnText } from './member-constraints.js'
import { namedEntity } from './named-entity.js'
import { endOf, type Page, pageOf, paging } from './paging.js'
import { requestedTags } from './tag-needs.js'
import { recordOf, tagsOf, withoutKeys } from './tag-records.js'

const PolicyArn = form('PolicyArn', policyArnText).required
const listed = (page: Page<Tag>) => ({ tree: { Tags: page.items, ...endOf(page) } })
const record = (list: readonly Tag[]) => recordOf(list)

/** The calls for tags of users and of roles, which are the same but for one member's name. */
export const tagsOfEntity = (noun: 'User' | 'Role'): readonly Operation[] => {
  const { kind, named, arnOf, find } = namedEntity(noun)

  return [
    defineOperation({
      name: `Tag${noun}`,
      action: `Tag${noun}`,
      actions: [`iam:Tag${noun}`],
      read: { ...named, Tags: requiredTags },
      allow: (input, _facts, caller) => [need(`iam:Tag${noun}`, arnOf(caller, input), requestedTags(input.Tags))],
      run: (input, context) => {
        const { account, name, tags } = find(context, input)
        context.registry.updateIdentity(account, name, { tags: recordOf(input.Tags, tags) }, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `Untag${noun}`,
      action: `Untag${noun}`,
      actions: [`iam:Untag${noun}`],
      read: { ...named, TagKeys: requiredTagKeys },
      allow: (input, _facts, caller) => [
        need(`iam:Untag${noun}`, arnOf(caller, input), { 'aws:TagKeys': input.TagKeys }),
      ],
      run: (input, context) => {
        const { account, name, tags } = find(context, input)
        context.registry.updateIdentity(account, name, { tags: withoutKeys(tags, input.TagKeys) }, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `List${noun}Tags`,
      action: `List${noun}Tags`,
      actions: [`iam:List${noun}Tags`],
      read: { ...named, ...paging },
      allow: (input, _facts, caller) => [need(`iam:List${noun}Tags`, arnOf(caller, input))],
      run: (input, context) => pageOf(`List${noun}Tags`, tagsOf(find(context, input).tags), ({ Key }) => Key, input),
      write: listed,
    }),
  ]
}

export const policyTagOperations: readonly Operation[] = [
  defineOperation({
    name: 'TagPolicy',
    action: 'TagPolicy',
    actions: ['iam:TagPolicy'],
    read: { PolicyArn, Tags: requiredTags },
    allow: ({ PolicyArn, Tags }) => [need('iam:TagPolicy', PolicyArn, requestedTags(Tags))],
    run: ({ PolicyArn, Tags }, context) => {
      const policy = requireOwnPolicy(context, PolicyArn)
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
      const policy = requireOwnPolicy(context, PolicyArn)
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
