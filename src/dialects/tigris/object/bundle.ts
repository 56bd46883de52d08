import { Readable } from 'node:stream'
import zlib from 'node:zlib'
import { fail, ServiceError } from '../../../contract/errors.js'
import {
  defineOperation,
  need,
  type Operation,
  type OperationContext,
  type Reader,
} from '../../../contract/operation.js'
import { oneOf } from '../../../protocol/codecs.js'
import { jsonDocument, jsonList, jsonObject, jsonText } from '../../../protocol/json-shapes.js'
import { bucket, document, header } from '../../../protocol/readers.js'
import { list, structure, text } from '../../../protocol/shapes.js'
import { objectArn } from '../../../s3/arn.js'
import { isArchived } from '../../../s3/object/object-answer.js'
import type { Blob, ObjectRecord } from '../../../store/types.js'
import { archiveEnd, entryEnd, entryHead } from './tar.js'

const mostKeys = 5000

interface Skipped {
  readonly key: string
  readonly reason: string
}

/** Why an object is not in the bundle; undefined when it is. */
const obstacle = (
  Bucket: string,
  key: string,
  object: ObjectRecord | undefined,
  context: OperationContext<'s3:GetObject'>,
): string | undefined => {
  if (context.can(need('s3:GetObject', objectArn({ Bucket, Key: key }))).decision !== 'allowed') return 'AccessDenied'
  if (object === undefined) return 'NoSuchKey'
  return isArchived(object, context) ? 'InvalidObjectState' : undefined
}

/** What comes in turn is the reader's own: see `Bytes`. */
async function* ownChunks(blob: Blob): AsyncGenerator<Uint8Array> {
  const bytes = blob.read()
  if (ArrayBuffer.isView(bytes)) yield new Uint8Array(bytes)
  else if (Symbol.asyncIterator in bytes) yield* bytes
  else for (const view of bytes) yield new Uint8Array(view)
}

async function* tar(objects: readonly ObjectRecord[], skipped: readonly Skipped[], at: number) {
  for (const { key, blob, modified } of objects) {
    yield* entryHead(key, blob.size, modified)
    yield* ownChunks(blob)
    yield entryEnd(blob.size)
  }
  if (skipped.length > 0) {
    const manifest = Buffer.from(JSON.stringify({ skipped }))
    yield* entryHead('__bundle_errors.json', manifest.length, at)
    yield manifest
    yield entryEnd(manifest.length)
  }
  yield archiveEnd
}

const types = { none: 'application/x-tar', gzip: 'application/gzip', zstd: 'application/zstd' } as const

type Compression = keyof typeof types

const compressed = (archive: AsyncIterable<Uint8Array>, compression: Compression): AsyncIterable<Uint8Array> => {
  if (compression === 'none') return archive
  if (compression === 'gzip') return Readable.from(archive).pipe(zlib.createGzip())
  const { createZstdCompress } = zlib as { readonly createZstdCompress?: () => zlib.Gzip }
  return createZstdCompress === undefined
    ? fail('NotImplemented', {}, 'zstd needs a newer Node than this one: 22.15 or 23.8')
    : Readable.from(archive).pipe(createZstdCompress())
}

const json = jsonDocument(jsonObject({ keys: jsonList(jsonText) }))
const xml = document('Bundle', structure({ objects: list(structure({ Key: text }), 'Object') }))

/** The keys as JSON, or as a document of the XML that S3 speaks. */
const askedKeys: Reader<{ readonly keys: readonly string[] }> = {
  ...json,
  read: (raw, member) =>
    /^\uFEFF?\s*</.test(new TextDecoder().decode(raw.document?.subarray(0, 100)))
      ? { keys: xml.read(raw, member).objects.map(({ Key }) => Key) }
      : json.read(raw, member),
}

/** Many objects in one archive, in the order in which they were asked for. */
const bundleObjects = defineOperation({
  name: 'BundleObjects',
  http: 'POST /{Bucket}?bundle',
  body: 'document',
  actions: ['s3:GetObject'],
  read: {
    Bucket: bucket,
    Request: askedKeys,
    Format: header('x-tigris-bundle-format', oneOf('tar')),
    OnError: header('x-tigris-bundle-on-error', oneOf('skip', 'fail')),
    Compression: header('x-tigris-bundle-compression', oneOf('none', 'gzip', 'zstd')),
  },
  // the call itself needs no right: each key is judged by itself
  allow: () => [],
  run: ({ Bucket, Request: { keys }, Format, OnError = 'skip', Compression: compression = 'none' }, context) => {
    const { store, at } = context
    store.requireBucket(Bucket)
    if (Format === undefined) fail('InvalidArgument', {}, 'x-tigris-bundle-format is required')
    if (keys.length === 0 || keys.length > mostKeys) fail('InvalidArgument', {}, `keys must be 1 to ${mostKeys}`)
    const found: ObjectRecord[] = []
    const skipped: Skipped[] = []
    for (const key of keys) {
      const object = store.object(Bucket, key)
      const reason = obstacle(Bucket, key, object, context)
      if (reason !== undefined || object === undefined) skipped.push({ key, reason: reason ?? 'NoSuchKey' })
      else found.push(object)
    }
    if (OnError === 'fail' && skipped.length > 0) {
      const keys = skipped.map(({ key }) => key)
      const message = `Keys could not be resolved: ${keys.join(', ')}`
      throw new ServiceError('BundleKeyNotFound', { message, nested: { MissingKeys: { Key: keys } } })
    }
    const trailers = {
      'x-tigris-bundle-count': found.length,
      'x-tigris-bundle-bytes': found.reduce((sum, { blob }) => sum + blob.size, 0),
      'x-tigris-bundle-skipped': skipped.length,
    }
    return { compression, body: compressed(tar(found, skipped, at), compression), trailers }
  },
  write: ({ compression, body, trailers }) => ({ headers: { 'Content-Type': types[compression] }, body, trailers }),
})

/** https://www.tigrisdata.com/docs/objects/bundle/ */
export const bundle: readonly Operation[] = [bundleObjects]
