// One server of a raw row, in a process of its own: says the processor time of what it did between `begin` and `end`.
import type { AddressInfo } from 'node:net'
import { createTigrisMock } from 'tigris-mock'
import { serve } from 'tigris-mock/server'
import { readAnswers } from './canned.js'
import { floorServer } from './floors.js'
import { giveBack } from './memory.js'
import { bucket, doomed, listed } from './operations.js'
import { s3rverOf } from './peers.js'
import { scene } from './scene.js'

const [kind, answers] = process.argv.slice(2) as ['mock' | 'floor' | 's3rver', string]

/** What a client needs to know of a server. */
export interface Listening {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

interface Started extends Listening {
  reset(): void
}

const starts: Readonly<Record<typeof kind, () => Promise<Started>>> = {
  mock: async () => {
    const mock = createTigrisMock(scene)
    const checkpoint = mock.checkpoint()
    const { url: endpoint } = await serve(mock.door)
    const reset = () => {
      mock.log.clear()
      mock.restore(checkpoint)
    }
    const { region, credentials } = mock.as('runner').clientConfig
    return { endpoint, region, credentials, reset }
  },
  floor: async () => {
    const server = floorServer(readAnswers(answers))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const credentials = { accessKeyId: 'tid_floor', secretAccessKey: 'tsec_floor' }
    return { endpoint, region: 'auto', credentials, reset() {} }
  },
  s3rver: async () => {
    const { endpoint } = await s3rverOf([bucket, listed, doomed])
    const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
    return { endpoint, region: 'us-east-1', credentials, reset() {} }
  },
}

const { reset, ...listening } = await starts[kind]()
let before = process.cpuUsage()
process.on('message', question => {
  if (question === 'begin') {
    reset()
    giveBack()
    before = process.cpuUsage()
    process.send?.('begun')
  } else {
    const { user, system } = process.cpuUsage(before)
    process.send?.(user + system)
  }
})
process.send?.(listening satisfies Listening)
