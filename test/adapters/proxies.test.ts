import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import axios from 'axios'
import { HttpsProxyAgent as HpagentForHttps, HttpProxyAgent } from 'hpagent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { ProxyAgent } from 'proxy-agent'
import { ProxyAgent as UndiciProxyAgent, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'

const tigris = setupTigrisMock({
  dialect: 'aws',
  buckets: { images: { public: true, publicAccessBlock: 'none', objects: { 'a/../b': 'hello', plain: 'hello' } } },
  keys: { owner: { admin: true } },
})

const host = 's3.us-east-1.amazonaws.com'
/** As a client wrote it; an agent that writes a whole URL takes dot segments out of it by itself. */
const path = { https: '/images/a/../b', http: '/images/plain' }

/** A proxy that lets nothing through, and keeps what it was asked for. */
const reached: string[] = []
const proxy = http.createServer((request, response) => {
  reached.push(`${request.method} ${request.url}`)
  response.writeHead(502).end()
})
proxy.on('connect', (request, socket) => {
  reached.push(`${request.method} ${request.url}`)
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
})
beforeAll(() => new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve)))
afterAll(() => void proxy.close())
const address = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`

const get = (
  agent: http.Agent | https.Agent,
  protocol: 'http' | 'https',
  target = { host, path: path[protocol] },
): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = { http, https }[protocol].get({ ...target, agent }, response => {
      let text = ''
      response.on('data', piece => {
        text += piece
      })
      response.once('end', () => resolve(text))
    })
    request.once('error', reject)
  })

test.each<[string, 'http' | 'https', (address: string) => http.Agent]>([
  ['https-proxy-agent', 'https', url => new HttpsProxyAgent(url)],
  ['proxy-agent', 'https', url => new ProxyAgent({ getProxyForUrl: () => url })],
  ['proxy-agent', 'http', url => new ProxyAgent({ getProxyForUrl: () => url })],
  ['hpagent', 'https', proxy => new HpagentForHttps({ proxy, keepAlive: true })],
  ['hpagent', 'http', proxy => new HttpProxyAgent({ proxy, keepAlive: true })],
])(
  'an agent of %s over %s is answered, each time, and its proxy is not reached',
  async (_name, protocol, makeAgent) => {
    const agent = makeAgent(address())
    onTestFinished(() => agent.destroy())

    expect(await get(agent, protocol)).toBe('hello')
    expect(await Promise.all([get(agent, protocol), get(agent, protocol)])).toEqual(['hello', 'hello'])
    expect(reached).toEqual([])
  },
)

test('an SDK client behind a proxy reads and uploads what expects to continue', async () => {
  const agent = new HttpsProxyAgent(address())
  const s3 = new S3Client({
    ...tigris.as('owner').clientConfig,
    requestHandler: { httpsAgent: agent as unknown as https.Agent },
  })
  onTestFinished(() => s3.destroy())

  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: './big', Body: Buffer.alloc(3_000_000, 'big') }))
  const answer = await s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'a/../b' }))

  expect(await answer.Body?.transformToString()).toBe('hello')
  expect((await tigris.bucket('images').get('./big'))?.text.length).toBe(3_000_000)
  expect(reached).toEqual([])
})

test.each(['HTTPS_PROXY', 'HTTP_PROXY'])('axios with %s is answered', async variable => {
  vi.stubEnv(variable, address())
  onTestFinished(() => void vi.unstubAllEnvs())
  const protocol = variable === 'HTTPS_PROXY' ? 'https' : 'http'

  expect((await axios.get(`${protocol}://${host}/images/plain`)).data).toBe('hello')
  expect(reached).toEqual([])
})

test('undici with a dispatcher for a proxy is answered', async () => {
  const dispatcher = new UndiciProxyAgent(address())
  onTestFinished(() => dispatcher.close())

  const answer = await undiciFetch(`https://${host}/images/plain`, { dispatcher })

  expect(await answer.text()).toBe('hello')
  expect(reached).toEqual([])
})

test('a host of a dialect that no mock owns is refused by its name behind a proxy too', async () => {
  const agent = new HttpsProxyAgent(address())
  onTestFinished(() => agent.destroy())

  await expect(get(agent, 'https', { host: 't3.storage.dev', path: '/b/k' })).rejects.toThrow('`t3.storage.dev`')
  expect(reached).toEqual([])
})

test('requests to all other hosts still go through the proxy', async () => {
  const agent = new HttpsProxyAgent(address())
  onTestFinished(() => agent.destroy())

  await get(agent, 'https', { host: 'service.invalid', path: '/' }).catch(() => '')

  expect(reached.splice(0)).toEqual(['CONNECT service.invalid:443'])
})
