import type * as storage from '@tigrisdata/storage'
import { describe, expect, test } from 'vitest'
import { callsOfBrowsers } from './functions/calls-of-browsers.js'
import { callsOfBuckets } from './functions/calls-of-buckets.js'
import { callsOfIam } from './functions/calls-of-iam.js'
import { callsOfObjects } from './functions/calls-of-objects.js'
import { type Calls, doors } from './functions/stage.js'

const callsOfStorage: Calls<typeof storage> = { ...callsOfBuckets, ...callsOfObjects }

const packages = {
  '@tigrisdata/storage': callsOfStorage,
  '@tigrisdata/storage/client': callsOfBrowsers,
  '@tigrisdata/iam': callsOfIam,
} as const

describe.each(Object.entries(doors))('%s', (_, door) => {
  describe.each(Object.entries(packages))('%s', (_package, calls) => {
    test.each(Object.entries(calls))('%s', async (_name, [play, gives]) => {
      expect({ outcome: await play(await door()) }).toMatchObject({ outcome: gives })
    })
  })
})

test.each(Object.entries(packages))('every function that %s exports is called', async (name, calls) => {
  const exported = Object.entries((await import(name)) as Record<string, unknown>)
  const functions = exported.filter(([, value]) => typeof value === 'function').map(([each]) => each)

  expect(Object.keys(calls).sort()).toEqual(functions.sort())
})
