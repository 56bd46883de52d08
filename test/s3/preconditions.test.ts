import { expect, test } from 'vitest'
import cases from '../../fixtures/s3/preconditions.json' with { type: 'json' }
import type { Feature } from '../../src/contract/dialect.js'
import { isServiceError } from '../../src/contract/errors.js'
import { type Conditions, checkCopySource, checkRead, checkWrite, withDates } from '../../src/s3/preconditions.js'

const { object } = cases
const address = { Bucket: 'b', Key: 'k' }
const none: ReadonlySet<Feature> = new Set()
const precedence: ReadonlySet<Feature> = new Set(['condition-precedence'])
const narrow: ReadonlySet<Feature> = new Set(['condition-precedence', 'narrow-write-conditions'])

/** `holds`, the condition that failed a precondition, or the code of another error. */
const resultOf = (check: () => void): string => {
  try {
    check()
    return 'holds'
  } catch (error) {
    if (!isServiceError(error)) throw error
    return error.code === 'PreconditionFailed' ? error.details.Condition! : error.code
  }
}

// after every date of the cases
const now = Date.parse('2100-01-01T00:00:00Z')

test.each(cases.reads)('a read where every condition must hold: $name', ({ conditions, result }) => {
  expect(resultOf(() => checkRead(conditions, object, none, now))).toBe(result)
})

test.each(cases.reads)('a read with precedence: $name', ({ conditions, result, withPrecedence }) => {
  expect(resultOf(() => checkRead(conditions, object, precedence, now))).toBe(withPrecedence ?? result)
})

test.each(cases.writes)('a write with all conditions: $name', ({ present, conditions, result }) => {
  expect(resultOf(() => checkWrite(conditions, present ? object : undefined, address, none))).toBe(result)
})

test.each(cases.writes)('a write with narrow conditions: $name', ({ present, conditions, result, narrow: other }) => {
  expect(resultOf(() => checkWrite(conditions, present ? object : undefined, address, narrow))).toBe(other ?? result)
})

test.each(cases.reads)('a copy fails with 412 in every case: $name', ({ conditions, result }) => {
  const given: Conditions = conditions
  const outcome = resultOf(() =>
    checkCopySource(
      {
        CopySourceIfMatch: given.IfMatch,
        CopySourceIfNoneMatch: given.IfNoneMatch,
        CopySourceIfModifiedSince: given.IfModifiedSince,
        CopySourceIfUnmodifiedSince: given.IfUnmodifiedSince,
      },
      object,
      none,
      now,
    ),
  )

  if (result === 'holds') expect(outcome).toBe('holds')
  else expect(outcome).toMatch(/^x-amz-copy-source-If-/)
})

test('304 bears an ETag only where the service sends one, and the headers that it is given', () => {
  const read = (features: ReadonlySet<Feature>) => () =>
    checkRead({ IfNoneMatch: '*' }, object, features, now, { 'Last-Modified': 'then' })

  expect(read(none)).toThrow(expect.objectContaining({ status: 304, headers: { 'Last-Modified': 'then' } }))
  expect(read(new Set(['etag-on-not-modified']))).toThrow(
    expect.objectContaining({ status: 304, headers: { 'Last-Modified': 'then', ETag: '"a1"' } }),
  )
})

test('reads the dates of a write from its headers, and takes a date that is none as absent', () => {
  const headers = new Map([
    ['if-modified-since', 'Thu, 01 Jan 2026 00:00:00 GMT'],
    ['if-unmodified-since', 'yesterday'],
  ])

  expect(withDates({ IfMatch: 'a' }, headers)).toEqual({ IfMatch: 'a', IfModifiedSince: Date.UTC(2026, 0, 1) })
})
