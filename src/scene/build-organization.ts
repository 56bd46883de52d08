import type { Build } from './build-host.js'
import { SceneError } from './scene-error.js'
import type { SceneOrganization } from './types.js'

/** Records the people of the organization beside its keys. */
export const addOrganization = (
  { world, dialect, origin }: Build,
  { name = 'main', slug = name, users = {}, teams = {} }: SceneOrganization,
): void => {
  const { registry, ids, clock } = world
  const account = registry.account(dialect.identity.account)!
  const userIds = new Map(Object.entries(users).map(([user, { id }]) => [user, id ?? ids.named('person', user, 20)]))
  const memberId = (team: string, index: number, user: string): string => {
    const id = userIds.get(user)
    if (id !== undefined) return id
    throw new SceneError(
      ['organization', 'teams', team, 'members', String(index)],
      `names no user: \`${user}\``,
      origin,
    )
  }
  const organization = {
    name,
    slug,
    users: Object.entries(users).map(([user, { email = `${user}@example.com`, role = 'member', owner = false }]) => ({
      ...{ userId: userIds.get(user)!, email, name: user },
      ...{ role: owner ? 'admin' : role, isOwner: owner },
    })),
    teams: Object.entries(teams).map(([team, { description = '', members = [] }]) => ({
      ...{ id: ids.named('team', team, 20), name: team, description },
      members: members.map((user, index) => memberId(team, index, user)),
      ...{ created: clock.now(), updated: clock.now() },
    })),
  }
  registry.addAccount({ ...account, displayName: name, settings: { ...account.settings, organization } })
}
