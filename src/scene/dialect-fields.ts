import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { Feature } from '../contract/features.js'
import { SceneError, type SceneOrigin } from './scene-error.js'
import type { Scene } from './types.js'

const sections: readonly (readonly [keyof Scene, Feature, string])[] = [
  ['users', 'users', 'it has access keys alone: write `keys`, each with its policies'],
  ['groups', 'users', 'it has no groups: give each key its policies'],
  ['roles', 'users', 'it has no roles to assume: roles on buckets stand in the keys'],
  ['accounts', 'users', 'it has one account'],
  ['organization', 'bearer-tokens', 'it has accounts: write `accounts`'],
  ['shadows', 'bearer-tokens', 'it has no shadow buckets'],
  ['serviceAccounts', 'service-accounts', 'write `keys` or `users`'],
  ['newBuckets', 'object-ownership', 'its buckets are made as they always were'],
]

const ownedMembers = ['ownership', 'publicAccessBlock'] as const

/** Throws a SceneError for what the schema knows and the dialect does not have. */
export const checkDialectFields = (
  scene: Scene,
  { name, features, notifications, assumptions }: DialectDefinition,
  origin: SceneOrigin,
): void => {
  for (const [section, feature, remedy] of sections) {
    if (scene[section] === undefined || features.has(feature)) continue
    const service = feature === 'users' && features.has('service-accounts') ? 'write `serviceAccounts`' : remedy
    throw new SceneError([section], `is not for dialect \`${name}\`; ${service}`, origin, 'name')
  }
  if (scene.assumed !== undefined && assumptions === undefined)
    throw new SceneError(['assumed'], `is not for dialect \`${name}\`; it leaves nothing to be assumed`, origin, 'name')
  if (scene.webhooks !== undefined && notifications?.posts === undefined)
    throw new SceneError(['webhooks'], `is not for dialect \`${name}\`: its buckets post nothing`, origin, 'name')
  for (const [bucket, { snapshots }] of Object.entries(scene.buckets ?? {})) {
    if (snapshots === undefined || features.has('nanosecond-versions')) continue
    const remedy = 'write `versioning: "Enabled"` where it has versions'
    throw new SceneError(['buckets', bucket, 'snapshots'], `is not for dialect \`${name}\`; ${remedy}`, origin, 'name')
  }
  for (const [bucket, { region }] of Object.entries(scene.buckets ?? {})) {
    if (region === undefined || features.has('regions')) continue
    throw new SceneError(['buckets', bucket, 'region'], `is not for dialect \`${name}\`: its hosts name none`, origin)
  }
  for (const [bucket, given] of Object.entries(scene.buckets ?? {})) {
    const member = ownedMembers.find(each => given[each] !== undefined)
    if (member === undefined || features.has('object-ownership')) continue
    throw new SceneError(['buckets', bucket, member], `is not for dialect \`${name}\``, origin, 'name')
  }
  for (const [key, { sessionToken }] of Object.entries(scene.keys ?? {})) {
    if (sessionToken === undefined || features.has('bearer-tokens')) continue
    throw new SceneError(['keys', key, 'sessionToken'], `is not for dialect \`${name}\``, origin, 'name')
  }
  for (const [key, { scope }] of Object.entries(scene.keys ?? {})) {
    if (scope === undefined || features.has('key-scopes')) continue
    const remedy = 'there, a key without policies may do nothing anyway'
    throw new SceneError(['keys', key, 'scope'], `is not for dialect \`${name}\`; ${remedy}`, origin, 'name')
  }
}
