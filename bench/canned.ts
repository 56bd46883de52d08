import { S3Client } from '@aws-sdk/client-s3'
import { createTigrisMock } from 'tigris-mock'
import { operations } from './operations.js'
import { scene } from './scene.js'

/** What the mock answered once: a floor gives it back as it is. */
export interface Canned {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer
  /** The floor must compute the MD5 of the request's body. */
  readonly large: boolean
}

/** A request by which a floor finds its answer. */
export const nameOf = (method: string, path: string): string => `${method} ${path}`

/** Records the answers of all operations. Keys are names by path-style paths; the SDK is told to use them. */
export const recordAnswers = async (): Promise<ReadonlyMap<string, Canned>> => {
  const answers = new Map<string, Canned>()
  const mock = createTigrisMock(scene)
  const handler = mock.requestHandler()
  for (const { send, large = false } of operations) {
    const recording: typeof handler = {
      ...handler,
      async handle(request, options) {
        const { response } = await handler.handle(request, options)
        const pieces: Uint8Array[] = []
        for await (const piece of response.body) pieces.push(piece)
        const body = Buffer.concat(pieces)
        const { statusCode: status, headers } = response
        answers.set(nameOf(request.method, request.path), { status, headers, body, large })
        return handler.handle(request, options)
      },
    }
    await send(new S3Client({ ...mock.as('runner').clientConfig, forcePathStyle: true, requestHandler: recording }))
  }
  await mock.stop()
  return answers
}
