import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { memoryBlob } from '../store/blob-kinds.js'
import type { NewObject, Tag } from '../store/types.js'
import { SceneError, type SceneOrigin } from './scene-error.js'
import type { SceneObject } from './types.js'

export const tagList = (tags: Readonly<Record<string, string>>): readonly Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** An object of a scene as the store keeps it. */
export const toObject = (
  object: SceneObject,
  at: readonly string[],
  { origin }: { readonly origin: SceneOrigin },
  owner: string,
): NewObject => {
  const given = typeof object === 'string' || ArrayBuffer.isView(object) ? { body: object } : object
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
