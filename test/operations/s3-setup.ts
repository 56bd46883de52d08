import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { createTigrisMock } from '../../src/index.js'
import type { CallerContext } from '../../src/mock/caller.js'
import { wholeOf } from '../../src/mock.js'
import type { Scene } from '../../src/scene/types.js'

export const samples = {
  buckets: { samples: { objects: { 'sample.txt': 'sample' } } },
  keys: { nobody: { scope: 'no_default_allow' } },
} as const satisfies Scene

/** A mock of a scene, a client of its admin, and clients and one raw door for its other callers. */
export const setup = <const S extends Scene = typeof samples>(scene: S = samples as unknown as S) => {
  const mock = wholeOf(createTigrisMock(scene))
  const clientOf = (caller: CallerContext, config: Partial<S3ClientConfig> = {}) =>
    new S3Client({ ...caller.clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1, ...config })
  return { mock, s3: clientOf(mock.admin()), clientOf }
}

interface SdkError {
  readonly name: string
  readonly message: string
  readonly Code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** Status and code with which a call was refused; an accepted call fails the test. */
export const refusalOf = async (call: Promise<unknown>): Promise<readonly [number | undefined, string]> => {
  const error = await call.then(
    () => {
      throw new Error('the call was accepted')
    },
    (reason: SdkError) => reason,
  )
  if (error.$metadata === undefined) throw error
  return [error.$metadata.httpStatusCode, error.Code ?? error.name]
}

/** The right that the last request was refused for, or undefined when it was not. */
export const refusedRight = (mock: ReturnType<typeof setup>['mock']): readonly [string, string] | undefined => {
  const denied = mock.log.last?.denied
  return denied && [denied.action, denied.resource]
}

/** Status and code of a raw answer. */
export const answerOf = async (response: Response): Promise<readonly [number, string | undefined]> => [
  response.status,
  /<Code>([^<]*)<\/Code>/.exec(await response.text())?.[1],
]
