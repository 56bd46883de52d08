import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Path of a permission file, or of a folder of them. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/permissions/${name}`, import.meta.url))

export const readFixture = <T>(name: string): T => JSON.parse(readFileSync(fixture(name), 'utf8')) as T

/** Writes a permission file that is gone after the test. */
export const writePermissionFile = (content: object): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-permissions-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'file.perm.json')
  writeFileSync(path, JSON.stringify(content, null, 2))
  return path
}
