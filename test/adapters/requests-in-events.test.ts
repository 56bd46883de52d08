import https from 'node:https'
import { Readable } from 'node:stream'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import S3v2 from 'aws-sdk/clients/s3.js'
import axios from 'axios'
import { expect, onTestFinished, test } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'
import {
  agents,
  bucket,
  host,
  keys,
  requestsInErrors,
  requestsInEvents,
  scene,
} from '../../fixtures/consumer-node-test/requests-in-events.mjs'

const tigris = setupTigrisMock({ ...scene, keys: { owner: { admin: true } } })

const address = (key: string) => `https://${host}/${bucket}/${encodeURIComponent(key)}`

/** Runs `call` in the `end` event of a GET. */
const inEnd = <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    https
      .get(address(keys[0]!), response => response.resume().once('end', () => call().then(resolve, reject)))
      .once('error', reject)
  })

const clientV3 = () => {
  const client = new S3Client({ ...tigris.as('owner').clientConfig, forcePathStyle: true })
  onTestFinished(() => client.destroy())
  return client
}

const clientV2 = () => {
  const { endpoint, credentials } = tigris.as('owner').clientConfig
  return new S3v2({
    endpoint,
    region: 'us-east-1',
    credentials,
    s3ForcePathStyle: true,
    signatureVersion: 'v4',
    maxRetries: 0,
  })
}

const settings = (['https', 'http'] as const).flatMap(protocol =>
  Object.keys(agents).map(agent => [protocol, agent] as const),
)

test.each(settings)('%s, %s: a request made in any event of any other gets its own answer', async (protocol, agent) => {
  const { wrong, came, compared } = await requestsInEvents(protocol, agent)

  expect(wrong).toEqual([])
  expect(compared).toBeGreaterThan(100)
  const sure = ['socket', 'finish', 'response', 'close', 'continue', 'data', 'readable', 'end']
  expect(Object.keys(came)).toEqual(expect.arrayContaining(sure))
})

test.each(['https', 'http'] as const)('%s: a request in the error of another gets its own answer', async protocol => {
  expect(await requestsInErrors(protocol)).toEqual([keys[2], keys[2], keys[2]])
})

test('three calls of SDK v3 at once in the end of a body get their own answers', async () => {
  const s3 = clientV3()
  const read = async (Key: string) =>
    (await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body!.transformToString()

  expect(await inEnd(() => Promise.all([read(keys[1]!), read(keys[2]!), read(keys[3]!)]))).toEqual(keys.slice(1, 4))
})

test('uploads that expect to continue arrive whole when made in the end of a body', async () => {
  const s3 = clientV3()
  const names = ['a/../big', './big', 'big']

  await inEnd(() =>
    Promise.all(
      names.map(Key => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.alloc(3_000_000, Key) }))),
    ),
  )

  for (const name of names)
    expect((await tigris.bucket(bucket).get(name))?.text.startsWith(name.repeat(2)), name).toBe(true)
})

test('SDK v2 calls in callbacks of callbacks, pages and streamed uploads get their own answers', async () => {
  const s3 = clientV2()
  const read = (Key: string, use: (text: string) => void, fail: (error: Error) => void) =>
    s3.getObject({ Bucket: bucket, Key }, (error, data) => (error ? fail(error) : use(String(data.Body))))

  const nested = await new Promise<string[]>((resolve, reject) => {
    read(
      keys[1]!,
      first => read(keys[2]!, second => read(keys[3]!, third => resolve([first, second, third]), reject), reject),
      reject,
    )
  })
  expect(nested).toEqual(keys.slice(1, 4))

  const pages: string[][] = []
  await new Promise<void>((resolve, reject) => {
    s3.listObjectsV2({ Bucket: bucket, MaxKeys: 7 }).eachPage((error, data, next) => {
      if (error) reject(error)
      else if (data === null) resolve()
      else {
        const key = data.Contents![0]!.Key!
        read(key, text => pages.push([key, text]) && next?.(), reject)
      }
      return true
    })
  })
  expect(pages.length).toBe(9)
  expect(pages.filter(([key, text]) => key !== text)).toEqual([])

  const body = Buffer.alloc(12_000_000, 'pattern')
  await s3.upload({ Bucket: bucket, Key: 'a/../streamed', Body: Readable.from([body]) }).promise()
  expect((await tigris.bucket(bucket).get('a/../streamed'))?.bytes.byteLength).toBe(12_000_000)
  await s3.putObject({ Bucket: bucket, Key: './put', Body: body.subarray(0, 2_000_000) }).promise()
  expect((await tigris.bucket(bucket).get('./put'))?.bytes.byteLength).toBe(2_000_000)
})

test('axios and fetch in the end of a body get their own answers', async () => {
  const read = async (key: string) => (await axios.get(address(key))).data
  const fetched = async (key: string) => (await fetch(address(key))).text()

  const answers = await inEnd(() => Promise.all([read(keys[1]!), fetched(keys[2]!), read(keys[4]!), fetched(keys[5]!)]))

  expect(answers).toEqual([keys[1], keys[2], keys[4], keys[5]])
  await axios.put(address('by/axios'), 'axios')
  expect((await tigris.bucket(bucket).get('by/axios'))?.text).toBe('axios')
})
