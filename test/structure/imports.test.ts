import { expect, test } from 'vitest'
import type { Row } from './import-table.js'
import { findForbiddenImports, findImportCircles, findUnusedRows, findUpwardRows } from './imports.js'
import { productRoot, violationRoot } from './sources.js'

test('every import of the product stands in the table', () => {
  expect(findForbiddenImports(productRoot)).toEqual([])
})

test('finds each kind of import that the table does not allow', () => {
  expect(findForbiddenImports(violationRoot('imports'))).toEqual([
    'adapters/vitest.ts imports adapters/interception',
    'src/contract/wire.ts imports the package node:http',
    'src/policy/evaluate.ts imports types of src/store/types',
    'src/policy/evaluate.ts imports the package xml2js',
    'src/policy/evaluate.ts imports src/store/buckets',
    'src/policy/evaluate.ts imports src/s3/objects',
    'src/s3/objects.ts imports src/iam/keys',
    'src/store/buckets.ts imports src/contract/wire',
    'src/utils.ts stands in no row of the table',
  ])
})

test('every row and every name that it allows is used', () => {
  expect(findUnusedRows(productRoot)).toEqual([])
})

test('finds rows, names and packages that no file uses', () => {
  const table: readonly Row[] = [
    { files: ['src/contract/', 'src/gone/'], imports: ['src/store/types'] },
    {
      files: ['src/policy/'],
      imports: ['src/store/', 'src/contract/errors', 'src/auth/'],
      packages: ['xml2js', 'yaml'],
    },
    { files: ['src/store/'], imports: ['src/contract/wire'], types: ['src/contract/errors'] },
  ]
  expect(findUnusedRows(violationRoot('imports'), table)).toEqual([
    'src/gone/: no file',
    'src/contract/, src/gone/: no file imports src/store/types',
    'src/policy/: no file imports src/auth/',
    'src/policy/: no file imports the package yaml',
    'src/store/: no file imports types of src/contract/errors',
  ])
})

test('the table allows no room what stands above it', () => {
  expect(findUpwardRows()).toEqual([])
})

test('finds a row that may import what stands above it', () => {
  const table: readonly Row[] = [
    { files: ['src/contract/'], imports: [], types: ['src/policy/types'] },
    { files: ['src/policy/'], imports: ['src/contract/'], types: ['src/store/types'] },
    { files: ['src/store/'], imports: ['src/policy/'] },
  ]
  expect(findUpwardRows(table)).toEqual(['src/policy/ may import src/store/types, which stands above it'])
})

test('no files import each other in a circle, of types neither', () => {
  expect(findImportCircles(productRoot)).toEqual([])
})

test('finds circles of values and of types', () => {
  expect(findImportCircles(violationRoot('circles'))).toEqual([
    'src/first -> src/second -> src/first',
    'src/kinds -> src/records -> src/kinds',
  ])
})
