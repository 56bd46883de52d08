import { createHash } from 'node:crypto'
import { fail } from '../../contract/errors.js'
import { defineOperation, need } from '../../contract/operation.js'
import { bucket, key } from '../../protocol/readers.js'
import type { Blob } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { needsKey } from '../encryption/customer-keys.js'
import { ignored } from '../ignored.js'
import { requireObject } from '../require-object.js'

const largest = 5 * 1024 ** 3
const pieceLength = 256 * 1024
// where S3's own files pointed to; nobody answers there any more
const tracker = 'http://tracker.amazonaws.com:6969/announce'

type Bencoded = number | string | Buffer | { readonly [name: string]: Bencoded }

/** https://www.bittorrent.org/beps/bep_0003.html; names stand in order. */
const bencode = (value: Bencoded): Buffer => {
  if (typeof value === 'number') return Buffer.from(`i${value}e`)
  if (typeof value === 'string') return bencode(Buffer.from(value))
  if (Buffer.isBuffer(value)) return Buffer.concat([Buffer.from(`${value.length}:`), value])
  const members = Object.entries(value).flatMap(([name, member]) => [bencode(name), bencode(member)])
  return Buffer.concat([Buffer.from('d'), ...members, Buffer.from('e')])
}

/** The SHA-1 of each piece, one after the other. */
const hashPieces = async (blob: Blob): Promise<Buffer> => {
  const hashes: Buffer[] = []
  for (let start = 0; start < blob.size; start += pieceLength) {
    const hash = createHash('sha1')
    const bytes = blob.read(start, Math.min(start + pieceLength, blob.size))
    if (ArrayBuffer.isView(bytes)) hash.update(bytes)
    else for await (const some of bytes) hash.update(some)
    hashes.push(hash.digest())
  }
  return Buffer.concat(hashes)
}

/**
 * The torrent file of an object, for those that are smaller than 5 GB and whose key the service has.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTorrent.html
 */
export const getObjectTorrent = defineOperation({
  name: 'GetObjectTorrent',
  http: 'GET /{Bucket}/{Key+}?torrent',
  actions: ['s3:GetObjectTorrent'],
  read: { Bucket: bucket, Key: key },
  ignores: ignored,
  allow: input => [need('s3:GetObjectTorrent', objectArn(input))],
  run: async (input, { store }) => {
    const { blob, encryption } = requireObject(store, input, 'GET')
    if (blob.size >= largest || needsKey(encryption)) {
      fail('InvalidRequest', {}, 'A torrent can be had only of objects below 5 GB without a customer-provided key.')
    }
    const info = {
      ...{ length: blob.size, name: input.Key, 'piece length': pieceLength, pieces: await hashPieces(blob) },
      ...{ 'x-amz-bucket': input.Bucket, 'x-amz-key': input.Key },
    }
    return bencode({ announce: tracker, info })
  },
  write: body => ({ headers: { 'Content-Type': 'application/x-bittorrent', 'Content-Length': body.length }, body }),
})
