import { expect, test } from 'vitest'
import { findForbiddenImports } from './imports.js'
import { productRoot, violationRoot } from './sources.js'

test('every import of the product stands in the table', () => {
  expect(findForbiddenImports(productRoot)).toEqual([])
})

test('finds each kind of import that the table does not allow', () => {
  expect(findForbiddenImports(violationRoot('imports'))).toEqual([
    'adapters/vitest.ts imports adapters/interception',
    'src/dialect.ts imports src/errors',
    'src/errors.ts imports src/wire',
    'src/policy/evaluate.ts imports types of src/store/types',
    'src/policy/evaluate.ts imports the package xml2js',
    'src/policy/evaluate.ts imports src/store/world',
    'src/policy/evaluate.ts imports src/s3/objects',
    'src/s3/objects.ts imports src/iam/keys',
    'src/store/world.ts imports src/wire',
    'src/utils.ts stands in no row of the table',
    'src/wire.ts imports the package node:http',
  ])
})
