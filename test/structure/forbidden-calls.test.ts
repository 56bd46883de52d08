import { expect, test } from 'vitest'
import { findForbiddenCalls } from './forbidden-calls.js'
import { productRoot, violationRoot } from './sources.js'

test('the product asks the host for time, chance and its environment in the listed places only', () => {
  expect(findForbiddenCalls(productRoot)).toEqual([])
})

test('finds each forbidden call, and leaves comments, messages and formatting alone', () => {
  expect(findForbiddenCalls(violationRoot('forbidden-calls'))).toEqual([
    'src/world/clock.ts has Date.now',
    'src/world/clock.ts has new Date()',
    'src/world/clock.ts has performance.now',
    'src/chance.ts has randomness',
    'src/timer.ts has a timer',
    'src/types.ts has as any',
    'src/types.ts has a silenced type error',
    'src/region.ts has process.env',
    'src/state.ts has a mutable variable of the module',
    'src/cache.ts has a container of the module that is filled later',
    'src/list.ts has a list or record of the module that is filled later',
  ])
})
