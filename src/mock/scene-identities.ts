import type { AccessKey, Account, Identity, ManagedPolicy } from '../auth/types.js'
import type { Policy } from '../policy/types.js'
import { adminName } from '../scene/build-host.js'
import { serviceAccount } from '../scene/service-policies.js'
import type { Scene, SceneAccount, SceneKey, ScenePolicy, SceneUser } from '../scene/types.js'
import type { MockInside } from './inside.js'
import { type SceneGaps, unlessEmpty } from './scene-gaps.js'

type People = Pick<Scene, 'keys' | 'users' | 'groups' | 'roles' | 'serviceAccounts'>

const documentOf = ({ text }: Policy): Exclude<ScenePolicy, string> => JSON.parse(text)

/** Whether the scene can say this policy by its name: it makes those of the account `main` anew. */
const isNamed = ({ path, name, account }: ManagedPolicy, main: string): boolean =>
  path === '/' && account === main && !/\.(?:json|ya?ml)$/i.test(name)

/** The managed policies of the account `main`, by name. */
export const scenePolicies = (inside: MockInside, gaps: SceneGaps): Scene['policies'] => {
  const { account } = inside.dialect.identity
  const policies: Record<string, Exclude<ScenePolicy, string>> = {}
  for (const policy of inside.world().registry.managedPolicies(account)) {
    const about = `policy \`${policy.name}\``
    if (!isNamed(policy, account)) gaps.add(about, 'a name or path that a scene does not take')
    if (policy.description) gaps.add(about, 'its description')
    if (policy.tags.length > 0) gaps.add(about, 'its tags')
    if ((policy.versions?.length ?? 1) > 1) gaps.add(about, 'its older versions')
    policies[policy.name] = documentOf(policy.policy)
  }
  return unlessEmpty(policies)
}

const takenOfIdentity = [
  ...[
    'kind',
    'name',
    'label',
    'person',
    'id',
    'arn',
    'account',
    'path',
    'created',
    'attached',
    'inline',
    'roles',
    'admin',
  ],
  ...['scope', 'tags', 'trust', 'groups', 'longestSession'],
]

/** Everyone of one account, by the names of the scene. */
export const scenePeople = (inside: MockInside, account: string, prefix: string, gaps: SceneGaps): People => {
  const world = inside.world()
  const { registry } = world
  const { dialect } = inside
  const main = dialect.identity.account
  const names = new Map([...world.names.value].map(([name, id]) => [id, name]))
  const sessions = [...world.checkpoint().registry.sessions.values()].flat()
  const taken = new Set<string>()

  const policyOf = (arn: string): ScenePolicy => {
    const managed = registry.managedPolicy(arn)!
    const isKnown = isNamed(managed, main) || managed.account === serviceAccount
    return isKnown ? managed.name : documentOf(managed.policy)
  }
  const common = (about: string, identity: Identity) => {
    gaps.unknownMembers(about, identity, takenOfIdentity)
    return {
      ...(identity.attached.length > 0 && { policies: identity.attached.map(policyOf) }),
      ...inlineOf(about, identity),
      ...(identity.path !== '/' && { path: identity.path }),
      ...(Object.keys(identity.tags).length > 0 && { tags: identity.tags }),
    }
  }
  const inlineOf = (about: string, { kind, inline }: Identity): Pick<SceneUser, 'inlinePolicies'> => {
    if (inline.length === 0) return {}
    if (kind === 'user' || kind === 'role' || kind === 'group')
      return { inlinePolicies: Object.fromEntries(inline.map(({ name, policy }) => [name, documentOf(policy)])) }
    for (const { name } of inline) gaps.add(about, `its own policy \`${name}\`: a scene attaches policies`)
    return {}
  }
  const nameOf = (key: AccessKey, { label }: Identity): string => {
    const known = names.get(key.id)?.slice(prefix.length)
    if (known !== undefined) return known
    for (let count = 1; ; count++) {
      const name = count === 1 ? label : `${label}-${count}`
      if (!taken.has(name) && !world.names.value.has(prefix + name) && name !== 'admin' && name !== 'anonymous')
        return name
    }
  }
  const rolesOf = (about: string, { roles, admin }: Identity): Pick<SceneKey, 'roles' | 'admin'> => {
    if (admin) return { admin: true }
    const byBucket = Object.fromEntries(roles.map(({ bucket, role }) => [bucket, role]))
    if (Object.keys(byBucket).length < roles.length) gaps.add(about, 'several roles on one bucket')
    return roles.length === 0 ? {} : { roles: byBucket }
  }
  const loginOf = ({ id }: AccessKey): Pick<SceneKey, 'sessionToken'> => {
    const login = sessions.find(each => each.parentKeyId === id && each.expires === Number.POSITIVE_INFINITY)
    return login === undefined ? {} : { sessionToken: login.token }
  }

  const people = { keys: {}, users: {}, groups: {}, roles: {}, serviceAccounts: {} } as {
    [S in keyof People]-?: Record<string, NonNullable<People[S]>[string]>
  }
  const keys = [...registry.keys(account)]
  for (const identity of registry.identities(account)) {
    const about = `${identity.kind} \`${prefix}${identity.kind === 'key' ? identity.label : identity.name}\``
    if (identity.kind === 'group') people.groups[identity.name] = common(about, identity)
    else if (identity.kind === 'role') {
      const { trust, longestSession } = identity
      if (trust === undefined) continue
      people.roles[identity.name] = {
        trust: documentOf(trust),
        ...common(about, identity),
        ...(longestSession !== undefined && { longestSession }),
      }
    }
    if (identity.kind === 'group' || identity.kind === 'role') continue
    const [key, ...others] = keys.filter(each => each.identity === identity.name)
    const isRoot = key !== undefined && names.get(key.id) === (prefix === '' ? adminName : prefix.slice(0, -1))
    if (isRoot || identity.kind === 'root') continue
    if (key === undefined || others.length > 0) gaps.add(about, key === undefined ? 'it has no key' : 'its second key')
    if (key === undefined) continue
    const name = nameOf(key, identity)
    taken.add(name)
    const { id, secret, status } = key
    const whole = { id, secret, ...(status === 'Inactive' && { status }), ...common(about, identity) }
    if (identity.kind === 'user') {
      const { groups = [] } = identity
      if (name !== identity.name) gaps.add(about, 'a name that is not its own')
      people.users[name] = { ...whole, ...(groups.length > 0 && { groups }) } satisfies SceneUser
    } else if (identity.kind === 'serviceAccount') {
      people.serviceAccounts[name] = { ...whole, subject: identity.id, ...rolesOf(about, identity) }
    } else {
      const { scope } = identity
      people.keys[name] = {
        ...whole,
        ...rolesOf(about, identity),
        ...(scope !== 'standard' && { scope }),
        ...loginOf(key),
      }
    }
  }
  return Object.fromEntries(Object.entries(people).filter(([, section]) => Object.keys(section).length > 0))
}

/** How an account is called, and its root's key. */
export const sceneAccount = (inside: MockInside, account: Account): SceneAccount => {
  const { registry } = inside.world()
  const { id, canonicalId, displayName, email } = account
  const owner = [...registry.identities(id)].find(({ kind }) => kind === 'root')
  const key = [...registry.keys(id)].find(({ identity }) => identity === owner?.name)
  return {
    ...{ id, canonicalId, displayName, ...(email !== undefined && { email }) },
    ...(key && { root: { id: key.id, secret: key.secret } }),
  }
}
