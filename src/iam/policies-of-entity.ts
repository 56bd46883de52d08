import type { Identity } from '../auth/types.js'
import { fail } from '../errors.js'
import { type Caller, defineOperation, need, type Operation, type OperationContext, type Reader } from '../operation.js'
import { form } from '../protocol/readers.js'
import { boundaryContext, entityArn } from './arn.js'
import { requireEntity, requirePolicy } from './lookups.js'
import { groupName, policyArnText, policyDocument, policyName, policyPath, roleName } from './names.js'
import { endOf, pageOf, paging } from './paging.js'
import { countedCharacters, encodedText } from './policy-text.js'

/** All inline policies of one together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const entities = {
  Role: { kind: 'role', codec: roleName, inlineLimit: 10_240 },
  Group: { kind: 'group', codec: groupName, inlineLimit: 5120 },
} as const

/** The calls for managed and inline policies, which are the same for roles and for groups but for one member's name. */
export const policiesOfEntity = <N extends 'Role' | 'Group'>(noun: N): readonly Operation[] => {
  const { kind, codec, inlineLimit } = entities[noun]
  const member = `${noun}Name`
  // the compiler takes no name that is put together for that of a member
  const named = { [member]: form(member, codec).required } as Readonly<Record<never, Reader<string>>>
  const nameIn = (input: object): string => (input as Readonly<Record<string, string>>)[member] ?? ''
  const requireIn = (context: OperationContext, input: object): Identity => requireEntity(context, kind, nameIn(input))
  const bounded = (caller: Caller, input: object) =>
    kind === 'role' ? boundaryContext(caller, nameIn(input), kind) : {}
  const requireInline = ({ inline }: Identity, name: string) =>
    inline.find(policy => policy.name === name) ??
    fail('NoSuchEntity', {}, `The ${kind} policy with name ${name} cannot be found.`)

  const attached = { ...named, PolicyArn: form('PolicyArn', policyArnText).required }
  const inline = { ...named, PolicyName: form('PolicyName', policyName).required }

  return [
    defineOperation({
      name: `Attach${noun}Policy`,
      action: `Attach${noun}Policy`,
      actions: [`iam:Attach${noun}Policy`],
      read: attached,
      allow: (input, _facts, caller) => [
        need(`iam:Attach${noun}Policy`, entityArn(caller, kind, nameIn(input)), {
          ...bounded(caller, input),
          'iam:PolicyARN': input.PolicyArn,
        }),
      ],
      run: (input, context) => {
        const { PolicyArn } = input
        const policy = requirePolicy(context, PolicyArn, `Policy ${PolicyArn} does not exist or is not attachable.`)
        const { account, name } = requireIn(context, input)
        context.registry.attach(account, name, policy.arn, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `Detach${noun}Policy`,
      action: `Detach${noun}Policy`,
      actions: [`iam:Detach${noun}Policy`],
      read: attached,
      allow: (input, _facts, caller) => [
        need(`iam:Detach${noun}Policy`, entityArn(caller, kind, nameIn(input)), {
          ...bounded(caller, input),
          'iam:PolicyARN': input.PolicyArn,
        }),
      ],
      run: (input, context) => {
        const { account, name } = requireIn(context, input)
        context.registry.detach(account, name, requirePolicy(context, input.PolicyArn).arn, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `ListAttached${noun}Policies`,
      action: `ListAttached${noun}Policies`,
      actions: [`iam:ListAttached${noun}Policies`],
      read: { ...named, PathPrefix: form('PathPrefix', policyPath), ...paging },
      allow: (input, _facts, caller) => [
        need(`iam:ListAttached${noun}Policies`, entityArn(caller, kind, nameIn(input))),
      ],
      run: (input, context) => {
        const policies = requireIn(context, input)
          .attached.flatMap(arn => context.registry.managedPolicy(arn) ?? [])
          .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
        return pageOf(`ListAttached${noun}Policies`, policies, ({ arn }) => arn, input)
      },
      write: page => ({
        tree: {
          AttachedPolicies: page.items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
          ...endOf(page),
        },
      }),
    }),

    defineOperation({
      name: `Put${noun}Policy`,
      action: `Put${noun}Policy`,
      actions: [`iam:Put${noun}Policy`],
      read: { ...inline, PolicyDocument: form('PolicyDocument', policyDocument).required },
      allow: (input, _facts, caller) => [
        need(`iam:Put${noun}Policy`, entityArn(caller, kind, nameIn(input)), bounded(caller, input)),
      ],
      run: (input, context) => {
        const entity = requireIn(context, input)
        const policy = context.policies.parse(input.PolicyDocument, 'identity', input.PolicyName)
        const others = entity.inline.filter(({ name }) => name !== input.PolicyName)
        const all = [...others, { name: input.PolicyName, policy }]
        if (all.reduce((sum, each) => sum + countedCharacters(each.policy.text), 0) > inlineLimit) {
          fail('LimitExceeded', {}, `Maximum policy size of ${inlineLimit} bytes exceeded for ${kind} ${entity.name}`)
        }
        context.registry.updateIdentity(entity.account, entity.name, { inline: all }, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `Get${noun}Policy`,
      action: `Get${noun}Policy`,
      actions: [`iam:Get${noun}Policy`],
      read: inline,
      allow: (input, _facts, caller) => [need(`iam:Get${noun}Policy`, entityArn(caller, kind, nameIn(input)))],
      run: (input, context) => {
        const entity = requireIn(context, input)
        const { name, policy } = requireInline(entity, input.PolicyName)
        return { [member]: entity.name, PolicyName: name, PolicyDocument: encodedText(policy) }
      },
      write: found => ({ tree: found }),
    }),

    defineOperation({
      name: `Delete${noun}Policy`,
      action: `Delete${noun}Policy`,
      actions: [`iam:Delete${noun}Policy`],
      read: inline,
      allow: (input, _facts, caller) => [
        need(`iam:Delete${noun}Policy`, entityArn(caller, kind, nameIn(input)), bounded(caller, input)),
      ],
      run: (input, context) => {
        const entity = requireIn(context, input)
        requireInline(entity, input.PolicyName)
        const kept = entity.inline.filter(({ name }) => name !== input.PolicyName)
        context.registry.updateIdentity(entity.account, entity.name, { inline: kept }, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `List${noun}Policies`,
      action: `List${noun}Policies`,
      actions: [`iam:List${noun}Policies`],
      read: { ...named, ...paging },
      allow: (input, _facts, caller) => [need(`iam:List${noun}Policies`, entityArn(caller, kind, nameIn(input)))],
      run: (input, context) => {
        const names = requireIn(context, input).inline.map(({ name }) => name)
        return pageOf(`List${noun}Policies`, names, name => name, input)
      },
      write: page => ({ tree: { PolicyNames: page.items, ...endOf(page) } }),
    }),
  ]
}
