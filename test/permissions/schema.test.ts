import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { permissionSchema } from '../../src/permissions/permission-schema.js'
import { loadYaml } from '../../src/scene/load.js'
import { publishedSchema } from '../../src/scene/schema.js'
import { validate } from '../../src/scene/validate.js'
import { fixture, writePermissionFile } from './fixture.js'

const published = publishedSchema(permissionSchema)

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
