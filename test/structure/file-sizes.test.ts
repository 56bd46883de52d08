import { expect, test } from 'vitest'
import { judgeFileSizes } from './file-sizes.js'
import { productRoot, violationRoot } from './sources.js'

test('the files of the product are small', () => {
  const { findings, warnings, median } = judgeFileSizes(productRoot)

  for (const warning of warnings) console.warn(warning)
  console.info(`median of ${median} lines a file`)
  expect(findings).toEqual([])
})

test('finds a file that is too long and a median that is too high, and warns of a long one', () => {
  expect(judgeFileSizes(violationRoot('file-sizes'), { error: 10, warning: 5, median: 3 })).toEqual({
    findings: ['src/too-long.ts has 11 lines, more than 10', 'half of the files have more than 3 lines: 6'],
    warnings: ['adapters/long.ts has 6 lines, more than 5'],
    median: 6,
  })
})
