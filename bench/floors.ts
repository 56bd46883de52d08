import './polyfills.js'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { type Canned, nameOf, recordAnswers } from './canned.js'

const config: S3ClientConfig = {
  region: 'auto',
  endpoint: 'https://t3.storage.dev',
  credentials: { accessKeyId: 'tid_floor', secretAccessKey: 'tsec_floor' },
  forcePathStyle: true,
}

const find = (answers: ReadonlyMap<string, Canned>, method: string, path: string): Canned => {
  const name = nameOf(method, path)
  const answer = answers.get(name)
  if (answer === undefined) throw new Error(`no answer was recorded for ${name}`)
  return answer
}

const md5 = (body: Uint8Array): string => createHash('md5').update(body).digest('hex')

/** Clients of a server that says the same always, through each of the doors. */
export const floors = {
  msw: async (): Promise<S3Client> => {
    const answers = await recordAnswers()
    const [{ http, HttpResponse }, { setupServer }] = await Promise.all([import('msw'), import('msw/node')])
    const server = setupServer(
      http.all(/^https:\/\/t3\.storage\.dev\//, async ({ request }) => {
        const { status, headers, body, large } = find(answers, request.method, new URL(request.url).pathname)
        if (large) md5(new Uint8Array(await request.arrayBuffer()))
        return new HttpResponse(body, { status, headers })
      }),
    )
    server.listen()
    // MSW never says 100, and the SDK would wait six seconds for it before a large body
    return new S3Client({ ...config, expectContinueHeader: false })
  },

  requestHandler: async (): Promise<S3Client> => {
    const answers = await recordAnswers()
    return new S3Client({
      ...config,
      requestHandler: {
        async handle(request: { method: string; path: string; body: Uint8Array }) {
          const { status, headers, body, large } = find(answers, request.method, request.path)
          if (large) md5(request.body)
          const response = {
            statusCode: status,
            headers: { ...headers },
            body: Readable.from([body], { objectMode: false }),
          }
          return { response }
        },
      } as unknown as NonNullable<S3ClientConfig['requestHandler']>,
    })
  },

  server: async (): Promise<S3Client> => {
    const answers = await recordAnswers()
    const server = createServer(async (request, response) => {
      const path = (request.url ?? '').replace(/\?.*/, '')
      const { status, headers, body, large } = find(answers, request.method ?? '', path)
      const hash = createHash('md5')
      for await (const piece of request) if (large) hash.update(piece)
      hash.digest()
      response.writeHead(status, headers).end(body)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return new S3Client({ ...config, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  },
}
