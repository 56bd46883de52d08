import type { AccessKey, Identity } from './auth/types.js'
import type { MockInside } from './inside.js'
import { suggestName } from './nearest.js'
import type { ScenePolicies } from './scene/policies.js'
import type { ScenePolicy } from './scene/types.js'

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
}

export const createKeyHandles = (
  inside: MockInside,
  ids: ReadonlyMap<string, string>,
  policies: ScenePolicies,
): KeyHandles => ({
  get: name => {
    const id = ids.get(name)
    if (id === undefined) throw new Error(`there is no key \`${name}\`; ${suggestName(name, [...ids.keys()])}`)
    const registry = () => inside.world().registry
    const key = (): AccessKey => {
      const found = registry().key(id)
      if (found === undefined) throw new Error(`the key of \`${name}\` (${id}) was deleted`)
      return found
    }
    const identity = (): Identity => registry().identity(key().account, key().identity)!
    const arn = (policy: ScenePolicy): string =>
      typeof policy === 'string' && policy.startsWith('arn:') ? policy : policies.arnOf(policy, name, ['policy'])
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
      detach: policy => registry().detach(identity().account, identity().name, arn(policy)),
      activate: () => void registry().updateKey(id, { status: 'Active' }),
      deactivate: () => void registry().updateKey(id, { status: 'Inactive' }),
      delete: () => registry().removeKey(id),
    }
  },
})
