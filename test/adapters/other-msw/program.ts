import https from 'node:https'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { start } from '../../../adapters/interception.js'
import { tigrisHandlers } from '../../../adapters/msw.js'
import { handMadeDoor } from '../hand-made-door.js'

/** Run as a process of its own: `node program.mjs <package of MSW> <scenario>`; prints what happened as JSON. */
const [packageName, scenario] = process.argv.slice(2) as [string, keyof typeof scenarios]
const { http, HttpResponse } = await import(packageName)
const { setupServer } = await import(`${packageName}/node`)

const own = http.get('https://user.example/', () => HttpResponse.text('theirs'))
const door = handMadeDoor()
const theirs = async () => (await fetch('https://user.example/')).text()
const ours = async () => (await fetch('https://t3.storage.dev/b/none')).status
const messageOf = async (call: () => unknown): Promise<string> => {
  try {
    await call()
    return 'no error'
  } catch (error) {
    const { message, cause } = error as Error
    return cause instanceof Error ? `${message}: ${cause.message}` : message
  }
}

const scenarios = {
  async before() {
    const server = setupServer(own)
    server.listen()
    const refused = await messageOf(() => start(door))
    const unharmed = await theirs()
    server.close()
    const stop = await start(door)
    const after = await ours()
    await stop()
    return { refused, unharmed, after }
  },
  async after() {
    const before = https.request
    const stop = await start(door)
    const server = setupServer(own)
    const refused = await messageOf(() => server.listen({ onUnhandledRequest: 'bypass' }))
    const unharmed = await ours()
    const again = await messageOf(() => setupServer(own).listen())
    await stop()
    const restored = https.request === before
    const later = setupServer(own)
    later.listen()
    const after = await theirs()
    later.close()
    return { refused, unharmed, again, restored, after }
  },
  async callbacks() {
    const { default: S3v2 } = await import('aws-sdk/clients/s3.js')
    const { default: axios } = await import('axios')
    const server = setupServer(...tigrisHandlers(door, { http }), own)
    server.listen({ onUnhandledRequest: 'error', onUnhandledFrame: 'error' })
    const credentials = { accessKeyId: 'tid_A', secretAccessKey: 'secret' }
    const s3 = new S3v2({
      endpoint: 'https://t3.storage.dev',
      region: 'auto',
      credentials,
      signatureVersion: 'v4',
      maxRetries: 0,
    })
    const Body = Buffer.alloc(6_000_000, 1)
    await s3.putObject({ Bucket: 'photos', Key: 'a/../../b', Body }).promise()
    const agent = new https.Agent({ keepAlive: true })
    const read = await axios.get('https://photos.t3.storage.dev/k', { httpsAgent: agent, validateStatus: () => true })
    const later = await Promise.all(
      ['one', 'two'].map(key =>
        axios.put(`https://photos.t3.storage.dev/${key}`, Body, {
          httpsAgent: agent,
          headers: { expect: '100-continue' },
        }),
      ),
    )
    agent.destroy()
    server.close()
    return {
      statuses: [read, ...later].map(({ status }) => status),
      received: door.seen.map(({ path, received }) => `${path} ${received.byteLength}`).sort(),
    }
  },
  async handlers() {
    const server = setupServer(...tigrisHandlers(door, { http }), own)
    server.listen({ onUnhandledRequest: 'error', onUnhandledFrame: 'error' })
    const credentials = { accessKeyId: 'tid_A', secretAccessKey: 'secret' }
    const s3 = new S3Client({ endpoint: 'https://t3.storage.dev', region: 'auto', credentials, maxAttempts: 1 })
    const Key = 'a/../../b'
    const begun = performance.now()
    await s3.send(new PutObjectCommand({ Bucket: 'photos', Key, Body: Buffer.alloc(3_000_000, 1) }))
    const seconds = (performance.now() - begun) / 1000
    const answer = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key }))
    const bytes = (await answer.Body?.transformToByteArray())?.byteLength
    const refused = await messageOf(() => fetch('https://b.s3.amazonaws.com/k'))
    const unhandled = await messageOf(() => fetch('https://nobody.example/'))
    const unharmed = await theirs()
    server.close()
    return { bytes, seconds, paths: door.seen.map(({ path }) => path), refused, unhandled, unharmed }
  },
}

console.log(JSON.stringify(await scenarios[scenario]()))
