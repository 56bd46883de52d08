import { namesFile } from '../scene/policies.js'
import { isSourcePolicy } from '../scene/source-policies.js'
import type { ScenePolicy } from '../scene/types.js'
import type { BucketRecord, ObjectRecord } from '../store/types.js'
import type { BucketView, KeyView, ObjectPage, ObjectView, PolicyView } from './api.js'
import {
  answerWith,
  bytesOf,
  type ControlCall,
  ControlError,
  type Controlled,
  numberOf,
  objectOf,
  type Route,
  required,
} from './route.js'

/** The variables of a key, with the address under which the server was asked for them. */
const environmentOf = ({ mock }: Controlled, name: string, { request }: ControlCall): KeyView['env'] => {
  const here = `${request.protocol}://${request.host}`
  const variables = Object.entries(mock.as(name).env())
  return Object.fromEntries(variables.map(([each, value]) => [each, value.startsWith('https://') ? here : value]))
}

const keyView = (controlled: Controlled, name: string, call: ControlCall): KeyView => {
  const { id, secret, status, policies } = controlled.mock.keys.get(name)
  return { name, id, secret, status, policies, env: environmentOf(controlled, name, call) }
}

const bucketView = ({ mock }: Controlled, record: BucketRecord): BucketView => {
  const { store } = mock.world()
  const { name, account, created, region, versioning, policy, settings } = record
  return {
    ...{ name, account, created, region, public: record.public, versioning, policy: policy?.text },
    keys: store.size(name),
    uploads: [...store.uploads(name)].length,
    settings: Object.keys(settings),
  } as BucketView
}

const objectView = (record: ObjectRecord): ObjectView => {
  const { key, versionId, etag, modified, storageClass, metadata, tags } = record
  return {
    ...{ key, versionId, size: record.blob.size, etag, modified, storageClass },
    ...{ contentType: record.system.contentType, metadata },
    tags: Object.fromEntries(tags.map(tag => [tag.Key, tag.Value])),
  } as ObjectView
}

const requireBucket = ({ mock }: Controlled, name: string | undefined): BucketRecord => {
  const bucket = mock.world().store.bucket(required('bucket', name))
  if (bucket === undefined) throw new ControlError(404, `there is no bucket \`${name}\``)
  return bucket
}

const pageOf = (controlled: Controlled, { query }: ControlCall): ObjectPage => {
  const { name } = requireBucket(controlled, query.bucket)
  const { prefix, delimiter, after } = query
  const limit = Math.min(numberOf('limit', query.limit) ?? 1000, 1000)
  const request = Object.entries({ prefix, delimiter, after, limit }).filter(([, value]) => value !== undefined)
  const page = controlled.mock.world().store.list(name, Object.fromEntries(request) as { limit: number })
  return {
    objects: page.entries.flatMap(entry => ('object' in entry ? [objectView(entry.object)] : [])),
    prefixes: page.entries.flatMap(entry => ('prefix' in entry ? [entry.prefix] : [])),
    next: page.truncated ? page.next : undefined,
  } as ObjectPage
}

const requireObject = (controlled: Controlled, { query }: ControlCall): ObjectRecord => {
  const { name } = requireBucket(controlled, query.bucket)
  const key = required('key', query.key)
  const record = controlled.mock.world().store.object(name, key, query.versionId)
  if (record === undefined) throw new ControlError(404, `there is no object \`${key}\` in \`${name}\``)
  return record
}

/** What is in an object may be a page: no browser may run it at the address of the server. */
const harmless: readonly (readonly [string, string])[] = [['Content-Security-Policy', "default-src 'none'; sandbox"]]

interface NewKey {
  readonly name: string
}

interface KeyChange {
  readonly status?: 'Active' | 'Inactive'
  /** A document, an ARN, or the name of a policy. */
  readonly attach?: string | object
  readonly detach?: string | object
}

