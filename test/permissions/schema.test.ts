import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.js'
import { publishedPermissionSchema } from '../../src/permissions/published-schema.js'
import { loadYaml } from '../../src/scene/load.js'
import { validate } from '../../src/scene/validate.js'
import { fixture, writePermissionFile } from './fixture.js'

const published = publishedPermissionSchema(Object.values(dialects))

const files = ['.', 'live'].flatMap(folder =>
  readdirSync(fixture(folder))
    .filter(name => /\.perm\.(yaml|json)$/.test(name))
    .map(name => `${folder}/${name}`),
)

test.each(files)('the published schema takes %s', name => {
  const { value, origin } = loadYaml(fixture(name))

  expect(() => validate(value, published, origin)).not.toThrow()
  expect(files.length).toBeGreaterThan(7)
})

test.each([
  'faulty-scene',
  'mistyped-generate',
  'unknown-action',
  'unknown-operation',
  'mistyped-coverage',
  'session-without-name',
  'unknown-circumstance',
  'unknown-expectation',
  'unknown-layer',
])('the published schema refuses %s', name => {
  const { value, origin } = loadYaml(fixture(`mistakes/${name}.perm.yaml`))

  expect(() => validate(value, published, origin)).toThrow()
})

test('a file may name its schema for the editor', () => {
  const path = writePermissionFile({ $schema: 'tigris-mock/permission-tests.schema.json', buckets: {} })

  expect(loadYaml(path).value).toEqual({ buckets: {} })
  expect(() => validate({ $schema: 'x' }, published)).not.toThrow()
})

test('the published schema names operations and actions for editors to complete', () => {
  const check = published.properties?.tests?.items?.properties?.check?.items?.properties

  expect(check?.call?.enum).toEqual(
    expect.arrayContaining(['GetObject', 'CopyObject', 'AssumeRole', 'CreateBucketSnapshot']),
  )
  expect(check?.call?.enum).not.toContain('GetObjekt')
  expect(check?.action?.enum).toEqual(
    expect.arrayContaining(['s3:GetObject', 's3:ListBucketVersions', 'iam:CreatePolicy']),
  )
})
