import { defineOperation, need, type Operation } from '../../../contract/operation.js'
import { requirePolicy, shownName } from '../../../iam/lookups.js'
import { policyArnText, policyDescription, policyDocument } from '../../../iam/member-constraints.js'
import { summaryOf } from '../../../iam/policies.js'
import { parseManaged } from '../../../iam/policy-text.js'
import { form } from '../../../protocol/readers.js'

// Source: @tigrisdata/iam, whose calls these are: https://github.com/tigrisdata/storage

const PolicyArn = form('PolicyArn', policyArnText).required

const updatePolicy = defineOperation({
  name: 'UpdatePolicy',
  action: 'UpdatePolicy',
  actions: ['iam:UpdatePolicy'],
  read: {
    PolicyArn,
    PolicyDocument: form('PolicyDocument', policyDocument).required,
    Description: form('Description', policyDescription),
  },
  allow: input => [need('iam:UpdatePolicy', input.PolicyArn)],
  run: (input, context) => {
    const { arn, name } = requirePolicy(context, input.PolicyArn)
    const changed = context.registry.updateManagedPolicy(arn, {
      policy: parseManaged(context, input.PolicyDocument, name),
      updated: context.at,
      ...(input.Description !== undefined && { description: input.Description }),
    })
    return summaryOf(context, changed)
  },
  write: Policy => ({ tree: { Policy } }),
})

const getPolicyDetailed = defineOperation({
  name: 'GetPolicyDetailed',
  action: 'GetPolicyDetailed',
  protocol: 'json',
  actions: ['iam:GetPolicy'],
  read: { PolicyArn },
  allow: input => [need('iam:GetPolicy', input.PolicyArn)],
  run: (input, context) => {
    const policy = requirePolicy(context, input.PolicyArn)
    const users = context.registry.attachedTo(policy.arn)
    return {
      ...summaryOf(context, policy),
      Document: policy.policy.text,
      Users: users.map(user => ({ UserId: user.id, UserName: shownName(user) })),
    }
  },
  write: PolicyDetailed => ({ tree: { PolicyDetailed } }),
})

const forceDelete = defineOperation({
  name: 'ForceDeletePolicy',
  action: 'ForceDeletePolicy',
  actions: ['iam:DeletePolicy'],
  read: { PolicyArn },
  allow: input => [need('iam:DeletePolicy', input.PolicyArn)],
  run: (input, context) => {
    const { registry } = context
    const { arn } = requirePolicy(context, input.PolicyArn)
    for (const { account, name } of registry.attachedTo(arn)) registry.detach(account, name, arn)
    registry.removeManagedPolicy(arn)
  },
  write: () => ({}),
})

/** Policies changed in place, told with whom they are attached to, and deleted although they are. */
export const iamPolicies: readonly Operation[] = [updatePolicy, getPolicyDetailed, forceDelete]
