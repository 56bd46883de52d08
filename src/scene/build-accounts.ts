import type { DialectDefinition } from '../contract/dialect-definition.js'
import { adminName, type Build, blank, nameKey, type Place, rootArnOf } from './build-host.js'
import { SceneError } from './scene-error.js'
import type { Scene, SceneAccount } from './types.js'

/** Its entry of `accounts` may say how the account `main` is called. */
export const mainAccount = 'main'

/** The dialect with the id that the scene gives the account `main`. */
export const withMainAccount = (dialect: DialectDefinition, { id }: SceneAccount = {}): DialectDefinition =>
  id === undefined
    ? dialect
    : { ...dialect, identity: { ...dialect.identity, account: id, rootArn: rootArnOf(dialect, id) } }

/**
 * The dialect with the settings that the scene wants for new buckets. Old buckets encrypt as new ones do since 2023.
 * https://aws.amazon.com/blogs/aws/heads-up-amazon-s3-security-changes-are-coming-in-april-of-2023/
 */
export const withNewBuckets = (dialect: DialectDefinition, wanted: Scene['newBuckets']): DialectDefinition =>
  wanted === 'before-2023'
    ? { ...dialect, newBuckets: { encrypted: dialect.newBuckets.encrypted, signatureVersion2: true } }
    : dialect

/** Records an account and makes its highest key, which goes by `name`. */
export const addAccount = (
  build: Build,
  account: string,
  called: string,
  given: SceneAccount,
  key: { readonly name: string; readonly at: readonly string[] },
): void => {
  const { world, dialect, origin } = build
  const { identity } = dialect
  const { canonicalId = identity.canonicalId(account), displayName = called } = given
  const { email = `${called}@example.com`, root } = given
  if (identity.accountIds !== undefined && !identity.accountIds.test(account))
    throw new SceneError([...key.at, 'id'], `is no account id: \`${account}\`; write twelve digits`, origin)
  if (world.registry.account(account) !== undefined)
    throw new SceneError([...key.at, 'id'], `\`${account}\` stands for another account too`, origin)
  world.registry.addAccount({ id: account, canonicalId, displayName, email })

  const made = identity.newKey(world.ids, key.name)
  const { id = made.id, secret = made.secret } = root ?? {}
  nameKey(build, key.at, key.name, id)
  if (world.registry.key(id) !== undefined)
    throw new SceneError([...key.at, 'root', 'id'], `\`${id}\` stands for another key too`, origin)
  const own = identity.identityOf(world.ids, account, adminName, id)
  const arn = rootArnOf(dialect, account)
  world.registry.addIdentity({
    ...own,
    ...blank(world, account),
    ...(arn.endsWith(':root') ? { kind: 'root', id: account } : {}),
    arn,
    label: key.name === adminName ? 'admin' : key.name,
    roles: identity.adminRoles,
    admin: true,
  })
  world.registry.addKey({ id, secret, status: 'Active', created: world.clock.now(), account, identity: own.name })
}

const allowedInMain = ['id', 'canonicalId', 'displayName', 'email', 'root']

/** The account `main`, with what the scene says of it. */
export const addMainAccount = (build: Build, given: SceneAccount = {}): void => {
  for (const member of Object.keys(given)) {
    if (allowedInMain.includes(member)) continue
    const at = ['accounts', mainAccount, member]
    throw new SceneError(at, `stands at the top of the scene: write \`${member}\` beside \`accounts\``, build.origin)
  }
  const key = { name: adminName, at: ['accounts', mainAccount] }
  addAccount(build, build.dialect.identity.account, mainAccount, given, key)
}

/** Another account; its root goes by the account's name. Returns its place, for what stands in it. */
export const addOtherAccount = (build: Build, name: string, given: SceneAccount): Place => {
  const at = ['accounts', name]
  const account = given.id ?? build.world.ids.named('account', name, 12, '0123456789')
  addAccount(build, account, name, given, { name, at })
  return { account, at, prefix: `${name}/` }
}
