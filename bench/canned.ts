import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { deserialize, serialize } from 'node:v8'
import { S3Client } from '@aws-sdk/client-s3'
import { createTigrisMock } from 'tigris-mock'
import type { Digest } from './digests.js'
import { operations } from './operations.js'
import { scene } from './scene.js'

/** What the mock answered once: a floor gives it back as it is. */
export interface Canned {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer
  /** What the floor must compute of the request's body. */
  readonly digests: readonly Digest[]
}

export type Answers = ReadonlyMap<string, Canned>

const distinct = /[?&](uploads|delete|partNumber=\d+)(?=[&=]|$)/

/** A request by which a floor finds its answer; of the query, the sub-resource and the part's number. */
export const nameOf = (method: string, path: string, query: string): string =>
  `${method} ${path} ${distinct.exec(query)?.[1] ?? ''}`

/** The same for the SDK's parsed query. */
export const nameOfParsed = (method: string, path: string, query: Readonly<Record<string, unknown>> = {}): string => {
  if ('partNumber' in query) return `${method} ${path} partNumber=${query.partNumber}`
  return `${method} ${path} ${'uploads' in query ? 'uploads' : 'delete' in query ? 'delete' : ''}`
}

export const answerTo = (answers: Answers, name: string): Canned => {
  const answer = answers.get(name)
  if (answer === undefined) throw new Error(`no answer was recorded for ${name}`)
  return answer
}

/** Records the answers of all operations. Keys are names by path-style paths; the SDK is told to use them. */
export const recordAnswers = async (): Promise<Answers> => {
  const answers = new Map<string, Canned>()
  const mock = createTigrisMock(scene)
  const handler = mock.requestHandler()
  for (const { send, digests = [] } of operations) {
    const recording: typeof handler = {
      ...handler,
      async handle(request, options) {
        const { response } = await handler.handle(request, options)
        const pieces: Uint8Array[] = []
        for await (const piece of response.body) pieces.push(piece)
        const body = Buffer.concat(pieces)
        const { statusCode: status, headers } = response
        answers.set(nameOfParsed(request.method, request.path, request.query), { status, headers, body, digests })
        return { response: { ...response, body: Readable.from([body], { objectMode: false }) } }
      },
    }
    await send(new S3Client({ ...mock.as('runner').clientConfig, forcePathStyle: true, requestHandler: recording }))
  }
  await mock.stop()
  return answers
}

/** Records the answers for floors of other processes, until the returned `remove` is called. */
export const keepAnswers = async (): Promise<{ readonly file: string; remove(): void }> => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-bench-'))
  const file = join(directory, 'answers')
  writeFileSync(file, serialize(await recordAnswers()))
  return { file, remove: () => rmSync(directory, { recursive: true }) }
}

export const readAnswers = (file: string): Answers => deserialize(readFileSync(file)) as Answers
