import { expect, test } from 'vitest'
import { findForbiddenImports } from './imports.js'
import { productRoot, violationRoot } from './sources.js'

test('every import of the product stands in the table', () => {
  expect(findForbiddenImports(productRoot)).toEqual([])
})

test('finds each kind of import that the table does not allow', () => {
  expect(findForbiddenImports(violationRoot('imports'))).toEqual([
    'adapters/vitest.ts imports adapters/interception',
    'src/contract/dialect.ts imports src/contract/errors',
    'src/contract/errors.ts imports src/contract/wire',
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
