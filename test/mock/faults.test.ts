import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, onTestFinished, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const scene = {
  buckets: { images: { objects: { 'a.png': 'x'.repeat(100_000) } } },
  keys: { writer: { roles: { images: 'Editor' } }, other: { roles: { images: 'Editor' } } },
} as const

test('a fault that says nothing that happens is told as unused', () => {
  const mock = createTigrisMock(scene)
  mock.faults.on('PutObject', { bucket: 'images' }).times(2)
  mock.faults.on('GetObject').reply('SlowDown')

  expect(mock.faults.unused()).toEqual([
    'SlowDown on GetObject (0 of 1)',
    "on('PutObject') says nothing that happens: end it with .reply(code), .delay(ms), .reset(), ...",
  ])
})

/** Doors are the same to faults; the MSW one breaks real connections. */
const setup = async (door: 'msw' | 'direct' = 'direct') => {
  const mock = createTigrisMock(scene)
  onTestFinished(() => mock.stop())
  if (door === 'msw') await mock.start()
  const clientOf = (name: 'writer' | 'other', maxAttempts = 3) =>
    new S3Client({
      ...mock.as(name).clientConfig,
      maxAttempts,
      ...(door === 'direct' && { requestHandler: mock.requestHandler() }),
    })
  return { mock, s3: clientOf('writer'), once: clientOf('writer', 1), clientOf }
}

const put = (key = 'b.png') => new PutObjectCommand({ Bucket: 'images', Key: key, Body: 'body' })
const get = () => new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })
const failureOf = (call: Promise<unknown>): Promise<{ name: string; code?: string; message: string }> =>
  call.then(
    () => ({ name: 'none', message: '' }),
    error => error,
  )

test('SlowDown twice and then success is one call of three attempts', async () => {
  const { mock, s3 } = await setup()
  mock.faults.on('PutObject').times(2).reply('SlowDown')

  await s3.send(put())

  expect([...mock.log].map(({ status, code, attempt }) => [status, code, attempt])).toEqual([
    [503, 'SlowDown', 1],
    [503, 'SlowDown', 2],
    [200, undefined, 3],
  ])
  expect(mock.log.calls('PutObject')).toHaveLength(1)
  expect(mock.faults.unused()).toEqual([])
})

test('an error that a fault replies is no failed authentication', async () => {
  const { mock, once } = await setup()
  mock.faults.on('GetObject').reply('InternalError', { message: 'made up' })

  expect(await failureOf(once.send(get()))).toMatchObject({ name: 'InternalError', message: 'made up' })

  expect(mock.log.last).toMatchObject({ rejected: false, code: 'InternalError' })
})

test.each(['direct', 'msw'] as const)(
  'a lost acknowledgement: the write happened, and the client retries (%s)',
  async door => {
    const { mock, s3, once } = await setup(door)
    mock.faults.on('PutObject').lostAck()

    const failure = await failureOf(once.send(put()))

    expect(failure.code).toBe('ECONNRESET')
    expect(mock.bucket('images').keys()).toEqual(['a.png', 'b.png'])
    mock.faults.on('PutObject').lostAck()
    await s3.send(put('c.png'))
    expect(mock.log.calls('PutObject').map(({ key, attempt }) => [key, attempt])).toEqual([
      ['b.png', 1],
      ['c.png', 2],
    ])
  },
)

test('a reset connection leaves nothing behind', async () => {
  const { mock, once } = await setup()
  mock.faults.on('PutObject').reset()

  expect((await failureOf(once.send(put()))).code).toBe('ECONNRESET')

  expect(mock.bucket('images').keys()).toEqual(['a.png'])
})

test.each(['direct', 'msw'] as const)('a body that is cut is never taken for a short one (%s)', async door => {
  const { mock, once } = await setup(door)
  mock.faults.on('GetObject').truncate(10)

  const read = async () => (await once.send(get())).Body!.transformToString()

  expect((await failureOf(read())).code).toBe('ECONNRESET')
  expect(mock.log.last).toMatchObject({ operation: 'GetObject', status: 200 })
})

test.each(['direct', 'msw'] as const)(
  'a cut body is a failure of the body: the call itself is over and is not made again (%s)',
  async door => {
    const { mock, s3 } = await setup(door)
    mock.faults.on('GetObject').truncate(10)

    const { Body, $metadata } = await s3.send(get())

    expect($metadata.attempts).toBe(1)
    expect((await failureOf(Body!.transformToString())).code).toBe('ECONNRESET')
    expect(mock.log.calls('GetObject')).toHaveLength(1)
  },
)

test('an error inside a 200 of CompleteMultipartUpload fails the call', async () => {
  const { mock, once } = await setup()
  const address = { Bucket: 'images', Key: 'big.bin' }
  const { UploadId } = await once.send(new CreateMultipartUploadCommand(address))
  const { ETag } = await once.send(new UploadPartCommand({ ...address, UploadId, PartNumber: 1, Body: 'part' }))
  mock.faults.on('CompleteMultipartUpload').reply('InternalError', { status: 200 })

  const complete = new CompleteMultipartUploadCommand({
    ...address,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  })

  expect((await failureOf(once.send(complete))).name).toBe('InternalError')
  expect(mock.log.last).toMatchObject({ status: 200, code: 'InternalError' })
})

test('a fault strikes only the calls that it names', async () => {
  const { mock, once, clientOf } = await setup()
  mock.faults.on('PutObject', { bucket: 'images', key: 'b.png', as: 'other' }).after(1).reply('SlowDown')
  const other = clientOf('other', 1)

  await once.send(put())
  await other.send(put('c.png'))
  await other.send(put())
  expect((await failureOf(other.send(put()))).name).toBe('SlowDown')
  await other.send(put())
})

test('a fault that struck fewer calls than said is told in words', async () => {
  const { mock, once } = await setup()
  mock.faults.on('PutObject').times(2).reply('SlowDown')
  mock.faults.on('GetObject').truncate(3)

  await failureOf(once.send(put()))

  expect(mock.faults.unused()).toEqual(['SlowDown on PutObject (1 of 2)', 'truncate on GetObject (0 of 1)'])
})

test('mistyped operations, errors and keys are refused with what there is', async () => {
  const { mock } = await setup()

  expect(() => mock.faults.on('PutObjct')).toThrow('there is no operation `PutObjct`; did you mean `PutObject`?')
  expect(() => mock.faults.on('PutObject').reply('SlowDwn')).toThrow(
    'there is no error `SlowDwn`; did you mean `SlowDown`?',
  )
  expect(() => mock.faults.on('PutObject', { as: 'writr' }).reset()).toThrow('did you mean `writer`?')
})

test('restoring a checkpoint ends the faults that came after it', async () => {
  const { mock, once } = await setup()
  const before = mock.checkpoint()
  mock.faults.on('PutObject').reply('SlowDown')

  mock.restore(before)

  await once.send(put())
  expect(mock.faults.unused()).toEqual([])
})
