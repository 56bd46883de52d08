import { ofIdentity } from '../auth/credentials.js'
import { isServiceError } from '../contract/errors.js'
import type { Draft, OperationContext, Raw } from '../contract/operation.js'
import { bodyOf } from '../contract/wire.js'
import { operationsOf } from '../dialects/operations.js'
import { readAll } from '../protocol/readers.js'
import { adminName, type Build } from './build-host.js'
import { SceneError } from './scene-error.js'
import type { SceneBucket } from './types.js'

interface Setting {
  readonly operation: string
  /** Member of the operation's input that holds it. */
  readonly member: string
  /** The document of what the scene says, as the SDK has it. Default: the same. */
  wrap?(value: unknown): unknown
}

/** Members of a bucket that an operation of the service stores: the scene is held to what it takes. */
const bucketSettings: Readonly<Partial<Record<keyof SceneBucket, Setting>>> = {
  cors: { operation: 'PutBucketCors', member: 'CORSConfiguration', wrap: CORSRules => ({ CORSRules }) },
  lifecycle: {
    operation: 'PutBucketLifecycleConfiguration',
    member: 'LifecycleConfiguration',
    wrap: Rules => ({ Rules }),
  },
  encryption: {
    operation: 'PutBucketEncryption',
    member: 'ServerSideEncryptionConfiguration',
    wrap: Rules => ({ Rules }),
  },
  website: { operation: 'PutBucketWebsite', member: 'WebsiteConfiguration' },
  logging: {
    operation: 'PutBucketLogging',
    member: 'BucketLoggingStatus',
    wrap: LoggingEnabled => ({ LoggingEnabled }),
  },
  notification: { operation: 'PutBucketNotificationConfiguration', member: 'NotificationConfiguration' },
  settings: { operation: 'UpdateBucket', member: 'Settings' },
}

/** The first member that was written down and is not found again. */
const lost = (given: unknown, read: unknown, path: readonly string[]): readonly string[] | undefined => {
  if (typeof given !== 'object' || given === null) return undefined
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    const kept = (read as Readonly<Record<string, unknown>> | undefined)?.[name]
    if (kept === undefined) return [...path, name]
    const deeper = lost(value, kept, [...path, name])
    if (deeper !== undefined) return deeper
  }
  return undefined
}

const rawOf = (bucket: string, { headers, body = new Uint8Array(0), ...draft }: Draft): Raw => ({
  request: {
    ...{ method: 'PUT', protocol: 'https', host: '', path: `/${bucket}`, query: '', headers, scope: {} },
    body: bodyOf(body),
  },
  located: { service: 's3', protocol: 'rest-xml', bucket },
  query: draft.query,
  form: draft.form,
  document: body,
})

const contextOf = (build: Build, { request, located }: Raw): OperationContext => {
  const { world, dialect, parser } = build
  const { store, registry, ids, clock } = world
  const key = registry.key(build.keys.get(adminName)!)!
  const asks = (): never => {
    throw new Error('a setting of a scene is not judged')
  }
  return {
    ...{ dialect, limits: dialect.limits, features: dialect.features, store, registry, ids, request, located },
    ...{ principal: ofIdentity(key.id, registry.identity(key.account, key.identity)!), at: clock.now() },
    ...{
      requestId: '',
      policies: parser,
      body: { store: asks },
      presign: () => undefined,
      askSource: asks,
      hideMissing: error => error,
      can: asks,
      may: asks,
    },
  }
}

/** Stores the settings of a bucket as their operations do. Throws a SceneError with what the service would answer. */
export const applySettings = (build: Build, at: readonly string[], name: string, bucket: SceneBucket): void => {
  const { dialect, origin } = build
  const said = Object.entries(bucketSettings).flatMap(([field, setting]) => {
    const value = bucket[field as keyof SceneBucket]
    return value === undefined ? [] : [{ field, value, setting }]
  })
  const operations = said.length === 0 ? [] : operationsOf(dialect)
  for (const { field, value, setting } of said) {
    const { operation, member: input, wrap = (document: unknown) => document } = setting
    const here = [...at, field]
    const entry = operations.find(each => each.service === 's3' && each.name === operation)
    if (entry === undefined || entry.notImplemented !== undefined)
      throw new SceneError(here, `is not for dialect \`${dialect.name}\``, origin, 'name')
    const draft: Draft = { path: new Map(), query: new Map(), headers: new Map(), form: new Map() }
    try {
      const given = wrap(value)
      const { [input]: reader, ...others } = entry.readers
      reader!.write(given, draft, input)
      const raw = rawOf(name, draft)
      const document: unknown = reader!.reread === undefined ? reader!.read(raw, input) : reader!.reread(given)
      const read: Readonly<Record<string, unknown>> = { ...readAll(others, raw), [input]: document }
      const unread = lost(given, read[input], [])
      if (unread !== undefined)
        throw new SceneError(here, `has a member \`${unread.join('.')}\` that the service does not know`, origin)
      if (entry.run(read, contextOf(build, raw)) instanceof Promise)
        throw new Error(`${operation} takes its time, and a scene is built at once`)
    } catch (error) {
      if (error instanceof TypeError || isServiceError(error))
        throw new SceneError(here, `is refused by the service: ${error.message}`, origin)
      throw error
    }
  }
}
