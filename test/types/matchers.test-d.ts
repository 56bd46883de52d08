import { expect as jestExpect } from '@jest/globals'
import { expect as vitestExpect } from 'vitest'
import '../../adapters/jest.js'
import '../../adapters/vitest.js'

/** Compiled by the type check: matchers of calls, and the same of values of calls that are over. */
export const ofVitest = async (call: Promise<unknown>, results: unknown): Promise<void> => {
  await vitestExpect(call).toBeDenied({ action: 's3:PutObject', effect: 'explicit' })
  vitestExpect(results).toEqual([vitestExpect.toBeAllowed(), vitestExpect.toBeDenied({ sid: 'Never' })])
  vitestExpect(results).toEqual(vitestExpect.toBeRejected({ code: 'InvalidAccessKeyId' }))
  // @ts-expect-error an effect that there is not
  vitestExpect.toBeDenied({ effect: 'both' })
}

export const ofJest = async (call: Promise<unknown>, results: unknown): Promise<void> => {
  await jestExpect(call).toBeDenied({ action: 's3:PutObject', effect: 'explicit' })
  jestExpect(results).toEqual([jestExpect.toBeAllowed(), jestExpect.toBeDenied({ sid: 'Never' })])
  jestExpect(results).toEqual(jestExpect.toBeRejected({ code: 'InvalidAccessKeyId' }))
  // @ts-expect-error an effect that there is not
  jestExpect.toBeDenied({ effect: 'both' })
}
