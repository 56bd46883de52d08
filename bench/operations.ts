import { createHash } from 'node:crypto'
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { Digest } from './digests.js'

/** One call of the benchmark, made with the real SDK; a read takes all bytes of its answer. */
export interface Operation {
  readonly name: string
  /** How many calls one turn makes. */
  readonly calls: number
  /** What the protocol demands of whoever answers: a body's ETag, its signed hash, its checksum. A floor computes them, too. */
  readonly digests?: readonly Digest[]
  /** Moves so many bytes that memory is given back before each turn. */
  readonly large?: true
  send(s3: S3Client): Promise<void>
}

export const bucket = 'bench'
export const listed = 'listed'
export const doomed = 'doomed'

const bytes = (size: number): Uint8Array =>
  Buffer.concat(
    Array.from({ length: Math.ceil(size / 64) }, (_, index) => createHash('sha512').update(`${index}`).digest()),
  ).subarray(0, size)

const megabyte = 1024 ** 2

export const small = bytes(1024)
export const large = bytes(8 * megabyte)
const parts = Buffer.concat(Array.from({ length: 8 }, () => large))

/** Keys of a page, in the buckets that are listed and emptied. */
export const keys = Array.from({ length: 1000 }, (_, index) => `images/2030/cat-${String(index).padStart(4, '0')}.png`)

const put = (Key: string, Body: Uint8Array) => async (s3: S3Client) =>
  void (await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body })))

const get = (Key: string, size: number) => async (s3: S3Client) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
  const { length } = (await Body?.transformToByteArray()) ?? []
  if (length !== size) throw new Error(`${Key} has ${length} bytes, expected ${size}`)
}

const isDenied = (error: unknown): boolean => error instanceof Error && error.name === 'AccessDenied'

export const operations: readonly Operation[] = [
  { name: 'put 1 KB', calls: 20, send: put('small', small) },
  { name: 'get 1 KB', calls: 20, send: get('small', small.length) },
  {
    name: 'head 1 KB',
    calls: 20,
    send: async s3 => {
      const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'small' }))
      if (ContentLength !== small.length) throw new Error(`small has ${ContentLength} bytes, expected ${small.length}`)
    },
  },
  {
    name: 'denied',
    calls: 20,
    send: async s3 => {
      const answer = s3.send(new GetObjectCommand({ Bucket: listed, Key: keys[0] }))
      const error = await answer.then(
        () => new Error('a read was allowed that no statement allows'),
        thrown => thrown,
      )
      if (!isDenied(error)) throw error
    },
  },
  {
    name: 'list of 1,000',
    calls: 5,
    send: async s3 => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: listed }))
      if (Contents.length !== keys.length) throw new Error(`the list has ${Contents.length} keys, expected 1000`)
    },
  },
  {
    name: 'delete 1,000',
    // what is gone is there again at the next turn only
    calls: 1,
    digests: ['sha256', 'crc32'],
    send: async s3 => {
      const Objects = keys.map(Key => ({ Key }))
      const { Deleted = [] } = await s3.send(new DeleteObjectsCommand({ Bucket: doomed, Delete: { Objects } }))
      if (Deleted.length !== keys.length) throw new Error(`${Deleted.length} keys were deleted, expected 1000`)
    },
  },
  {
    name: 'put 8 MB',
    calls: 2,
    large: true,
    digests: ['md5', 'sha256', 'crc32'],
    send: put('large', large),
  },
  { name: 'get 8 MB', calls: 2, large: true, send: get('large', large.length) },
  {
    name: 'multipart 64 MB',
    calls: 1,
    large: true,
    digests: ['md5', 'sha256', 'crc32'],
    send: async client => {
      const params = { Bucket: bucket, Key: 'parts', Body: parts }
      await new Upload({ client, params, partSize: 8 * megabyte }).done()
    },
  },
]
