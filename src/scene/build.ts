import { applySettings } from './bucket-settings.js'
import { addMainAccount, addOtherAccount, mainAccount } from './build-accounts.js'
import { addBucket } from './build-bucket.js'
import type { Build, BuildHost, Place } from './build-host.js'
import { addGroup, addKey, addRole } from './build-identities.js'
import { addOrganization } from './build-organization.js'
import { checkNames } from './check-names.js'
import { checkDialectFields } from './dialect-fields.js'
import { ScenePolicies } from './policies.js'
import { addServicePolicies } from './service-policies.js'
import type { Scene } from './types.js'

/** Key ids by the names that `as` takes. */
export type KeyIds = ReadonlyMap<string, string>

/** What the account `main` has at the top of a scene, and another one in its entry. */
type Content = Pick<Scene, 'groups' | 'keys' | 'users' | 'serviceAccounts' | 'roles' | 'buckets'>

/** Puts a valid scene into an empty world. Throws a SceneError for what the schema cannot see. */
export const buildScene = (scene: Scene, host: BuildHost): { keys: KeyIds } => {
  checkDialectFields(scene, host.dialect, host.origin)
  checkNames(scene, host.dialect, host.origin)
  const { world, ...rest } = host
  const policies = new ScenePolicies({ ...rest, world: () => world }, scene.policies)
  const build: Build = { ...host, policies, keys: new Map() }
  const { [mainAccount]: main, ...others } = scene.accounts ?? {}
  addMainAccount(build, main)
  addServicePolicies(build)
  if (scene.organization !== undefined) addOrganization(build, scene.organization)
  // all accounts before any bucket: its policy may name them
  const places = Object.entries(others).map(([name, given]) => [addOtherAccount(build, name, given), given] as const)
  const contents: (readonly [Place, Content])[] = [
    [{ account: host.dialect.identity.account, at: [], prefix: '' }, scene],
    ...places,
  ]
  for (const [place, content] of contents) addIdentities(build, place, content)
  for (const [place, { buckets = {} }] of contents) {
    for (const [name, bucket] of Object.entries(buckets)) addBucket(build, place, name, bucket)
  }
  // all buckets before their settings: one may name another
  for (const [place, { buckets = {} }] of contents) {
    for (const [name, bucket] of Object.entries(buckets))
      applySettings(build, [...place.at, 'buckets', name], name, bucket)
  }
  return { keys: build.keys }
}

const addIdentities = (build: Build, place: Place, content: Content): void => {
  const { groups = {}, keys = {}, users = {}, serviceAccounts = {}, roles = {} } = content
  const inside = (section: string, name: string): Place => ({ ...place, at: [...place.at, section, name] })
  for (const [name, group] of Object.entries(groups)) addGroup(build, inside('groups', name), name, group)
  for (const [name, key] of Object.entries(keys)) addKey(build, inside('keys', name), name, key)
  for (const [name, user] of Object.entries(users)) addKey(build, inside('users', name), name, user)
  for (const [name, account] of Object.entries(serviceAccounts))
    addKey(build, inside('serviceAccounts', name), name, account)
  for (const [name, role] of Object.entries(roles)) addRole(build, inside('roles', name), name, role)
}
