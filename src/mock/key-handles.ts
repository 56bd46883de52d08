import type { AccessKey, Identity } from '../auth/types.js'
import type { ScenePolicies } from '../scene/policies.js'
import type { SceneKey, ScenePolicy } from '../scene/types.js'
import type { CallerContext, CallerOptions } from './caller.js'
import type { Callers } from './callers.js'
import { addNewKey, type KeyMaker } from './new-key.js'

/** One access key of the registry, past every right. */
export interface KeyHandle {
  readonly name: string
  readonly id: string
  readonly secret: string
  readonly status: 'Active' | 'Inactive'
  /** ARNs of the attached policies. */
  readonly policies: readonly string[]
  /** A context that acts by it, as `mock.as(name)`: for keys that the scene's type does not name. */
  as(options?: CallerOptions): CallerContext
  /** Idempotent. Throws LimitExceeded beyond the service's number of policies, NoSuchEntity for an unknown ARN. */
  attach(policy: ScenePolicy): void
  /** Throws for a policy that it does not have. */
  detach(policy: ScenePolicy): void
  activate(): void
  /** Its calls are rejected from now on. */
  deactivate(): void
  /** Gives it another secret, under the same id, and returns that. Throws where the dialect does not rotate keys. */
  rotate(): string
  /** Its calls are rejected from now on, and its name is free. */
  delete(): void
}

export interface KeyHandles<Name extends string = string> {
  /** Throws with the nearest name. */
  get(name: Name): KeyHandle
  /**
   * Makes a key as an entry of `keys` of the scene would (in aws a user of that name with one key). Throws a SceneError
   * for what a scene could not hold, and for a name that is taken.
   * @example const { id, secret } = tigris.keys.create('temporary', { roles: { images: 'ReadOnly' } })
   */
  create(name: string, key?: SceneKey): KeyHandle
  /** All names of the scene: keys, users, service accounts, those of other accounts. */
  names(): readonly Name[]
}

export const createKeyHandles = <Name extends string>(
  inside: KeyMaker,
  callers: Pick<Callers, 'as' | 'keyIdOf' | 'names'>,
  policies: ScenePolicies,
): KeyHandles<Name> => {
  const get = (name: string): KeyHandle => {
    const id = callers.keyIdOf(name)
    const registry = () => inside.world().registry
    const key = (): AccessKey => {
      const found = registry().key(id)
      if (found === undefined) throw new Error(`the key of \`${name}\` (${id}) was deleted`)
      return found
    }
    const identity = (): Identity => registry().identity(key().account, key().identity)!
    const isArn = (policy: ScenePolicy): policy is string => typeof policy === 'string' && policy.startsWith('arn:')
    const arns = (policy: ScenePolicy): readonly string[] =>
      isArn(policy) ? [policy] : policies.arnsOf(policy, identity().label, ['policy'], identity().account)
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
      as: options => callers.as(name, options),
      attach: policy => {
        for (const arn of arns(policy)) registry().attach(identity().account, identity().name, arn)
      },
      detach: policy => registry().detach(identity().account, identity().name, attachedArn(policy)),
      activate: () => void registry().updateKey(key().id, { status: 'Active' }),
      deactivate: () => void registry().updateKey(key().id, { status: 'Inactive' }),
      rotate: () => {
        const { dialect, operations } = inside
        if (!operations.includes('RotateAccessKey'))
          throw new Error(`dialect \`${dialect.name}\` does not rotate keys: create another and delete this one`)
        return registry().updateKey(key().id, { secret: dialect.identity.newKey(inside.world().ids).secret }).secret
      },
      delete: () => registry().removeKey(key().id),
    }
  }
  return {
    get,
    names: () => callers.names() as readonly Name[],
    create: (name, given = {}) => {
      addNewKey(inside, policies, name, given)
      return get(name)
    },
  }
}
