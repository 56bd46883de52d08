import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Identity } from '../auth/types.js'
import type { Dialect } from '../dialect.js'
import { suggestName } from '../nearest.js'
import { isPublicPolicy } from '../policy/public-access.js'
import type { Policy } from '../policy/types.js'
import type { PolicyParser } from '../policy-parser.js'
import { memoryBlob } from '../store/blob-kinds.js'
import type { BucketRecord, NewObject } from '../store/types.js'
import type { World } from '../world.js'
import { ScenePolicies } from './policies.js'
import { SceneError, type SceneOrigin } from './scene-error.js'
import type { Scene, SceneBucket, SceneKey, SceneObject } from './types.js'

export interface BuildHost {
  readonly world: World
  readonly dialect: Dialect
  readonly parser: PolicyParser
  readonly origin: SceneOrigin
}

/** Name of the key that `mock.admin()` uses; no scene can name it. */
export const adminName = '(admin)'

/** Key ids by the names of the scene's keys. */
export type KeyIds = ReadonlyMap<string, string>

/** Puts a valid scene into an empty world. Throws a SceneError for what the schema cannot see. */
export const buildScene = (scene: Scene, host: BuildHost): { keys: KeyIds } => {
  const { world, ...rest } = host
  const policies = new ScenePolicies({ ...rest, world: () => world }, scene.policies)
  const keys = new Map<string, string>()
  addAdmin(host, keys)
  for (const [name, key] of Object.entries(scene.keys ?? {})) addKey(name, key, host, keys, policies)
  for (const [name, bucket] of Object.entries(scene.buckets ?? {})) addBucket(name, bucket, host, keys, policies)
  return { keys }
}

const addAdmin = ({ world, dialect }: BuildHost, keys: Map<string, string>): void => {
  const { account, rootArn, adminRoles } = dialect.identity
  const { id, secret } = dialect.identity.newKey(world.ids, adminName)
  const canonicalId = dialect.identity.canonicalId(account)
  world.registry.addAccount({ id: account, canonicalId, displayName: 'main', email: 'main@example.com' })
  const own = dialect.identity.identityOf(world.ids, account, adminName, id)
  const isRoot = rootArn.endsWith(':root')
  world.registry.addIdentity({
    ...own,
    ...(isRoot ? { kind: 'root', id: account } : {}),
    arn: rootArn,
    ...blank(world, account),
    label: 'admin',
    roles: adminRoles,
    admin: true,
  })
  world.registry.addKey({ id, secret, status: 'Active', created: world.clock.now(), account, identity: own.name })
  keys.set(adminName, id)
}

const blank = (world: World, account: string): Omit<Identity, 'kind' | 'name' | 'id' | 'arn' | 'label'> => ({
  account,
  path: '/',
  created: world.clock.now(),
  attached: [],
  inline: [],
  roles: [],
  admin: false,
  scope: 'standard',
  tags: {},
})

const addKey = (
  name: string,
  key: SceneKey,
  host: BuildHost,
  keys: Map<string, string>,
  policies: ScenePolicies,
): void => {
  const { world, dialect, origin } = host
  const at = ['keys', name]
  const { account, roleNames, adminRoles } = dialect.identity
  for (const [bucket, role] of Object.entries(key.roles ?? {})) {
    if (roleNames.includes(role)) continue
    const remedy =
      roleNames.length === 0 ? `dialect \`${dialect.name}\` has no roles on keys` : suggestName(role, roleNames)
    throw new SceneError([...at, 'roles', bucket], `is no role: \`${role}\`; ${remedy}`, origin)
  }
  if (key.admin && adminRoles.length === 0) {
    throw new SceneError(
      [...at, 'admin'],
      `is not for dialect \`${dialect.name}\`; attach a policy, or use mock.admin()`,
      origin,
    )
  }
  if (key.policies?.length && dialect.limits.policiesPerIdentity === 0) {
    throw new SceneError(
      [...at, 'policies'],
      `is not for dialect \`${dialect.name}\`; give \`roles\`, or the bucket a \`policy\``,
      origin,
    )
  }
  const made = dialect.identity.newKey(world.ids, name)
  const id = key.id ?? made.id
  if (world.registry.key(id) !== undefined)
    throw new SceneError([...at, 'id'], `\`${id}\` stands for another key too`, origin)
  const identity = dialect.identity.identityOf(world.ids, account, name, id)
  const roles = Object.entries(key.roles ?? {}).map(([bucket, role]) => ({ bucket, role }))
  world.registry.addIdentity({
    ...identity,
    ...blank(world, account),
    label: name,
    roles: key.admin ? adminRoles : roles,
    admin: key.admin ?? false,
    scope: key.scope ?? 'standard',
  })
  const { secret = made.secret, status = 'Active' } = key
  world.registry.addKey({ id, secret, status, created: world.clock.now(), account, identity: identity.name })
  for (const [index, policy] of (key.policies ?? []).entries()) {
    const arn = policies.arnOf(policy, `${name}-${index + 1}`, [...at, 'policies', String(index)])
    world.registry.attach(account, identity.name, arn)
  }
  keys.set(name, id)
}

