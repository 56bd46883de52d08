import { isPolicy, parsePolicy } from '../policy/document.js'
import type { Policy, PolicyKind, PolicyProfile } from '../policy/types.js'
import { FileBlob, JoinedBlob, joinBlobs, memoryBlob } from '../store/blob-kinds.js'
import { smallBody } from '../store/blobs.js'
import { bytesOf } from '../store/bytes-of.js'
import type { Blob } from '../store/types.js'

/** Values of a world as JSON holds them; what JSON has no words for is `{ "$": [kind, ...] }`. */
export type Json = unknown

type Members = Readonly<Record<string, unknown>>

const isBlob = (value: object): value is Blob => 'read' in value && typeof value.read === 'function' && 'size' in value

export interface BlobWriter {
  /** Name of the file that holds the bytes of a large blob of the memory; always the same for one blob. */
  fileOf(blob: Blob, bytes: Uint8Array): FileBlob
}

const writeBlob = (blob: Blob, bodies: BlobWriter): Json => {
  if (blob instanceof FileBlob) return { $: ['file', blob.name, blob.size] }
  if (blob instanceof JoinedBlob) return { $: ['joined', blob.pieces.map(piece => writeBlob(piece.blob, bodies))] }
  const bytes = bytesOf(blob)
  if (bytes.byteLength > smallBody) return writeBlob(bodies.fileOf(blob, bytes), bodies)
  return { $: ['bytes', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')] }
}

const writePolicy = ({ kind, name, text, statements }: Policy): Json => ({
  $: ['policy', kind, name, text, ...(statements[0]?.position.file === undefined ? [] : [statements[0].position.file])],
})

/** A value of a world as JSON. Members that are undefined are left out, as worlds read them. */
export const writeValue = (value: unknown, bodies: BlobWriter): Json => {
  if (typeof value === 'bigint') return { $: ['bigint', value.toString()] }
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $: ['number', String(value)] }
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error(`a ${typeof value} cannot be kept`)
    return value
  }
  if (Array.isArray(value)) return value.map(each => writeValue(each, bodies))
  if (isPolicy(value)) return writePolicy(value)
  if (isBlob(value)) return writeBlob(value, bodies)
  if (ArrayBuffer.isView(value))
    return { $: ['view', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')] }
  if (value instanceof Date) return { $: ['date', value.getTime()] }
  if (value instanceof Map) return { $: ['map', writeValue([...value], bodies)] }
  if (value instanceof Set) return { $: ['set', writeValue([...value], bodies)] }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new Error(`a value of the class ${value.constructor?.name} cannot be kept`)
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, writeValue(member, bodies)] as const],
  )
  return '$' in value || Object.hasOwn(value, '__proto__')
    ? { $: ['object', members] }
    : (Object.fromEntries(members) as Members)
}

export interface ValueReader {
  readonly profile: PolicyProfile
  /** The one blob of a file. */
  open(name: string, size: number): Blob
  /** Policies that were read, by their JSON: one text is one policy, compiled once. */
  readonly policies: Map<string, Policy>
}

const readPolicy = (parts: readonly unknown[], { profile, policies }: ValueReader): Policy => {
  const known = JSON.stringify(parts)
  const found = policies.get(known)
  if (found !== undefined) return found
  const [kind, name, text, file] = parts as readonly [PolicyKind, string, string, string | undefined]
  // it was taken when it came: what is refused today stays as it is
  const policy = parsePolicy(text, { profile, kind, name, strict: false, ...(file !== undefined && { file }) })
  policies.set(known, policy)
  return policy
}

const readTagged = ([kind, ...parts]: readonly unknown[], reader: ValueReader): unknown => {
  const [first] = parts
  switch (kind) {
    case 'bigint':
      return BigInt(first as string)
    case 'number':
      return Number(first)
    case 'file':
      return reader.open(first as string, parts[1] as number)
    case 'joined':
      return joinBlobs((first as readonly unknown[]).map(each => readValue(each, reader) as Blob))
    case 'bytes':
      return memoryBlob(Buffer.from(first as string, 'base64'))
    case 'view':
      return new Uint8Array(Buffer.from(first as string, 'base64'))
    case 'policy':
      return readPolicy(parts, reader)
    case 'date':
      return new Date(first as number)
    case 'map':
      return new Map(readValue(first, reader) as [unknown, unknown][])
    case 'set':
      return new Set(readValue(first, reader) as unknown[])
    case 'object':
      return Object.fromEntries(
        (first as readonly (readonly [string, unknown])[]).map(([name, member]) => [name, readValue(member, reader)]),
      )
    default:
      throw new Error(`it has a value of the unknown kind ${JSON.stringify(kind)}: a newer version wrote it`)
  }
}

/** The value that `writeValue` wrote. */
export const readValue = (json: Json, reader: ValueReader): unknown => {
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) return json.map(each => readValue(each, reader))
  if (Object.hasOwn(json, '$')) return readTagged((json as { $: readonly unknown[] }).$, reader)
  return Object.fromEntries(Object.entries(json).map(([name, member]) => [name, readValue(member, reader)]))
}
