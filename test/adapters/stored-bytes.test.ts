import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, onTestFinished, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const sizes = [10, 5000, 100_000, 3 * 1024 ** 2, 9 * 1024 ** 2]

const setup = (size: number) => {
  const mock = createTigrisMock({
    buckets: { b: { objects: { k: new Uint8Array(size).fill(1) } } },
    keys: {
      runner: { policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }] },
    },
  })
  onTestFinished(() => mock.stop())
  const config = { ...mock.as('runner').clientConfig, forcePathStyle: true }
  return { mock, config, caller: mock.as('runner') }
}

/** Everything that stands in the memory of what was received. */
const overwrite = (bytes: Uint8Array): void => void bytes.fill(2)

const overwriteStream = async (stream: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const piece of stream) overwrite(piece)
}

const isWhole = (mock: ReturnType<typeof setup>['mock'], size: number): boolean =>
  Buffer.from(mock.bucket('b').get('k')?.bytes ?? []).equals(Buffer.alloc(size, 1))

const receivers: Readonly<Record<string, (made: ReturnType<typeof setup>) => Promise<void>>> = {
  'a client with the request handler': async ({ mock, config }) => {
    const s3 = new S3Client({ ...config, requestHandler: mock.requestHandler() })
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))
    await overwriteStream(Body as unknown as AsyncIterable<Uint8Array>)
  },
  'a client whose requests are intercepted': async ({ mock, config }) => {
    await mock.start()
    const { Body } = await new S3Client(config).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))
    await overwriteStream(Body as unknown as AsyncIterable<Uint8Array>)
  },
  'a fetch of a caller': async ({ caller }) => {
    const response = await caller.fetch('/b/k')
    await overwriteStream(response.body as unknown as AsyncIterable<Uint8Array>)
  },
  'a call without an SDK': async ({ mock, caller }) => {
    const { body } = await mock.call(caller, 'GetObject', { Bucket: 'b', Key: 'k' })
    overwrite(body)
  },
  'a test that looks at what is stored': async ({ mock }) => {
    const stored = mock.bucket('b').get('k')
    if (stored !== undefined) overwrite(stored.bytes)
  },
}

for (const [receiver, receive] of Object.entries(receivers))
  test(`${receiver} writes into its own bytes, not into those that are stored`, async () => {
    for (const size of sizes) {
      const made = setup(size)
      await receive(made)
      expect(isWhole(made.mock, size)).toBe(true)
      await made.mock.stop()
    }
  })

test('what a client sent is its own again, and so is what the log shows of it', async () => {
  for (const size of sizes) {
    const { mock, config } = setup(0)
    const s3 = new S3Client({ ...config, requestHandler: mock.requestHandler() })
    const Body = new Uint8Array(size).fill(1)
    await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body }))
    overwrite(Body)
    overwrite(mock.log.calls('PutObject')[0]?.input?.Body as Uint8Array)
    expect(isWhole(mock, size)).toBe(true)
  }
})
