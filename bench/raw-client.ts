import http from 'node:http'
import { Readable } from 'node:stream'
import type { S3ClientConfig } from '@aws-sdk/client-s3'

/** A request as the SDK signed it. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Agent {
  readonly agent: http.Agent
  readonly port: number
  destroy(): void
}

/** One connection, kept. */
export const agentOf = (endpoint: string): Agent => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  return { agent, port: Number(new URL(endpoint).port), destroy: () => agent.destroy() }
}

export const sendRaw = ({ agent, port }: Agent, { method, path, headers, body }: RawRequest): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const request = http.request({ agent, host: '127.0.0.1', port, method, path, headers }, response => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        const given = response.headers as Readonly<Record<string, string>>
        resolve({ status: response.statusCode ?? 0, headers: given, body: Buffer.concat(pieces) })
      })
    })
    request.on('error', reject)
    request.end(body)
  })

interface Signed {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

const queryOf = (query: Signed['query'] = {}): string => {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return pairs.length === 0 ? '' : `?${pairs.sort().join('&')}`
}

/** Sends what an SDK client signs by the raw client, and records it. */
export const recordingHandler = (agent: Agent, recorded: RawRequest[]) =>
  ({
    async handle({ method, path, query, headers: signed, body: content = '' }: Signed) {
      const body = typeof content === 'string' ? Buffer.from(content) : content
      // the raw client waits for no 100
      const { expect: _, ...headers } = signed
      const request = { method, path: `${path}${queryOf(query)}`, headers, body }
      recorded.push(request)
      const { status: statusCode, ...rest } = await sendRaw(agent, request)
      return {
        response: { statusCode, headers: rest.headers, body: Readable.from([rest.body], { objectMode: false }) },
      }
    },
  }) as unknown as NonNullable<S3ClientConfig['requestHandler']>
