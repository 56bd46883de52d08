import { Readable } from 'node:stream'
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { expect, onTestFinished, test } from 'vitest'
import { attach, requestHandler } from '../../adapters/smithy.js'
import { handMadeDoor, xmlError } from './hand-made-door.js'

const settings = {
  endpoint: 'https://t3.storage.dev',
  region: 'auto',
  credentials: { accessKeyId: 'tid_A', secretAccessKey: 'secret' },
}

test('a client with the request handler puts text, bytes and streams without any HTTP', async () => {
  const door = handMadeDoor()
  const s3 = new S3Client({ ...settings, requestHandler: requestHandler(door) })
  const bodies = {
    text: 'hello',
    bytes: new Uint8Array([1, 2, 255]),
    'a/../b c': Readable.from([Buffer.from('stream')]),
  }

  for (const [Key, Body] of Object.entries(bodies))
    await s3.send(
      new PutObjectCommand({ Bucket: 'photos', Key, Body, ContentLength: Key === 'a/../b c' ? 6 : undefined }),
    )
  const answer = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'bytes' }))

  expect(await answer.Body?.transformToByteArray()).toEqual(new Uint8Array([1, 2, 255]))
  expect(door.seen.map(({ path }) => path)).toEqual(['/text', '/bytes', '/a/../b%20c', '/bytes'])
  expect(door.seen[0]).toMatchObject({ host: 'photos.t3.storage.dev', query: 'x-id=PutObject', protocol: 'https' })
  expect(door.seen[0]!.headers.get('authorization')).toContain('Credential=tid_A/')
  expect(door.seen[0]!.body.bytes).toEqual(Buffer.from('hello'))
  expect(door.seen[2]!.received.toString()).toContain('stream')
})

test('errors, missing bodies and lengths look to the SDK as if they came over the network', async () => {
  const door = handMadeDoor({
    answer: ({ method }) =>
      method === 'HEAD'
        ? { status: 200, headers: [['Content-Length', '12345']] }
        : xmlError(404, 'NoSuchKey', 'The specified key does not exist.'),
  })
  const s3 = new S3Client({ ...settings, requestHandler: requestHandler(door) })

  const head = await s3.send(new HeadObjectCommand({ Bucket: 'photos', Key: 'k' }))

  expect(head.ContentLength).toBe(12_345)
  await expect(s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'k' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
    message: 'The specified key does not exist.',
  })
})

test.each([0, 700])('an answer that breaks after %i bytes is a connection reset', async after => {
  const body = Buffer.alloc(1_000)
  const door = handMadeDoor({
    answer: () => ({ status: 200, headers: [['Content-Length', '1000']], body, broken: { after } }),
  })
  const s3 = new S3Client({ ...settings, maxAttempts: 1, requestHandler: requestHandler(door) })

  const read = s3
    .send(new GetObjectCommand({ Bucket: 'photos', Key: 'k' }))
    .then(answer => answer.Body?.transformToByteArray())

  await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('an abort and a request timeout end a call that the mock never answers', async () => {
  const door = handMadeDoor({ answer: () => new Promise(() => {}) })
  const s3 = new S3Client({ ...settings, maxAttempts: 1, requestHandler: requestHandler(door) })
  const command = () => new GetObjectCommand({ Bucket: 'photos', Key: 'k' })
  const controller = new AbortController()

  const aborted = s3.send(command(), { abortSignal: controller.signal })
  controller.abort()

  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
  await expect(s3.send(command(), { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  await expect(s3.send(command(), { requestTimeout: 1 })).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('a client of the application is attached and detached, multipart uploads included', async () => {
  const door = handMadeDoor({
    answer: ({ query, method }) => {
      const name = query.includes('uploads') ? 'InitiateMultipartUploadResult' : 'CompleteMultipartUploadResult'
      const body = Buffer.from(`<${name}><Bucket>photos</Bucket><Key>k</Key><UploadId>u</UploadId></${name}>`)
      return method === 'PUT'
        ? { status: 200, headers: [['ETag', '"part"']] }
        : { status: 200, headers: [['Content-Length', String(body.byteLength)]], body }
    },
  })
  const s3 = new S3Client(settings)
  const before = s3.config.requestHandler.handle
  onTestFinished(() => s3.destroy())

  const detach = attach(s3, door)
  const params = { Bucket: 'photos', Key: 'k', Body: Readable.from([Buffer.alloc(6_000_000), Buffer.alloc(5_000_000)]) }
  await new Upload({ client: s3, params }).done()
  detach()

  const received = door.seen.filter(({ method }) => method === 'PUT').map(request => request.received.byteLength)
  expect(received.reduce((sum, bytes) => sum + bytes)).toBe(11_000_000)
  expect(s3.config.requestHandler.handle).toBe(before)
  expect(Object.hasOwn(s3.config.requestHandler, 'handle')).toBe(false)
})

test('the same handler serves an IAM client', async () => {
  const body = Buffer.from('<ListAccessKeysResponse><ListAccessKeysResult/></ListAccessKeysResponse>')
  const door = handMadeDoor({ answer: () => ({ status: 200, headers: [['Content-Type', 'text/xml']], body }) })
  const iam = new IAMClient({ ...settings, endpoint: 'https://iam.storage.dev', requestHandler: requestHandler(door) })

  await iam.send(new ListAccessKeysCommand({}))

  expect(door.seen[0]).toMatchObject({ method: 'POST', host: 'iam.storage.dev', path: '/' })
  expect(door.seen[0]!.received.toString()).toContain('Action=ListAccessKeys')
})
