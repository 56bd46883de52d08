import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { type Caller, defineOperation, need, type Operation } from '../contract/operation.js'
import { form } from '../protocol/readers.js'
import { boundaryContext } from './arn.js'
import { requirePolicy } from './lookups.js'
import { policyArnText, policyDocument, policyName, policyPath } from './member-constraints.js'
import { namedEntity } from './named-entity.js'
import { endOf, pageOf, paging } from './paging.js'
import { countedCharacters, encodedText } from './policy-text.js'

/** All inline policies of one together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const inlineLimits = { Role: 10_240, Group: 5120 }

/** The calls for managed and inline policies, which are the same for roles and for groups but for one member's name. */
export const policiesOfEntity = (noun: 'Role' | 'Group'): readonly Operation[] => {
  const { kind, member, named, nameIn, arnOf, find } = namedEntity(noun)
  const inlineLimit = inlineLimits[noun]
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
        need(`iam:Attach${noun}Policy`, arnOf(caller, input), {
          ...bounded(caller, input),
          'iam:PolicyARN': input.PolicyArn,
        }),
      ],
      run: (input, context) => {
        const { PolicyArn } = input
        const policy = requirePolicy(context, PolicyArn, `Policy ${PolicyArn} does not exist or is not attachable.`)
        const { account, name } = find(context, input)
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
        need(`iam:Detach${noun}Policy`, arnOf(caller, input), {
          ...bounded(caller, input),
          'iam:PolicyARN': input.PolicyArn,
        }),
      ],
      run: (input, context) => {
        const { account, name } = find(context, input)
        context.registry.detach(account, name, requirePolicy(context, input.PolicyArn).arn, kind)
      },
      write: () => ({}),
    }),

    defineOperation({
      name: `ListAttached${noun}Policies`,
      action: `ListAttached${noun}Policies`,
      actions: [`iam:ListAttached${noun}Policies`],
      read: { ...named, PathPrefix: form('PathPrefix', policyPath), ...paging },
      allow: (input, _facts, caller) => [need(`iam:ListAttached${noun}Policies`, arnOf(caller, input))],
      run: (input, context) => {
        const policies = find(context, input)
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
      allow: (input, _facts, caller) => [need(`iam:Put${noun}Policy`, arnOf(caller, input), bounded(caller, input))],
      run: (input, context) => {
        const entity = find(context, input)
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
      allow: (input, _facts, caller) => [need(`iam:Get${noun}Policy`, arnOf(caller, input))],
      run: (input, context) => {
        const entity = find(context, input)
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
      allow: (input, _facts, caller) => [need(`iam:Delete${noun}Policy`, arnOf(caller, input), bounded(caller, input))],
      run: (input, context) => {
        const entity = find(context, input)
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
      allow: (input, _facts, caller) => [need(`iam:List${noun}Policies`, arnOf(caller, input))],
      run: (input, context) => {
        const names = find(context, input).inline.map(({ name }) => name)
        return pageOf(`List${noun}Policies`, names, name => name, input)
      },
      write: page => ({ tree: { PolicyNames: page.items, ...endOf(page) } }),
    }),
  ]
}
