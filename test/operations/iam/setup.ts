import { IAMClient } from '@aws-sdk/client-iam'
import { requestHandler } from '../../../adapters/smithy.js'
import type { CallerContext } from '../../../src/mock/caller.js'
import { createMock } from '../../../src/mock.js'
import type { Scene } from '../../../src/scene/types.js'

/** Text of a small policy that every dialect takes. */
export const readImages = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' }],
})

/** A mock with the bucket `images`, a client of its admin, and clients of its other callers. */
export const setup = <const S extends Scene>(scene: S) => {
  const mock = createMock({ buckets: { images: {} }, ...scene } as unknown as S)
  const clientOf = (caller: CallerContext, config: { endpoint?: string; region?: string } = {}) =>
    new IAMClient({
      ...caller.clientConfig,
      requestHandler: requestHandler({ ...mock, vendorHosts: [], passthrough: [] }),
      maxAttempts: 1,
      ...config,
    })
  return { mock, iam: clientOf(mock.admin()), clientOf }
}

interface SdkError {
  readonly name: string
  readonly message: string
  readonly Code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** Status, code and message with which a call was refused; an accepted call fails the test. */
export const refusalOf = async (call: Promise<unknown>): Promise<readonly [number | undefined, string, string]> => {
  const error = await call.then(
    () => {
      throw new Error('the call was accepted')
    },
    (reason: SdkError) => reason,
  )
  if (error.$metadata === undefined) throw error
  return [error.$metadata.httpStatusCode, error.Code ?? error.name, error.message]
}
