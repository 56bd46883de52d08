import type { ManagedPolicy } from '../auth/types.js'
import { suggestName } from '../policy/suggest-name.js'
import type { ScenePolicies } from '../scene/policies.js'
import type { ScenePolicy } from '../scene/types.js'
import type { MockInside } from './inside.js'

/** One managed policy. */
export interface PolicyHandle {
  readonly name: string
  readonly arn: string
  /** The document as it was given. */
  readonly text: string
}

/** The managed policies of the account, past every right. */
export interface PolicyHandles {
  /** Throws what CreatePolicy would refuse. */
  create(name: string, policy: ScenePolicy): PolicyHandle
  /** By name or ARN; throws with the nearest name. */
  get(name: string): PolicyHandle
  names(): string[]
  /** Throws while it is attached. */
  delete(name: string): void
}

const handleOf = ({ name, arn, policy }: ManagedPolicy): PolicyHandle => ({ name, arn, text: policy.text })

export const createPolicyHandles = (inside: MockInside, policies: ScenePolicies): PolicyHandles => {
  const { account } = inside.dialect.identity
  const registry = () => inside.world().registry
  const names = (): string[] => [...registry().managedPolicies(account)].map(({ name }) => name)
  const find = (name: string): ManagedPolicy => {
    const found = [...registry().managedPolicies(account)].find(policy => policy.name === name || policy.arn === name)
    if (found === undefined) throw new Error(`there is no policy \`${name}\`; ${suggestName(name, names())}`)
    return found
  }
  return {
    names,
    get: name => handleOf(find(name)),
    create: (name, policy) => {
      if (names().includes(name)) throw new Error(`there is a policy \`${name}\` already`)
      const arn = policies.arnOf(policy, name, ['policies', name])
      return handleOf(registry().managedPolicy(arn)!)
    },
    delete: name => registry().removeManagedPolicy(find(name).arn),
  }
}
