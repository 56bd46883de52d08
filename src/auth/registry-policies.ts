import { fail } from '../contract/errors.js'
import type { Cell } from '../store/persistent.js'
import {
  boundaryMark,
  identityRef,
  noSuchIdentity,
  noSuchPolicy,
  policyNameRef,
  type RegistryState,
  startingWith,
  writeIdentity,
} from './registry-state.js'
import type { Identity, ManagedPolicy, Namespace, Registry } from './types.js'

type PolicyRegistry = Pick<
  Registry,
  | 'managedPolicy'
  | 'managedPolicies'
  | 'addManagedPolicy'
  | 'updateManagedPolicy'
  | 'removeManagedPolicy'
  | 'attach'
  | 'detach'
  | 'attachedTo'
  | 'boundedBy'
>

/** Managed policies and their attachments. `limit`: how many an identity may have attached. */
export const createPolicyRegistry = (cell: Cell<RegistryState>, limit = Number.POSITIVE_INFINITY): PolicyRegistry => {
  const requirePolicy = (arn: string): ManagedPolicy => cell.value.policies.get(arn) ?? noSuchPolicy(arn)

  const requireIdentity = (account: string, name: string, namespace: Namespace | undefined): Identity =>
    cell.value.identities.get(identityRef(account, name, namespace)) ?? noSuchIdentity(name, namespace)

  const marked = (mark: string): readonly Identity[] =>
    [...startingWith(cell.value.attachments, mark)].flatMap(ref => cell.value.identities.get(ref) ?? [])
  const boundedBy = (arn: string) => marked(boundaryMark(arn))

  return {
    managedPolicy: arn => cell.value.policies.get(arn),
    *managedPolicies(account) {
      for (const policy of cell.value.policies.values()) if (policy.account === account) yield policy
    },
    addManagedPolicy(policy) {
      const { policies, policyNames } = cell.value
      const name = policyNameRef(policy.account, policy.name)
      if (policyNames.get(name) !== undefined || policies.get(policy.arn) !== undefined) {
        fail(
          'EntityAlreadyExists',
          {},
          `A policy called ${policy.name} already exists. Duplicate names are not allowed.`,
        )
      }
      cell.value = {
        ...cell.value,
        policies: policies.with(policy.arn, policy, true),
        policyNames: policyNames.with(name, policy.arn, true),
      }
      return policy
    },
    updateManagedPolicy(arn, change) {
      const before = requirePolicy(arn)
      const after = { ...before, ...change }
      if (after.arn !== arn || after.account !== before.account || after.name !== before.name) {
        throw new Error(`policy ${arn} keeps its ARN, account and name; make another one instead`)
      }
      cell.value = { ...cell.value, policies: cell.value.policies.with(arn, after, true) }
      return after
    },
    removeManagedPolicy(arn) {
      const { account, name } = requirePolicy(arn)
      if (marked(arn).length > 0 || boundedBy(arn).length > 0)
        fail('DeleteConflict', {}, 'Cannot delete a policy attached to entities.')
      const { policies, policyNames } = cell.value
      cell.value = {
        ...cell.value,
        policies: policies.without(arn),
        policyNames: policyNames.without(policyNameRef(account, name)),
      }
    },

    attach(account, name, arn, namespace) {
      const before = requireIdentity(account, name, namespace)
      if (before.attached.includes(arn)) return
      const after = { ...before, attached: [...before.attached, arn] }
      writeIdentity(cell, before, after, limit)
    },
    detach(account, name, arn, namespace) {
      const before = requireIdentity(account, name, namespace)
      if (!before.attached.includes(arn)) noSuchPolicy(arn)
      writeIdentity(cell, before, { ...before, attached: before.attached.filter(each => each !== arn) })
    },
    attachedTo: marked,
    boundedBy,
  }
}
