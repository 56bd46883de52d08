import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'
import { loadYaml } from '../../src/scene/load.js'
import type { Scene } from '../../src/scene/types.js'
import { fixture, writePermissionFile } from './fixture.js'

const file = fixture('conditions.perm.yaml')

const lineOf = (text: string): number =>
  readFileSync(file, 'utf8')
    .split('\n')
    .findIndex(line => line.includes(text)) + 1

test('a policy that stands in a YAML file is explained with the lines of that file', () => {
  const { value, origin } = loadYaml(file)
  const { tests: _, ...scene } = value as Scene & { tests: unknown }
  const mock = createTigrisMock(scene, origin)

  const verdict = mock.as('clerk', { ip: '198.51.100.7' }).can('s3:GetObject', 'images/a.png')

  expect(verdict.nearest?.position).toEqual({
    file: 'fixtures/permissions/conditions.perm.yaml',
    line: lineOf('IpAddress'),
    column: 35,
  })
  expect(verdict.nearest?.statement.position).toMatchObject({ line: lineOf('Sid: FromTheOffice') })
})

test('a place is that of the value, or of the name, or where the member would stand', () => {
  const { locate } = loadYaml(file).origin

  expect(locate?.(['buckets', 'images'])).toEqual({ line: 2, column: 20 })
  expect(locate?.(['buckets', 'images'], 'name')).toEqual({ line: 2, column: 12 })
  expect(locate?.(['buckets', 'images', 'policy', 'Statement'])).toEqual({ line: 2, column: 20 })
  expect(locate?.([])).toEqual({ line: 2, column: 1 })
})

test('what an alias stands for is found where it is written', () => {
  const path = writePermissionFile({})
  writeFileSync(path, 'policies:\n  read: &read\n    Statement: []\nkeys:\n  ann: { policies: [*read] }\n')

  expect(loadYaml(path).origin.locate?.(['keys', 'ann', 'policies', '0', 'Statement'], 'name')).toEqual({
    line: 3,
    column: 5,
  })
})
