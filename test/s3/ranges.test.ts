import { expect, test } from 'vitest'
import cases from '../../fixtures/s3/ranges.json' with { type: 'json' }
import { contentRange, parseCopyRange, parseRange } from '../../src/s3/ranges.js'

test.each(cases.ranges)('reads a range: $name', ({ header, size, start, end }) => {
  expect(parseRange(header, size)).toEqual({ start, end })
})

test.each(cases.ignored)('ignores a range that is none: $name', ({ header }) => {
  expect(parseRange(header, 10)).toBeUndefined()
})

test('takes the whole object when no range is asked for, even of an empty one', () => {
  expect(parseRange(undefined, 10)).toBeUndefined()
  expect(parseRange(undefined, 0)).toBeUndefined()
})

test.each(cases.unsatisfiable)('refuses a range outside the object: $name', ({ header, size }) => {
  expect(() => parseRange(header, size)).toThrow(
    expect.objectContaining({
      code: 'InvalidRange',
      status: 416,
      details: { RangeRequested: header, ActualObjectSize: String(size) },
    }),
  )
})

test.each(cases.copyRanges)('reads the range of a copy: $name', ({ header, size, start, end }) => {
  expect(parseCopyRange(header, size)).toEqual({ start, end })
})

test.each(cases.refusedCopyRanges)('refuses the range of a copy: $name', ({ header, size }) => {
  expect(() => parseCopyRange(header, size)).toThrow(
    expect.objectContaining({
      code: 'InvalidArgument',
      details: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header },
    }),
  )
})

test('writes Content-Range with the last byte, not the one after it', () => {
  expect(contentRange({ start: 2, end: 6 }, 10)).toBe('bytes 2-5/10')
})
