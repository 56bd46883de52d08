import type { AccessKey, Identity } from '../auth/types.js'
import type { ScenePolicies } from '../scene/policies.js'
import type { ScenePolicy } from '../scene/types.js'
import type { Callers } from './callers.js'
import type { MockInside } from './inside.js'

/** One access key of the registry, past every right. */
export interface KeyHandle {
  readonly name: string
  readonly id: string
  readonly secret: string
  readonly status: 'Active' | 'Inactive'
  /** ARNs of the attached policies. */
  readonly policies: readonly string[]
  attach(policy: ScenePolicy): void
  detach(policy: ScenePolicy): void
  activate(): void
  deactivate(): void
  delete(): void
}

export interface KeyHandles<Name extends string = string> {
  get(name: Name): KeyHandle
  /** All names of the scene: keys, users, service accounts, those of other accounts. */
  names(): readonly Name[]
}

export const createKeyHandles = (
  inside: MockInside,
  callers: Pick<Callers, 'keyIdOf' | 'names'>,
  policies: ScenePolicies,
): KeyHandles => ({
  names: () => callers.names(),
  get: name => {
    const id = callers.keyIdOf(name)
    const registry = () => inside.world().registry
    const key = (): AccessKey => {
      const found = registry().key(id)
      if (found === undefined) throw new Error(`the key of \`${name}\` (${id}) was deleted`)
      return found
    }
    const identity = (): Identity => registry().identity(key().account, key().identity)!
    const isArn = (policy: ScenePolicy): policy is string => typeof policy === 'string' && policy.startsWith('arn:')
    const arn = (policy: ScenePolicy): string =>
      isArn(policy) ? policy : policies.arnOf(policy, identity().label, ['policy'], identity().account)
    /** A policy is known again by its text: the scene may have named it otherwise. */
    const attachedArn = (policy: ScenePolicy): string => {
      if (isArn(policy)) return policy
      const text = policies.textOf(policy, ['policy'])
      const found = identity().attached.find(each => registry().managedPolicy(each)?.policy.text === text)
      if (found === undefined)
        throw new Error(`the key of \`${name}\` has no such policy; it has ${identity().attached.join(', ') || 'none'}`)
      return found
    }
    return {
      name,
      id,
      get secret() {
        return key().secret
      },
      get status() {
        return key().status
      },
      get policies() {
        return identity().attached
      },
      attach: policy => registry().attach(identity().account, identity().name, arn(policy)),
      detach: policy => registry().detach(identity().account, identity().name, attachedArn(policy)),
      activate: () => void registry().updateKey(id, { status: 'Active' }),
      deactivate: () => void registry().updateKey(id, { status: 'Inactive' }),
      delete: () => registry().removeKey(id),
    }
  },
})
