import { createHash } from 'node:crypto'
import { fail } from '../../../contract/errors.js'
import type { OperationContext } from '../../../contract/operation.js'
import type { BucketRecord, NewObject, ObjectAddress, ObjectRecord, Store } from '../../../store/types.js'
import { settingsOf } from '../bucket/bucket-settings.js'
import { withMembers } from '../with-members.js'

// Source: https://www.tigrisdata.com/docs/migration/ and lib/object/migrate.ts of https://github.com/tigrisdata/storage

/** The bucket's `shadow_bucket`, as PATCH takes it. */
interface Shadow {
  readonly endpoint?: string
  readonly name?: string
  readonly region?: string
  readonly access_key?: string
  readonly secret_key?: string
  readonly write_through?: boolean
}

const shadowOf = (bucket: BucketRecord): Shadow | undefined => settingsOf(bucket).shadow as Shadow | undefined

const ask = (
  { askSource }: OperationContext,
  { endpoint = '', name = '', region = 'auto', access_key: accessKeyId = '', secret_key: secretAccessKey = '' }: Shadow,
  request: Parameters<OperationContext['askSource']>[1],
) => askSource({ endpoint, name, region: region || 'auto', accessKeyId, secretAccessKey }, request)

/** RFC 9110 7.6.3: which buckets have passed a request on, so that one that shadows itself is not asked for ever. */
const viaOf = (bucket: string): string => `1.1 tigris-mock (${bucket})`
const passed = ({ request }: OperationContext): string => request.headers.get('via') ?? ''
const comesFrom = (context: OperationContext, bucket: string): boolean =>
  passed(context).split(/,\s*/).includes(viaOf(bucket))
const onwards = (context: OperationContext, bucket: string): string =>
  [passed(context), viaOf(bucket)].filter(text => text !== '').join(', ')

interface Fetched extends NewObject {
  readonly modified: number
}

const systemOf = ({ headers }: Response): ObjectRecord['system'] => {
  const told = (name: string) => headers.get(name) ?? undefined
  const [cacheControl, contentDisposition, contentLanguage] = [
    told('cache-control'),
    told('content-disposition'),
    told('content-language'),
  ]
  return {
    contentType: told('content-type') ?? 'binary/octet-stream',
    ...(cacheControl !== undefined && { cacheControl }),
    ...(contentDisposition !== undefined && { contentDisposition }),
    ...(contentLanguage !== undefined && { contentLanguage }),
  }
}

const metadataOf = ({ headers }: Response): ObjectRecord['metadata'] => {
  const prefix = 'x-amz-meta-'
  const own = [...headers].filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]))
}

/** The object in the source; undefined when it has none. Other refusals of the source are told as such. */
const fetched = async (
  context: OperationContext,
  shadow: Shadow,
  { Bucket, Key }: ObjectAddress,
): Promise<Fetched | undefined> => {
  const { store } = context
  const answer = await ask(context, shadow, { method: 'GET', key: Key, via: onwards(context, Bucket) })
  if (answer.status === 404) return undefined
  if (!answer.ok) fail('ServiceUnavailable', {}, `The shadow bucket answered ${answer.status} for ${Key}`)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  return {
    blob: await store.blob(bytes),
    etag: createHash('md5').update(bytes).digest('hex'),
    modified: Date.parse(answer.headers.get('last-modified') ?? '') || context.at,
    system: systemOf(answer),
    metadata: metadataOf(answer),
    tags: [],
    storageClass: settingsOf(store.requireBucket(Bucket)).storageClass ?? 'STANDARD',
    owner: context.principal.account,
  }
}

/** A store that has one more object, which it does not keep. */
const withOne = (store: Store, address: ObjectAddress, object: Fetched): Store => {
  const record = { ...object, key: address.Key, versionId: 'null', deleteMarker: false } satisfies ObjectRecord
  return { ...store, get: () => record, object: () => record }
}

interface ReadOfObject {
  readonly VersionId?: string
  readonly ScheduleMigration?: boolean
}

const missing = (input: ObjectAddress & ReadOfObject, context: OperationContext): Shadow | undefined => {
  const { store } = context
  const bucket = store.bucket(input.Bucket)
  const asked = input.VersionId !== undefined || bucket === undefined || comesFrom(context, input.Bucket)
  return asked || store.object(input.Bucket, input.Key) !== undefined ? undefined : shadowOf(bucket)
}

/** A read that misses is served from the shadow bucket; what was read stands in the bucket from then on. */
export const getThroughShadow = withMembers(
  {},
  {
    run: async (input, context, go) => {
      const shadow = missing(input, context)
      const object = shadow && (await fetched(context, shadow, input))
      if (object !== undefined) context.store.put(input, object)
      return go()
    },
  },
)

/** A look at an object that still stands in the shadow bucket says so, or has it migrated: at once, here. */
export const headThroughShadow = withMembers(
  {},
  {
    run: async (input, context, go) => {
      const shadow = missing(input, context)
      const object = shadow && (await fetched(context, shadow, input))
      if (object === undefined) return go()
      if (!(input as ReadOfObject).ScheduleMigration) {
        return go({ context: { ...context, store: withOne(context.store, input, object) } })
      }
      context.store.put(input, object)
      return go()
    },
    own: (input, { store }) => {
      const bucket = store.bucket(input.Bucket)
      return bucket && shadowOf(bucket) && store.object(input.Bucket, input.Key) === undefined
    },
    answer: (answer, stillThere) =>
      stillThere ? { ...answer, headers: { ...answer.headers, 'X-Tigris-Read-Source': 'block_shadow' } } : answer,
  },
)

/** A write that the bucket passes on to its shadow bucket, where it is set to. */
export const putThroughShadow = withMembers(
  {},
  {
    run: async (input, context, go) => {
      const output = await go()
      const shadow = shadowOf(context.store.requireBucket(input.Bucket))
      if (!shadow?.write_through || comesFrom(context, input.Bucket)) return output
      const { blob } = context.store.get({ Bucket: input.Bucket, Key: input.Key })
      const pieces: Uint8Array[] = []
      const bytes = blob.read()
      if (ArrayBuffer.isView(bytes)) pieces.push(bytes)
      else for await (const piece of bytes) pieces.push(piece)
      const answer = await ask(context, shadow, {
        method: 'PUT',
        key: input.Key,
        body: Buffer.concat(pieces),
        via: onwards(context, input.Bucket),
      })
      if (!answer.ok) fail('ServiceUnavailable', {}, `The shadow bucket answered ${answer.status} for ${input.Key}`)
      return output
    },
  },
)
