import { suggestName } from '../policy/suggest-name.js'
import { adminName } from '../scene/build-host.js'
import type { ScenePolicies } from '../scene/policies.js'
import type { ScenePolicy } from '../scene/types.js'
import { anonymousCaller, type CallerContext, type CallerOptions, keyCaller } from './caller.js'
import type { MockInside } from './inside.js'
import { type RoleCaller, roleCaller } from './role-caller.js'

/** A caller with policies of its own, outside the scene. */
export interface InlineCaller {
  readonly policies: readonly ScenePolicy[]
}

/** Everyone who can call a mock. */
export interface Callers {
  as(who: string | InlineCaller | RoleCaller, options?: CallerOptions): CallerContext
  admin(options?: CallerOptions): CallerContext
  anonymous(options?: CallerOptions): CallerContext
  /** Names that `as` takes. */
  names(): readonly string[]
  /** Throws with the nearest name. */
  keyIdOf(name: string): string
  /** Names of the keys that may; inactive and deleted ones may not. */
  whoCan(action: string, resource: string): string[]
}

export const createCallers = (inside: MockInside, policies: ScenePolicies): Callers => {
  const keyIds = (): ReadonlyMap<string, string> => inside.world().names.value
  const names = (): string[] => [...keyIds().keys()].filter(name => name !== adminName)

  const keyIdOf = (name: string): string => {
    const id = name === adminName ? undefined : keyIds().get(name)
    if (id === undefined) throw new Error(`there is no key \`${name}\`; ${suggestName(name, names())}`)
    return id
  }

  const inline = (who: InlineCaller, options?: CallerOptions): CallerContext => {
    const unknown = Object.keys(who).find(name => name !== 'policies')
    if (unknown !== undefined || !Array.isArray(who.policies)) {
      throw new Error('a caller is the name of a key, or `{ policies: [...] }` and nothing else')
    }
    const { dialect } = inside
    const { registry, ids, clock } = inside.world()
    const { id, secret } = dialect.identity.newKey(ids)
    const { account } = dialect.identity
    const identity = dialect.identity.identityOf(ids, account, `inline-${id}`, id)
    const created = clock.now()
    registry.addIdentity({
      ...identity,
      ...{ label: 'inline policies', account, path: '/', created, attached: [], inline: [], roles: [] },
      ...{ admin: false, scope: 'standard', tags: {} },
    })
    registry.addKey({ id, secret, status: 'Active', created, account, identity: identity.name })
    for (const [index, policy] of who.policies.entries()) {
      for (const arn of policies.arnsOf(policy, 'inline', ['policies', String(index)]))
        registry.attach(account, identity.name, arn)
    }
    return keyCaller(inside, 'inline policies', id, options)
  }

  const role = (who: RoleCaller, options?: CallerOptions): CallerContext => {
    const unknown = Object.keys(who).find(name => name !== 'role' && name !== 'sessionName')
    if (unknown !== undefined)
      throw new Error(`\`${unknown}\` is unknown; a role is taken as \`{ role, sessionName }\``)
    return roleCaller(inside, who, options)
  }

  const as: Callers['as'] = (who, options) => {
    if (typeof who === 'object' && who !== null) return 'role' in who ? role(who, options) : inline(who, options)
    if (typeof who !== 'string')
      throw new TypeError('`as` takes the name of a key, `{ policies: [...] }` or `{ role }`')
    return keyCaller(inside, who, keyIdOf(who), options)
  }

  const isActive = (name: string): boolean => inside.world().registry.key(keyIdOf(name))?.status === 'Active'

  return {
    as,
    names,
    keyIdOf,
    admin: options => keyCaller(inside, 'admin', keyIds().get(adminName)!, options),
    anonymous: options => anonymousCaller(inside, options),
    whoCan: (action, resource) => {
      inside.checkQuestion(action, resource)
      return names().filter(name => isActive(name) && as(name).can(action, resource).decision === 'allowed')
    },
  }
}
