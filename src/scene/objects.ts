import { hash } from 'node:crypto'
import { memoryBlob } from '../store/blob-kinds.js'
import type { NewObject, SystemMetadata, Tag } from '../store/types.js'
import { readSceneBytes } from './load.js'
import { SceneError, type SceneOrigin } from './scene-error.js'
import type { SceneObject } from './types.js'

export const tagList = (tags: Readonly<Record<string, string>>): readonly Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** One record for all objects that say no more. */
const usualSystem: SystemMetadata = { contentType: 'binary/octet-stream' }

/** An object of a scene as the store keeps it. */
export const toObject = (
  object: SceneObject,
  at: readonly string[],
  { origin }: { readonly origin: SceneOrigin },
  owner: string,
): NewObject => {
  const given = typeof object === 'string' || ArrayBuffer.isView(object) ? { body: object } : object
  const { metadata = {}, tags = {}, storageClass = 'STANDARD', etag, checksum, ...known }: GivenObject = given
  const bytes = bytesOf(given, at, origin)
  if (etag !== undefined && !/^[0-9a-f]{32}(-[0-9]+)?$/.test(etag))
    throw new SceneError([...at, 'etag'], `is no ETag: \`${etag}\`; write 32 hexadecimal digits`, origin)
  const system = systemMembers.flatMap(name => (known[name] === undefined ? [] : [[name, known[name]] as const]))
  return {
    blob: memoryBlob(bytes),
    etag: etag ?? hash('md5', bytes),
    system: system.length === 0 ? usualSystem : { ...usualSystem, ...Object.fromEntries(system) },
    metadata,
    tags: tagList(tags),
    storageClass,
    owner,
    ...(checksum && { checksum: { type: 'FULL_OBJECT' as const, ...checksum } }),
  }
}

/** Headers of an object that a scene may give, under their names there. */
export const systemMembers = [
  'contentType',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'expires',
  'websiteRedirectLocation',
] as const

type GivenObject = Exclude<SceneObject, string | Uint8Array>

const bytesOf = (given: GivenObject, at: readonly string[], origin: SceneOrigin): Uint8Array => {
  const sources = [given.body, given.file, given.base64].filter(source => source !== undefined)
  if (sources.length !== 1) throw new SceneError(at, 'needs exactly one of `body`, `file`, `base64`', origin)
  if (given.base64 !== undefined) return Buffer.from(given.base64, 'base64')
  if (given.body !== undefined) return typeof given.body === 'string' ? Buffer.from(given.body) : given.body
  return readSceneBytes(given.file!, [...at, 'file'], origin)
}
