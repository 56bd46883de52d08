import { describe, expect, test } from 'vitest'
import { recordedCases } from './case.js'
import { differences, exactDifferences } from './compare.js'
import { playCase } from './play.js'

for (const [kind, cases] of recordedCases())
  describe(kind, () => {
    test.each(cases)('$id ($source)', async recorded => {
      expect((await playCase(recorded)).join('\n')).toBe('')
    })
  })

test('a comparison names what differs', () => {
  expect(differences({ a: [1, 2] }, { a: [1, 3] }, 'output')).toEqual(['output.a[1]: 2, wanted 3'])
  expect(differences({ a: 1 }, { a: '$absent', b: '$any' }, 'headers')).toHaveLength(2)
  expect(differences('words', { $matches: '^w' }, 'text')).toEqual([])
  expect(differences('words', { $not: 'words' }, 'text')).toHaveLength(1)
  expect(exactDifferences({ Code: 'A', Key: 'k' }, { Code: 'A' }, 'error')).toEqual(['error.Key: "k", wanted none'])
})