const changeKey = async (controlled: Controlled, call: ControlCall): Promise<KeyView> => {
  const { status, attach, detach } = await objectOf<KeyChange>(call, ['status', 'attach', 'detach'])
  const name = call.parts.name!
  const key = controlled.mock.keys.get(name)
  if (status !== undefined && status !== 'Active' && status !== 'Inactive')
    throw new ControlError(400, '`status` is `Active` or `Inactive`')
  for (const policy of [attach, detach]) refuseFile(policy)
  if (attach !== undefined) key.attach(attach as Parameters<typeof key.attach>[0])
  if (detach !== undefined) key.detach(detach as Parameters<typeof key.detach>[0])
  if (status === 'Active') key.activate()
  if (status === 'Inactive') key.deactivate()
  return keyView(controlled, name, call)
}

/** As of scenes that are sent: a policy is not the name of a file of this process. */
const refuseFile = (policy: unknown): void => {
  if (namesFile(policy) || isSourcePolicy(policy as ScenePolicy))
    throw new ControlError(400, 'a policy that is sent names no file: send the document itself')
}

/** Routes over what there is: keys, policies, buckets, objects. They ask no right. */
export const worldRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'keys',
    run: (controlled, call) => ({
      keys: controlled.mock.keys.names().map(name => keyView(controlled, name, call)),
    }),
  },
  {
    method: 'POST',
    path: 'keys',
    run: async (controlled, call) => {
      const { name, ...key } = await objectOf<NewKey & { readonly policies?: readonly unknown[] }>(call)
      for (const policy of key.policies ?? []) refuseFile(policy)
      controlled.mock.keys.create(required('name', name), key as object)
      return keyView(controlled, name, call)
    },
  },
  {
    method: 'PATCH',
    path: 'keys/{name}',
    run: changeKey,
  },
  {
    method: 'DELETE',
    path: 'keys/{name}',
    run: ({ mock }, { parts }) => {
      mock.keys.get(parts.name!).delete()
      return {}
    },
  },
  {
    method: 'GET',
    path: 'policies',
    run: ({ mock }) => ({
      policies: mock.policies.names().map((name): PolicyView => {
        const { arn, text } = mock.policies.get(name)
        return { name, arn, document: text }
      }),
    }),
  },
  {
    method: 'GET',
    path: 'buckets',
    run: controlled => ({
      buckets: [...controlled.mock.world().store.buckets()].map(record => bucketView(controlled, record)),
    }),
  },
  {
    method: 'GET',
    path: 'objects',
    query: ['bucket', 'prefix', 'delimiter', 'after', 'limit'],
    run: pageOf,
  },
  {
    method: 'GET',
    path: 'object',
    query: ['bucket', 'key', 'versionId'],
    run: (controlled, call) => {
      const { blob } = requireObject(controlled, call)
      const length = ['Content-Length', String(blob.size)] as const
      return answerWith(blob.read(), 'application/octet-stream', [length, ...harmless])
    },
  },
  {
    method: 'PUT',
    path: 'object',
    query: ['bucket', 'key'],
    run: async (controlled, call) => {
      const { name } = requireBucket(controlled, call.query.bucket)
      const key = required('key', call.query.key)
      const contentType = call.request.headers.get('content-type')
      const body = await bytesOf(call)
      const object = contentType === undefined ? { body } : { body, contentType }
      controlled.mock.bucket(name).put(key, object)
      return objectView(controlled.mock.world().store.get({ Bucket: name, Key: key }))
    },
  },
  {
    method: 'DELETE',
    path: 'object',
    query: ['bucket', 'key', 'versionId'],
    run: (controlled, call) => {
      const { key } = requireObject(controlled, call)
      controlled.mock.world().store.remove({
        ...{ Bucket: call.query.bucket!, Key: key },
        ...(call.query.versionId !== undefined && { VersionId: call.query.versionId }),
      })
      return {}
    },
  },
]
