import { createHash } from 'node:crypto'
import { GetObjectTorrentCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { everything } from './access-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'
import { inAws, takingKeys } from './setting-setup.js'

const target = { Bucket: 'samples', Key: 'film.mpg' }

test('tells the hash of each piece of the object', async () => {
  const { s3 } = inAws()
  const Body = Buffer.alloc(300 * 1024, 'film')
  await s3.send(new PutObjectCommand({ ...target, Body }))

  const torrent = await s3.send(new GetObjectTorrentCommand(target))

  const text = Buffer.from((await torrent.Body?.transformToByteArray()) ?? []).toString('latin1')
  const pieces = [Body.subarray(0, 262_144), Body.subarray(262_144)]
  const hashes = pieces.map(piece => createHash('sha1').update(piece).digest().toString('latin1')).join('')
  expect(text).toMatch(/^d8:announce\d+:http:/)
  expect(text).toContain(`4:infod6:lengthi307200e4:name8:film.mpg12:piece lengthi262144e6:pieces40:${hashes}`)
  expect(text.endsWith('12:x-amz-bucket7:samples9:x-amz-key8:film.mpgee')).toBe(true)
})

test('a missing object has none', async () => {
  const { s3 } = inAws()

  expect(await refusalOf(s3.send(new GetObjectTorrentCommand(target)))).toEqual([404, 'NoSuchKey'])
})

test('an object under a key of its writer has none', async () => {
  const { s3 } = await takingKeys()
  const bytes = Buffer.alloc(32, 1)
  const SSECustomerKeyMD5 = createHash('md5').update(bytes).digest('base64')
  const key = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: bytes.toString('base64'), SSECustomerKeyMD5 }
  await s3.send(new PutObjectCommand({ ...target, ...key, Body: 'film' }))

  expect(await refusalOf(s3.send(new GetObjectTorrentCommand(target)))).toEqual([400, 'InvalidRequest'])
})

test('needs its own right', async () => {
  const reader = { ...everything, Statement: [{ ...everything.Statement[0], Action: 's3:GetObject' }] } as const
  const { mock, clientOf } = setup({
    dialect: 'aws',
    buckets: { samples: {} },
    keys: { reader: { policies: [reader] } },
  })

  const call = clientOf(mock.as('reader')).send(new GetObjectTorrentCommand(target))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetObjectTorrent', 'arn:aws:s3:::samples/film.mpg'])
})

test.each(['tigris', 'yandex'] as const)('%s refuses it by name', async dialect => {
  const { s3 } = setup({ dialect, buckets: { samples: {} } })

  expect(await refusalOf(s3.send(new GetObjectTorrentCommand(target)))).toEqual([501, 'NotImplemented'])
})
