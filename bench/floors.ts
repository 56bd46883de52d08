import './polyfills.js'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { type Answers, answerTo, nameOf, nameOfParsed } from './canned.js'
import { digestPieces, digestWhole } from './digests.js'

/** A client of one side, and what is done before each turn, unmeasured. */
export interface Side {
  readonly s3: S3Client
  /** Back to the beginning: what was written and logged is let go. */
  reset(): void
}

const config: S3ClientConfig = {
  region: 'auto',
  endpoint: 'https://t3.storage.dev',
  credentials: { accessKeyId: 'tid_floor', secretAccessKey: 'tsec_floor' },
  forcePathStyle: true,
}

const side = (own: S3ClientConfig): Side => ({ s3: new S3Client({ ...config, ...own }), reset() {} })

/** Answers by what was recorded. Of a write it computes all that the protocol demands. */
export const floorServer = (answers: Answers): Server =>
  createServer(async (request, response) => {
    const { url = '', method = '' } = request
    const mark = url.indexOf('?')
    const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark)]
    const { status, headers, body, digests } = answerTo(answers, nameOf(method, path, query))
    await digestPieces(digests, request, name => request.headers[name] as string | undefined)
    response.writeHead(status, headers).end(body)
  })

/** Clients of a server that says the same always, through each of the doors. */
export const floors = {
  msw: async (answers: Answers): Promise<Side> => {
    const [{ http, HttpResponse }, { setupServer }] = await Promise.all([import('msw'), import('msw/node')])
    const server = setupServer(
      http.all(/^https:\/\/t3\.storage\.dev\//, async ({ request }) => {
        const { pathname, search } = new URL(request.url)
        const { status, headers, body, digests } = answerTo(answers, nameOf(request.method, pathname, search))
        if (digests.length > 0) {
          const bytes = new Uint8Array(await request.arrayBuffer())
          digestWhole(digests, bytes, name => request.headers.get(name) ?? undefined)
        }
        return new HttpResponse(body, { status, headers })
      }),
    )
    server.listen()
    // MSW never says 100, and the SDK would wait six seconds for it before a large body
    return side({ expectContinueHeader: false })
  },

  requestHandler: async (answers: Answers): Promise<Side> => {
    interface Asked {
      readonly method: string
      readonly path: string
      readonly query?: Readonly<Record<string, unknown>>
      readonly headers: Readonly<Record<string, string>>
      readonly body?: Uint8Array | string
    }
    return side({
      requestHandler: {
        async handle({ method, path, query, headers: sent, body: content = '' }: Asked) {
          const { status, headers, body, digests } = answerTo(answers, nameOfParsed(method, path, query))
          const bytes = typeof content === 'string' ? Buffer.from(content) : content
          if (digests.length > 0) digestWhole(digests, bytes, name => sent[name])
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

  server: async (answers: Answers): Promise<Side> => {
    const server = floorServer(answers)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return side({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  },
}