const addBucket = (name: string, bucket: SceneBucket, host: BuildHost, keys: KeyIds, policies: ScenePolicies): void => {
  const { world, dialect, origin } = host
  const at = ['buckets', name]
  const owner = ownerOf(bucket, at, host, keys)
  if (bucket.policy !== undefined && !dialect.features.has('bucket-policies')) {
    throw new SceneError([...at, 'policy'], `is not for dialect \`${dialect.name}\`: it has no bucket policies`, origin)
  }
  if (bucket.versioning !== undefined && !dialect.features.has('versioning')) {
    throw new SceneError([...at, 'versioning'], `is not for dialect \`${dialect.name}\`: it has no versioning`, origin)
  }
  const { account } = dialect.identity
  const canonicalId = dialect.identity.canonicalId(account)
  const policy = bucket.policy === undefined ? undefined : policies.parseBucketPolicy(bucket.policy, [...at, 'policy'])
  world.store.createBucket({
    name,
    account,
    owner: canonicalId,
    ...accessSettings(bucket, policy, dialect),
    creator: owner,
    region: dialect.region,
    acl: { canned: bucket.public ? 'public-read' : 'private', grants: [] },
    public: bucket.public ?? false,
    settings: bucket.tags === undefined ? {} : { tagging: tagList(bucket.tags) },
    ...(bucket.versioning && { versioning: bucket.versioning }),
    ...(policy && { policy }),
  })
  for (const [key, object] of Object.entries(bucket.objects ?? {})) {
    const made = toObject(object, [...at, 'objects', key], host, canonicalId)
    const acl = { canned: 'public-read', grants: [] }
    world.store.put(
      { Bucket: name, Key: key },
      bucket.public && dialect.publicHosts.length === 0 ? { ...made, acl } : made,
    )
  }
}

/** As the service makes buckets now, unless the scene says that the bucket is open. */
const accessSettings = (
  bucket: SceneBucket,
  policy: Policy | undefined,
  { newBuckets: { objectOwnership, publicAccessBlock } }: Dialect,
): Pick<BucketRecord, 'ownership' | 'publicAccessBlock'> => {
  const open = bucket.public === true || (policy !== undefined && isPublicPolicy(policy))
  return {
    ...(objectOwnership && { ownership: bucket.public ? 'ObjectWriter' : objectOwnership }),
    ...(publicAccessBlock && !open && { publicAccessBlock }),
  }
}

const ownerOf = ({ owner }: SceneBucket, at: readonly string[], host: BuildHost, keys: KeyIds): string => {
  const { world, dialect, origin } = host
  if (owner === undefined) return dialect.identity.rootArn
  const id = keys.get(owner)
  const names = [...keys.keys()].filter(name => name !== adminName)
  if (id === undefined)
    throw new SceneError([...at, 'owner'], `names no key \`${owner}\`; ${suggestName(owner, names)}`, origin)
  const key = world.registry.key(id)!
  return world.registry.identity(key.account, key.identity)!.arn
}

const tagList = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** An object of a scene as the store keeps it. */
export const toObject = (
  object: SceneObject,
  at: readonly string[],
  { origin }: Pick<BuildHost, 'origin'>,
  owner: string,
): NewObject => {
  const given = typeof object === 'string' || object instanceof Uint8Array ? { body: object } : object
  const bytes = bytesOf(given, at, origin)
  return {
    blob: memoryBlob(bytes),
    etag: createHash('md5').update(bytes).digest('hex'),
    system: { contentType: ('contentType' in given ? given.contentType : undefined) ?? 'binary/octet-stream' },
    metadata: ('metadata' in given ? given.metadata : undefined) ?? {},
    tags: tagList(('tags' in given ? given.tags : undefined) ?? {}),
    storageClass: ('storageClass' in given ? given.storageClass : undefined) ?? 'STANDARD',
    owner,
  }
}

type GivenObject = Exclude<SceneObject, string | Uint8Array>

const bytesOf = (given: GivenObject, at: readonly string[], origin: SceneOrigin): Uint8Array => {
  const sources = [given.body, given.file, given.base64].filter(source => source !== undefined)
  if (sources.length !== 1) throw new SceneError(at, 'needs exactly one of `body`, `file`, `base64`', origin)
  if (given.base64 !== undefined) return Buffer.from(given.base64, 'base64')
  if (given.body !== undefined) return typeof given.body === 'string' ? Buffer.from(given.body) : given.body
  const path = resolve(origin.baseUrl, given.file!)
  try {
    return readFileSync(path)
  } catch {
    throw new SceneError([...at, 'file'], `names a file that cannot be read: ${path}`, origin)
  }
}
