import { createHash } from 'node:crypto'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'

/** One call of the benchmark, made with the real SDK; a read takes all bytes of its answer. */
export interface Operation {
  readonly name: string
  /** How many calls one turn makes. */
  readonly calls: number
  /** A write so large that its ETag costs as much as the call: the floor computes it, too. */
  readonly large?: true
  send(s3: S3Client): Promise<void>
}

export const bucket = 'bench'
export const listed = 'listed'

const bytes = (size: number): Uint8Array =>
  Buffer.concat(
    Array.from({ length: Math.ceil(size / 64) }, (_, index) => createHash('sha512').update(`${index}`).digest()),
  ).subarray(0, size)

export const small = bytes(1024)
export const large = bytes(8 * 1024 ** 2)

const put = (Key: string, Body: Uint8Array) => async (s3: S3Client) =>
  void (await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body })))

const get = (Key: string, size: number) => async (s3: S3Client) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
  const { length } = (await Body?.transformToByteArray()) ?? []
  if (length !== size) throw new Error(`${Key} has ${length} bytes, expected ${size}`)
}

export const operations: readonly Operation[] = [
  { name: 'put 1 KB', calls: 20, send: put('small', small) },
  { name: 'get 1 KB', calls: 20, send: get('small', small.length) },
  {
    name: 'list of 1,000',
    calls: 5,
    send: async s3 => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: listed }))
      if (Contents.length !== 1000) throw new Error(`the list has ${Contents.length} keys, expected 1000`)
    },
  },
  { name: 'put 8 MB', calls: 2, large: true, send: put('large', large) },
  { name: 'get 8 MB', calls: 2, send: get('large', large.length) },
]
