import { X509Certificate } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from '../../adapters/server.js'
import { signRequest } from '../../src/auth/sign-request.js'
import { createTigrisMock } from '../../src/index.js'

const secureOnly = {
  Version: '2012-10-17' as const,
  Statement: [
    { Effect: 'Allow' as const, Action: 's3:*', Resource: '*' },
    {
      ...{ Effect: 'Deny' as const, Action: 's3:*', Resource: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
}

const open = async (tls: boolean) => {
  const mock = createTigrisMock({
    dialect: 'aws',
    buckets: { images: { objects: { 'a.png': 'image' } } },
    keys: { runner: { policies: [secureOnly] } },
    endpoints: ['storage.test'],
  })
  const server = await serve(mock, { tls })
  onTestFinished(async () => {
    await server.close()
    await mock.stop()
  })
  return { mock, server }
}

/** Status of a GET without credentials, or the fault of the certificate. */
const ask = ({ port, ca = '' }: { port: number; ca?: string }, name: string): Promise<number | string | undefined> =>
  new Promise(resolve => {
    const headers = { host: `${name}:${port}` }
    https
      .get({ ...{ host: '127.0.0.1', port, headers, servername: name, ca, agent: false }, path: '/a.png' }, answer => {
        answer.resume()
        resolve(answer.statusCode)
      })
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
  })

test('a server of TLS is trusted by its certificate alone, under its names and those of its buckets', async () => {
  const { server } = await open(true)

  expect(server.url).toBe(`https://127.0.0.1:${server.port}`)
  expect(await ask(server, 'localhost')).toBe(404)
  expect(await ask(server, 'images.localhost')).toBe(403)
  expect(await ask(server, 'deep.images.localhost')).toBe(404)
  expect(await ask(server, 'storage.test')).toBe(404)
  expect(await ask(server, 'images.storage.test')).toBe(403)
  expect(await ask(server, 'elsewhere.test')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  expect(await ask({ port: server.port }, 'localhost')).toMatch(/SELF_SIGNED|UNABLE_TO/)
})

test('the certificate of a server is for signing others only, and another one at each start', async () => {
  const [first, second] = [await open(true), await open(true)]
  const [ca, other] = [first, second].map(({ server }) => new X509Certificate(server.ca ?? ''))

  expect(ca!.ca).toBe(true)
  expect(ca!.verify(ca!.publicKey)).toBe(true)
  expect(ca!.subject).not.toBe(other!.subject)
  expect(await ask({ port: first.server.port, ca: second.server.ca! }, 'localhost')).toMatch(/UNABLE_TO|SELF_SIGNED/)
})

test('policies see whether a connection is secure', async () => {
  const decisions = []
  for (const tls of [true, false]) {
    const { mock, server } = await open(tls)
    const { accessKeyId: id, secretAccessKey: secret } = mock.as('runner').credentials
    const host = `localhost:${server.port}`
    const headers = signRequest({
      ...{ method: 'GET', host, path: '/images/a.png', query: '', headers: new Map(), credentials: { id, secret } },
      ...{ region: 'us-east-1', service: 's3', at: Date.now(), payloadHash: 'UNSIGNED-PAYLOAD' },
    })
    const options = { host: '127.0.0.1', port: server.port, path: '/images/a.png', headers: { ...headers, host } }
    const status = await new Promise(resolve => {
      const answered = (answer: http.IncomingMessage) => {
        answer.resume()
        resolve(answer.statusCode)
      }
      if (server.ca === undefined) http.get(options, answered)
      else https.get({ ...options, ca: server.ca, servername: 'localhost' }, answered)
    })
    decisions.push(status)
  }

  expect(decisions).toEqual([200, 403])
})

test('without TLS there is no certificate', async () => {
  const { server } = await open(false)

  expect(server.ca).toBeUndefined()
  expect(server.url).toMatch(/^http:/)
})
