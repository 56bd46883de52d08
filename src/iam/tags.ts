import { type Caller, defineOperation, need, type Operation, type OperationContext, type Reader } from '../operation.js'
import { requiredTagKeys, requiredTags } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import type { Tag } from '../store/types.js'
import { entityArn, userArn } from './arn.js'
import { requireEntity, requireOwnPolicy, requirePolicy, requireUser } from './lookups.js'
import { policyArnText, roleName, userName } from './names.js'
import { endOf, type Page, pageOf, paging } from './paging.js'
import { requestedTags } from './tag-needs.js'
import { recordOf, tagsOf, withoutKeys } from './tag-records.js'

const PolicyArn = form('PolicyArn', policyArnText).required
const listed = (page: Page<Tag>) => ({ tree: { Tags: page.items, ...endOf(page) } })
const record = (list: readonly Tag[]) => recordOf(list)

const entities = {
  User: { kind: 'user', codec: userName, find: requireUser, arn: userArn },
  Role: {
    kind: 'role',
    codec: roleName,
    find: (context: OperationContext, name: string) => requireEntity(context, 'role', name),
    arn: (caller: Caller, name: string) => entityArn(caller, 'role', name),
  },
} as const

/** The calls for tags of users and of roles, which are the same but for one member's name. */
export const tagsOfEntity = (noun: 'User' | 'Role'): readonly Operation[] => {
  const { kind, codec, find, arn } = entities[noun]
  const member = `${noun}Name`
  // the compiler takes no name that is put together for that of a member
  const named = { [member]: form(member, codec).required } as Readonly<Record<never, Reader<string>>>
  const nameIn = (input: object): string => (input as Readonly<Record<string, string>>)[member] ?? ''

  return [
    defineOperation({
      name: `Tag${noun}`,
      action: `Tag${noun}`,
      actions: [`iam:Tag${noun}`],
      read: { ...named, Tags: requiredTags },
      allow: (input, _facts, caller) => [need(`iam:Tag${noun}`, arn(caller, nameIn(input)), requestedTags(input.Tags))],
      run: (input, context) => {
        const { account, name, tags } = find(context, nameIn(input))
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
        need(`iam:Untag${noun}`, arn(caller, nameIn(input)), { 'aws:TagKeys': input.TagKeys }),
      ],
      run: (input, context) => {
        const { account, name, tags } = find(context, nameIn(input))
        context.registry.updateIdentity(account, name, { tags: withoutKeys(tags, input.TagKeys) }, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `List${noun}Tags`,
      action: `List${noun}Tags`,
      actions: [`iam:List${noun}Tags`],
      read: { ...named, ...paging },
      allow: (input, _facts, caller) => [need(`iam:List${noun}Tags`, arn(caller, nameIn(input)))],
      run: (input, context) =>
        pageOf(`List${noun}Tags`, tagsOf(find(context, nameIn(input)).tags), ({ Key }) => Key, input),
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
