import { createHash } from 'node:crypto'
import { systemMembers } from '../scene/objects.js'
import type { SceneBucket, SceneObject, SettingsDocument } from '../scene/types.js'
import { bytesOf } from '../store/bytes-of.js'
import type { BucketRecord, Lifecycle, ListVersionsPage, ObjectRecord, Tag } from '../store/types.js'
import { textOf } from './bucket-handle.js'
import type { MockInside } from './inside.js'
import { plain, type SceneGaps, unlessEmpty } from './scene-gaps.js'

const tagsOf = (tags: readonly Tag[] = []): Record<string, string> | undefined =>
  unlessEmpty(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])))

const takenOfObject = [
  'key',
  'versionId',
  'blob',
  'etag',
  'modified',
  'system',
  'metadata',
  'tags',
  'storageClass',
  'checksum',
]

const objectOf = (record: ObjectRecord, bucket: BucketRecord, isOpen: boolean, gaps: SceneGaps): SceneObject => {
  const about = `object \`${bucket.name}/${record.key}\``
  const { owner, acl, ...others } = record
  gaps.unknownMembers(about, others, takenOfObject)
  if (owner !== (bucket.owner ?? bucket.account)) gaps.add(about, 'its owner, who is not that of the bucket')
  const given = acl?.canned ?? (isOpen ? undefined : 'private')
  if (given !== (isOpen ? 'public-read' : 'private') || (acl?.grants.length ?? 0) > 0) gaps.add(about, 'its ACL')

  const bytes = bytesOf(record.blob)
  const text = textOf(bytes)
  const { contentType, ...system } = record.system
  const known = systemMembers.filter(name => name !== 'contentType' && record.system[name] !== undefined)
  const md5 = createHash('md5').update(bytes).digest('hex')
  const details = {
    ...(contentType !== 'binary/octet-stream' && contentType !== undefined && { contentType }),
    ...Object.fromEntries(known.map(name => [name, record.system[name]])),
    ...(Object.keys(record.metadata).length > 0 && { metadata: record.metadata }),
    ...(record.tags.length > 0 && { tags: tagsOf(record.tags) }),
    ...(record.storageClass !== 'STANDARD' && { storageClass: record.storageClass }),
    ...(record.etag !== md5 && { etag: record.etag }),
    ...(record.checksum && { checksum: record.checksum }),
  }
  gaps.unknownMembers(about, system, known)
  if (text === undefined) return { base64: Buffer.from(bytes).toString('base64'), ...details }
  return unlessEmpty(details) === undefined ? text : { body: text, ...details }
}

/** Settings that operations of S3 have stored, as the scene has them. */
const storedOf = ({ settings }: BucketRecord): SceneBucket => {
  const { cors, lifecycle, encryption, website, logging, notification } = settings as Readonly<
    Record<string, SettingsDocument | undefined>
  >
  return plain({
    cors: cors as unknown as SceneBucket['cors'],
    lifecycle: (lifecycle as unknown as Lifecycle | undefined)?.Rules,
    encryption: encryption?.Rules,
    website,
    logging: logging?.LoggingEnabled,
    notification,
  }) as SceneBucket
}

const takenSettings = ['cors', 'lifecycle', 'encryption', 'website', 'logging', 'notification', 'tagging']
const takenOfBucket = [
  ...['name', 'account', 'owner', 'creator', 'created', 'region', 'versioning', 'acl', 'policy', 'ownership'],
  ...['publicAccessBlock', 'public', 'settings', 'regional'],
]

/** A bucket as a scene has it, with the newest version of each object; `ownerOf` finds the name of who made it. */
export const sceneBucket = (
  inside: MockInside,
  record: BucketRecord,
  ownerOf: (arn: string) => string | undefined,
  gaps: SceneGaps,
): SceneBucket => {
  const { dialect } = inside
  const { store } = inside.world()
  const { name, versioning, settings, ownership, publicAccessBlock } = record
  const about = `bucket \`${name}\``
  const { ownSettings } = dialect
  const hasSnapshots = dialect.features.has('nanosecond-versions')
  gaps.unknownMembers(about, record, takenOfBucket)
  gaps.unknownMembers(about, settings, [...takenSettings, ...(ownSettings?.stored ?? [])])
  if (record.acl.grants.length > 0 || record.acl.canned !== (record.public ? 'public-read' : 'private'))
    gaps.add(about, 'its ACL')
  if (hasSnapshots && versioning === 'Suspended') gaps.add(about, 'its snapshots, which were switched off')
  const kept = hasSnapshots && (store.snapshots(name).length > 0 || store.lineage(name) !== undefined)
  if (kept) gaps.add(about, 'its snapshots and its parent')
  if ([...store.uploads(name)].length > 0) gaps.add(about, 'its uploads in progress')

  const isOpen = record.public && dialect.publicHosts.length === 0
  const objects: Record<string, SceneObject> = {}
  let from: { readonly keyMarker?: string; readonly versionIdMarker?: string } | undefined = {}
  while (from !== undefined) {
    const page: ListVersionsPage = store.listVersions(name, { limit: 1000, ...from })
    for (const entry of page.entries) {
      if (!('object' in entry)) continue
      const { object, latest } = entry
      if (latest && !object.deleteMarker) objects[object.key] = objectOf(object, record, isOpen, gaps)
      else gaps.add(`object \`${name}/${object.key}\``, object.deleteMarker ? 'a delete marker' : 'an older version')
    }
    const { truncated, nextKey, nextVersionId } = page
    from = truncated
      ? {
          ...(nextKey !== undefined && { keyMarker: nextKey }),
          ...(nextVersionId && { versionIdMarker: nextVersionId }),
        }
      : undefined
  }

  const owner = ownerOf(record.creator)
  const tags = tagsOf(settings.tagging as readonly Tag[] | undefined)
  const own = unlessEmpty(plain(ownSettings?.said(record) ?? {}) as SettingsDocument)
  const hasOwnership = dialect.features.has('object-ownership')
  return {
    ...(Object.keys(objects).length > 0 && { objects }),
    ...(owner !== undefined && { owner }),
    ...(record.public && { public: true }),
    ...(record.policy && { policy: JSON.parse(record.policy.text) }),
    ...(versioning !== undefined && (hasSnapshots ? { snapshots: true } : { versioning })),
    ...(tags && { tags }),
    ...(record.region !== dialect.region && { region: record.region }),
    ...(hasOwnership && {
      ownership: ownership ?? ('none' as const),
      publicAccessBlock: publicAccessBlock ?? ('none' as const),
    }),
    ...storedOf(record),
    ...(own && { settings: own }),
  }
}
