import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareTexts, pastPrefix } from '../../src/store/persistent.js'

const text = fc.string({ unit: 'binary', maxLength: 6 })
// UTF-16 units at each border of the order, lone surrogates too: a test may put any JavaScript string into a scene.
const units = fc
  .array(fc.constantFrom(0, 0x61, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff), { maxLength: 4 })
  .map(codes => String.fromCharCode(...codes))

test('texts are ordered as the bytes of their UTF-8', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareTexts(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
    { numRuns: 1000 },
  )
})

test('an emoji comes after a character from the end of the first plane', () => {
  expect(['\u{1F600}', '\uFF5E', 'a'].sort(compareTexts)).toEqual(['a', '\uFF5E', '\u{1F600}'])
})

test('every text that begins with a prefix stands below the text past it, and every higher one does not', () => {
  fc.assert(
    fc.property(units, units, (prefix, other) => {
      const past = pastPrefix(prefix)
      const inside = prefix + other
      if (past === undefined) {
        expect(compareTexts(other, prefix) <= 0 || other.startsWith(prefix)).toBe(true)
        return
      }
      expect(compareTexts(inside, past)).toBeLessThan(0)
      if (compareTexts(other, prefix) > 0 && !other.startsWith(prefix)) {
        expect(compareTexts(other, past)).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 2000 },
  )
})

test('nothing stands past the highest unit', () => {
  expect(pastPrefix('\udfff\udfff')).toBeUndefined()
  expect(pastPrefix('')).toBeUndefined()
})
