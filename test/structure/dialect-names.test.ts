import { expect, test } from 'vitest'
import { findDialectNames } from './dialect-names.js'
import { productRoot, violationRoot } from './sources.js'

test('no file outside the dialects, their policy profiles and the scene names a dialect', () => {
  expect(findDialectNames(productRoot)).toEqual([])
})

test('finds a comparison, a table and a member by name, and leaves types and names of the protocol alone', () => {
  expect(findDialectNames(violationRoot('dialect-names'))).toEqual([
    'src/s3/comparison.ts names a dialect',
    'src/s3/member.ts names a dialect',
    'src/s3/table.ts names a dialect',
  ])
})
