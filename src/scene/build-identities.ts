import type { Identity } from '../auth/types.js'
import { suggestName } from '../policy/suggest-name.js'
import { type Build, blank, nameKey, type Place } from './build-host.js'
import { SceneError } from './scene-error.js'
import type { SceneGroup, SceneKey, ScenePolicy, SceneRole, SceneServiceAccount, SceneUser } from './types.js'

const rolesOf = ({ dialect, origin }: Build, at: readonly string[], { roles = {}, admin }: SceneKey) => {
  const { roleNames, adminRoles } = dialect.identity
  for (const [bucket, role] of Object.entries(roles)) {
    if (roleNames.includes(role)) continue
    const remedy =
      roleNames.length === 0 ? `dialect \`${dialect.name}\` has no roles on keys` : suggestName(role, roleNames)
    throw new SceneError([...at, 'roles', bucket], `is no role: \`${role}\`; ${remedy}`, origin)
  }
  return admin ? adminRoles : Object.entries(roles).map(([bucket, role]) => ({ bucket, role }))
}

/** ARN of the policy that is the boundary of an identity, if it has one. */
const boundaryOf = ({ policies }: Build, { account, at }: Place, name: string, boundary: ScenePolicy | undefined) =>
  boundary === undefined ? {} : { boundary: policies.arnOf(boundary, `${name}-boundary`, [...at, 'boundary'], account) }

/** Policies that an identity has of its own. */
const inlineOf = (
  { policies }: Build,
  { at }: Place,
  { inlinePolicies = {} }: Pick<SceneUser, 'inlinePolicies'>,
): Pick<Identity, 'inline'> => ({
  inline: Object.entries(inlinePolicies).map(([name, policy]) => ({
    name,
    policy: policies.parseInline(policy, name, [...at, 'inlinePolicies', name]),
  })),
})

interface Holder {
  readonly name: string
  readonly at: readonly string[]
  readonly policies?: readonly ScenePolicy[] | undefined
}

const attachAll = (build: Build, { account }: Place, { name, at, policies = [] }: Holder, holder: Identity): void => {
  const { dialect, origin, world } = build
  if (policies.length > 0 && dialect.limits.policiesPerIdentity === 0) {
    throw new SceneError(
      [...at, 'policies'],
      `is not for dialect \`${dialect.name}\`; give \`roles\`, or the bucket a \`policy\``,
      origin,
    )
  }
  const namespace = holder.kind === 'role' || holder.kind === 'group' ? holder.kind : 'user'
  for (const [index, policy] of policies.entries()) {
    const arns = build.policies.arnsOf(policy, `${name}-${index + 1}`, [...at, 'policies', String(index)], account)
    for (const arn of arns) world.registry.attach(account, holder.name, arn, namespace)
  }
}

const groupsOf = ({ world, origin }: Build, { account, at }: Place, { groups = [] }: SceneUser) => {
  for (const [index, group] of groups.entries()) {
    if (world.registry.identity(account, group, 'group') !== undefined) continue
    const known = [...world.registry.identities(account)].filter(({ kind }) => kind === 'group').map(({ name }) => name)
    throw new SceneError(
      [...at, 'groups', String(index)],
      `is no group: \`${group}\`; ${suggestName(group, known)}`,
      origin,
    )
  }
  return groups
}

/** An identity with one key: an entry of `keys`, `users` or `serviceAccounts`. `at` of the place is the entry's own. */
export const addKey = (
  build: Build,
  place: Place,
  name: string,
  key: SceneKey & SceneUser & SceneServiceAccount,
): void => {
  const { world, dialect, origin } = build
  const { account, at, prefix } = place
  const roles = rolesOf(build, at, key)
  const made = dialect.identity.newKey(world.ids, prefix + name)
  const id = key.id ?? made.id
  nameKey(build, at, prefix + name, id)
  if (world.registry.key(id) !== undefined)
    throw new SceneError([...at, 'id'], `\`${id}\` stands for another key too`, origin)
  const own = dialect.identity.identityOf(world.ids, account, name, id)
  const { path = '/', subject = own.id } = key
  const groups = groupsOf(build, place, key)
  const identity = world.registry.addIdentity({
    ...own,
    ...blank(world, account),
    id: subject,
    arn: own.arn.replace(':user/', `:user${path}`).replace(own.id, subject),
    path,
    label: prefix + name,
    person: prefix + name,
    roles,
    admin: key.admin === true && dialect.identity.adminRoles.length > 0,
    scope: key.scope ?? 'standard',
    tags: key.tags ?? {},
    ...(groups.length > 0 && { groups }),
    ...inlineOf(build, place, key),
    ...boundaryOf(build, place, name, key.boundary),
  })
  const { secret = made.secret, status = 'Active' } = key
  world.registry.addKey({ id, secret, status, created: world.clock.now(), account, identity: identity.name })
  const { adminPolicy } = dialect.identity
  const policies = key.admin && adminPolicy ? [...(key.policies ?? []), adminPolicy] : key.policies
  attachAll(build, place, { name, at, policies }, identity)
  if (key.sessionToken !== undefined) addLogin(build, identity, id, key.sessionToken)
}

/** A token that speaks for a key as long as the key does. */
const addLogin = ({ world }: Build, identity: Identity, parentKeyId: string, token: string): void => {
  const { account, name, arn, id: userId } = identity
  const times = { issued: world.clock.now(), expires: Number.POSITIVE_INFINITY }
  world.registry.addSession({
    ...{ keyId: account, secret: '', token, account, identity: name, arn, userId, name, tags: {}, parentKeyId },
    ...times,
  })
}

const newEntity = ({ world, dialect }: Build, account: string, kind: 'role' | 'group', path: string, name: string) => {
  const made = dialect.identity.newEntity?.(world.ids, kind, account, path, name)
  if (made === undefined) throw new Error(`dialect \`${dialect.name}\` makes no ${kind}s`)
  return { kind, name, ...made, ...blank(world, account), path, label: name }
}

export const addGroup = (build: Build, place: Place, name: string, group: SceneGroup): void => {
  const { path = '/', policies } = group
  const made = build.world.registry.addIdentity({
    ...newEntity(build, place.account, 'group', path, name),
    ...inlineOf(build, place, group),
  })
  attachAll(build, place, { name, at: place.at, policies }, made)
}

const shortest = 3600
const longest = 43_200

export const addRole = (build: Build, place: Place, name: string, role: SceneRole): void => {
  const { path = '/', policies, boundary, trust, tags = {}, longestSession } = role
  const { at } = place
  if (longestSession !== undefined && !(longestSession >= shortest && longestSession <= longest)) {
    const fault = `must be between ${shortest} and ${longest} seconds`
    throw new SceneError([...at, 'longestSession'], fault, build.origin)
  }
  const made = build.world.registry.addIdentity({
    ...newEntity(build, place.account, 'role', path, name),
    trust: build.policies.parseTrust(trust, [...at, 'trust']),
    tags,
    ...(longestSession !== undefined && { longestSession }),
    ...inlineOf(build, place, role),
    ...boundaryOf(build, place, name, boundary),
  })
  attachAll(build, place, { name, at, policies }, made)
}
