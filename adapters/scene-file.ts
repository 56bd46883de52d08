import { resolve } from 'node:path'
import { existsSync } from '../src/contract/files.js'
import { loadYaml, type SceneOrigin } from '../src/for-adapters.js'
import type { Scene } from '../src/index.js'

const names = ['tigris-mock.config.yaml', 'tigris-mock.config.yml', 'tigris-mock.config.json']

/** The project's own scene: `tigris-mock.config.yaml` (or `.yml`, `.json`) in the working directory. */
export const loadProjectScene = (
  directory = process.cwd(),
): { scene: Scene & { env?: string }; origin: SceneOrigin } => {
  const path = names.map(name => resolve(directory, name)).find(existsSync)
  if (path === undefined) {
    throw new Error(`there is no ${names[0]} in ${directory}: write one with the buckets and keys of your tests`)
  }
  const { value, origin } = loadYaml(path)
  return { scene: value as Scene & { env?: string }, origin }
}
