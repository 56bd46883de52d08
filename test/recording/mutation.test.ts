import { expect, test } from 'vitest'
import { coverageOf } from '../../src/recording/coverage.js'
import { gapsOf } from '../../src/recording/coverage-gaps.js'
import { mutationsOf } from '../../src/recording/mutation.js'
import { holes, recordingOf } from './holes.js'

test.each(holes)('$name', given => {
  const recording = recordingOf(given)

  const { policies, percent } = mutationsOf(recording)
  const survivors = policies.flatMap(each => each.survivors)

  expect(gapsOf(coverageOf(recording)).map(({ what }) => what)).toEqual(given.gaps)
  expect(survivors.filter(({ follows }) => !follows).map(({ change }) => change)).toEqual(given.survivors)
  expect(percent === 100).toBe(survivors.length === 0)
})
