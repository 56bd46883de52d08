import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Path of a permission file, or of a folder of them. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/permissions/${name}`, import.meta.url))

export const readFixture = <T>(name: string): T => JSON.parse(readFileSync(fixture(name), 'utf8')) as T
