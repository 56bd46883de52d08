import type { Account } from '../auth/types.js'
import { adminName } from '../scene/build-host.js'
import type { Scene, SceneAccount, SceneBucket, SceneOrganization } from '../scene/types.js'
import type { MockInside } from './inside.js'
import { sceneBucket } from './scene-buckets.js'
import { SceneGaps, unlessEmpty } from './scene-gaps.js'
import { sceneAccount, scenePeople, scenePolicies } from './scene-identities.js'

export interface SceneOptions {
  /** Leaves out what a scene cannot say, instead of throwing. */
  readonly partly?: boolean
}

interface StoredOrganization {
  readonly name: string
  readonly slug: string
  readonly users: readonly {
    readonly userId: string
    readonly email: string
    readonly name: string
    readonly role: 'admin' | 'member'
    readonly isOwner: boolean
  }[]
  readonly teams: readonly {
    readonly name: string
    readonly description: string
    readonly members: readonly string[]
  }[]
}

const organizationOf = ({ settings }: Account, gaps: SceneGaps): SceneOrganization | undefined => {
  const { organization, ...others } = (settings ?? {}) as { readonly organization?: StoredOrganization }
  gaps.unknownMembers('account `main`', others, [])
  if (organization === undefined) return undefined
  const { name, slug, users, teams } = organization
  const names = new Map(users.map(user => [user.userId, user.name]))
  return {
    ...{ name, slug },
    users: Object.fromEntries(
      users.map(({ userId, email, name: user, role, isOwner }) => [
        user,
        { id: userId, email, ...(isOwner ? { owner: true } : { role }) },
      ]),
    ),
    teams: Object.fromEntries(
      teams.map(({ name: team, description, members }) => [
        team,
        { description, members: members.map(id => names.get(id) ?? id) },
      ]),
    ),
  }
}

/** What the world itself tells; everything else of a scene stays as it was given. */
const told: readonly string[] = [
  ...['buckets', 'keys', 'users', 'groups', 'roles', 'serviceAccounts', 'accounts', 'policies', 'organization'],
]

/**
 * The present world as a scene that reads back: buckets with the newest version of each object, keys with their
 * secrets, users, groups, roles, accounts and policies. Times, the log, the clock, faults and listeners are no part of
 * a scene. Throws an Error that names everything else that a scene cannot say: older versions, uploads in progress, ...
 */
export const toScene = (inside: MockInside, scene: Scene, options: SceneOptions = {}): Scene => {
  const gaps = new SceneGaps()
  const world = inside.world()
  const { registry, store, names } = world
  const { dialect } = inside
  const main = dialect.identity.account
  const hasAccounts = dialect.features.has('users')

  const nameOfArn = (account: string, prefix: string) => {
    const people = new Map(
      [...names.value].flatMap(([name, id]) => {
        const key = registry.key(id)
        const identity = key && registry.identity(key.account, key.identity)
        const inAccount = identity?.account === account && name.startsWith(prefix) && name !== adminName
        return inAccount ? [[identity.arn, name.slice(prefix.length)] as const] : []
      }),
    )
    return (arn: string): string | undefined => people.get(arn)
  }
  const bucketsOf = (account: string, prefix: string): Record<string, SceneBucket> | undefined => {
    const buckets: Record<string, SceneBucket> = {}
    for (const record of store.buckets()) {
      if (record.account !== account) continue
      buckets[record.name] = sceneBucket(inside, record, nameOfArn(account, prefix), gaps)
    }
    return unlessEmpty(buckets)
  }
  const contentOf = (account: string, prefix: string): Scene & SceneAccount => {
    const buckets = bucketsOf(account, prefix)
    return { ...scenePeople(inside, account, prefix, gaps), ...(buckets && { buckets }) } as Scene & SceneAccount
  }

  const accounts: Record<string, SceneAccount> = {}
  for (const account of hasAccounts ? registry.accounts() : []) {
    const own = [...registry.identities(account.id)].find(({ kind }) => kind === 'root')
    const name = account.id === main ? 'main' : (own?.label ?? account.displayName)
    const content = account.id === main ? {} : contentOf(account.id, `${name}/`)
    accounts[name] = { ...sceneAccount(inside, account), ...content }
  }
  for (const record of store.deletedBuckets())
    gaps.add(`bucket \`${record.name}\``, 'it was deleted and can be had back')
  const ended = ({ expires }: { readonly expires: number }) =>
    expires === Number.POSITIVE_INFINITY || expires <= world.clock.now()
  const sessions = [...world.checkpoint().registry.sessions.values()].flat().filter(each => !ended(each))
  if (sessions.length > 0) gaps.add('sessions', `${sessions.length} that have not expired`)

  const organization = organizationOf(registry.account(main)!, gaps)
  const policies = scenePolicies(inside, gaps)
  const made: Scene = {
    ...Object.fromEntries(Object.entries(scene).filter(([name, value]) => value !== undefined && !told.includes(name))),
    ...contentOf(main, ''),
    ...(policies && { policies }),
    ...(hasAccounts && { accounts }),
    ...(organization && { organization }),
  }
  if (gaps.found.length > 0 && !options.partly) {
    const list = gaps.found.map(each => `\n  ${each}`).join('')
    throw new Error(`a scene has no words for${list}\nleave them out with \`toJSON({ partly: true })\``)
  }
  return made
}
