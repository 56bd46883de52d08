import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { defineOperation, need, type Operation } from '../contract/operation.js'
import { form } from '../protocol/readers.js'
import { boundaryContext, userArn } from './arn.js'
import { requireUser } from './lookups.js'
import { policyDocument, policyName, userName } from './member-constraints.js'
import { countedCharacters, encodedText } from './policy-text.js'

/** All inline policies of a user together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const inlineLimit = 2048

const requireInline = ({ inline }: Identity, name: string) =>
  inline.find(policy => policy.name === name) ??
  fail('NoSuchEntity', {}, `The user policy with name ${name} cannot be found.`)

const addressed = {
  UserName: form('UserName', userName).required,
  PolicyName: form('PolicyName', policyName).required,
}

/** Policies that stand in the user itself. */
export const userPolicyOperations: readonly Operation[] = [
  defineOperation({
    name: 'PutUserPolicy',
    action: 'PutUserPolicy',
    actions: ['iam:PutUserPolicy'],
    read: { ...addressed, PolicyDocument: form('PolicyDocument', policyDocument).required },
    allow: ({ UserName }, _facts, caller) => [
      need('iam:PutUserPolicy', userArn(caller, UserName), boundaryContext(caller, UserName)),
    ],
    run: ({ UserName, PolicyName, PolicyDocument }, context) => {
      const user = requireUser(context, UserName)
      const policy = context.policies.parse(PolicyDocument, 'identity', PolicyName)
      const inline = [...user.inline.filter(({ name }) => name !== PolicyName), { name: PolicyName, policy }]
      if (inline.reduce((sum, each) => sum + countedCharacters(each.policy.text), 0) > inlineLimit) {
        fail('LimitExceeded', {}, `Maximum policy size of ${inlineLimit} bytes exceeded for user ${user.name}`)
      }
      context.registry.updateIdentity(user.account, user.name, { inline })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'GetUserPolicy',
    action: 'GetUserPolicy',
    actions: ['iam:GetUserPolicy'],
    read: addressed,
    allow: ({ UserName }, _facts, caller) => [need('iam:GetUserPolicy', userArn(caller, UserName))],
    run: ({ UserName, PolicyName }, context) => {
      const user = requireUser(context, UserName)
      const { name, policy } = requireInline(user, PolicyName)
      return { UserName: user.name, PolicyName: name, PolicyDocument: encodedText(policy) }
    },
    write: found => ({ tree: found }),
  }),

  defineOperation({
    name: 'DeleteUserPolicy',
    action: 'DeleteUserPolicy',
    actions: ['iam:DeleteUserPolicy'],
    read: addressed,
    allow: ({ UserName }, _facts, caller) => [
      need('iam:DeleteUserPolicy', userArn(caller, UserName), boundaryContext(caller, UserName)),
    ],
    run: ({ UserName, PolicyName }, context) => {
      const user = requireUser(context, UserName)
      requireInline(user, PolicyName)
      const inline = user.inline.filter(({ name }) => name !== PolicyName)
      context.registry.updateIdentity(user.account, user.name, { inline })
    },
    write: () => ({}),
  }),
]
