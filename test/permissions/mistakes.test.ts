import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { permissionSchema } from '../../src/permissions/permission-schema.js'
import { fixture, readFixture } from './fixture.js'

const messages = readFixture<Record<string, string>>('mistakes.json')

const fields = Object.keys(permissionSchema.properties)
  .map(name => `\`${name}\``)
  .join(', ')

const refusalOf = (path: string): unknown => {
  try {
    loadPermissionFile(path)
  } catch (error) {
    return error
  }
  return undefined
}

test.each(Object.entries(messages))('a file with a mistake is refused at its place: %s', (name, message) => {
  const file = fixture(`mistakes/${name}.perm.yaml`)
  const expected = message.replace('{file}', file).replace('{fixtures}/', fixture('../')).replace('{fields}', fields)

  expect(refusalOf(file)).toMatchObject({ name: 'SceneError', message: expected })
})

test('every file with a mistake has its message', () => {
  const files = readdirSync(fixture('mistakes')).map(file => file.replace('.perm.yaml', ''))

  expect(files.sort()).toEqual(Object.keys(messages).sort())
})

test('a file that is not there is refused with the path that was tried', () => {
  const file = fixture('no-such.perm.yaml')

  expect(refusalOf(file)).toMatchObject({
    name: 'SceneError',
    message: `${file}: the scene cannot be read: ENOENT`,
  })
})
