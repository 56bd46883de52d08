import { S3Client } from '@aws-sdk/client-s3'
import { createTigrisMock } from '../../src/index.js'
import type { CallerContext } from '../../src/mock/caller.js'
import { wholeOf } from '../../src/mock.js'
import type { PolicyDocument, Scene } from '../../src/scene/types.js'

/** A mock, an S3 client of its admin, and what makes clients of its other callers. */
export const setup = <const S extends Scene>(scene: S) => {
  const mock = wholeOf(createTigrisMock(scene))
  const clientOf = (caller: CallerContext, config: { endpoint?: string } = {}) =>
    new S3Client({ ...caller.clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1, ...config })
  return { mock, s3: clientOf(mock.admin()), clientOf }
}

/** A policy that allows these actions on these resources: `bucket/key`. */
export const allow = (actions: readonly string[], ...resources: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: resources.map(resource => `arn:aws:s3:::${resource}`) }],
})

export interface Refusal {
  readonly status: number | undefined
  readonly code: string
  readonly message: string
  /** The SDK's error: further elements of the body are its members. */
  readonly error: Readonly<Record<string, unknown>>
}

/** How a call was refused; an accepted call fails the test. */
export const refusalOf = async (call: Promise<unknown>): Promise<Refusal> => {
  const error = await call.then(
    () => {
      throw new Error('the call was accepted')
    },
    reason => reason,
  )
  if (error.$metadata === undefined) throw error
  return { status: error.$metadata.httpStatusCode, code: error.Code ?? error.name, message: error.message, error }
}

/** The right that a refused call lacked, and why: from the newest record of the log. */
export const deniedBy = (mock: ReturnType<typeof setup>['mock']): readonly (string | undefined)[] => {
  const denied = mock.log.last?.denied
  return [denied?.action, denied?.resource, denied?.decision]
}
