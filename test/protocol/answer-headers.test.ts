import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { serve } from '../../adapters/server.js'
import { setup } from '../operations/s3-setup.js'

const Bucket = 'samples'
const begin = () => setup({ dialect: 'aws', newBuckets: 'before-2023', buckets: { samples: {} } })

/** Uploads by a URL in which members stand that no header could have held. */
const upload = async ({ mock, s3 }: ReturnType<typeof begin>, members: object): Promise<void> => {
  const command = new PutObjectCommand({ Bucket, Key: 'odd', ...members })
  const url = await getSignedUrl(s3, command, {})
  expect((await mock.fetch(new Request(url, { method: 'PUT', body: new Uint8Array(1) }))).status).toBe(200)
}

test('a line end that a URL brings into a header begins no other header in the answer', async () => {
  const begun = begin()
  const WebsiteRedirectLocation = '/elsewhere\r\nX-Added: 1'

  await upload(begun, { WebsiteRedirectLocation })

  const answer = await begun.mock.admin().fetch('/samples/odd')
  expect([answer.status, answer.headers.get('x-added')]).toEqual([200, null])
  expect(answer.headers.get('x-amz-website-redirect-location')).toBe('/elsewhere  X-Added: 1')
})

test('text beyond ISO-8859-1 stands in a header as its bytes', async () => {
  const begun = begin()

  await upload(begun, { WebsiteRedirectLocation: '/\u4e2d' })

  const { WebsiteRedirectLocation = '' } = await begun.s3.send(new GetObjectCommand({ Bucket, Key: 'odd' }))
  expect(Buffer.from(WebsiteRedirectLocation, 'latin1').toString()).toBe('/\u4e2d')
})

test('metadata whose name no header can have is counted as missing', async () => {
  const begun = begin()

  await upload(begun, { Metadata: { 'a b': '1', plain: '2' } })

  const { Metadata, MissingMeta } = await begun.s3.send(new GetObjectCommand({ Bucket, Key: 'odd' }))
  expect([Metadata, MissingMeta]).toEqual([{ plain: '2' }, 1])
})

test('a server goes on after an answer to odd text', async () => {
  const begun = begin()
  const odd = { WebsiteRedirectLocation: '/\u0000\u4e2d\n', Metadata: { '\n': '1' } }
  await upload(begun, { ...odd, ACL: 'public-read' })
  const server = await serve(begun.mock)
  const read = async () => (await fetch(`${server.url}/samples/odd`)).status

  expect([await read(), await read()]).toEqual([200, 200])
  await server.close()
})
