import { join } from 'node:path'
import type { Scene } from '../../src/index.js'
import { createMock } from '../../src/mock.js'
import { checksOf } from '../../src/permissions/checks.js'
import { readCredentials } from '../../src/permissions/live/credentials-file.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { lint } from '../../src/policy/index.js'
import { loadYaml } from '../../src/scene/load.js'
import { type Block, pathOf } from './pages.js'
import type { Workspace } from './workspace.js'

const runPermissions = async (path: string): Promise<string> => {
  const failures: string[] = []
  for (const { name, run } of checksOf(loadPermissionFile(path))) {
    await run().catch((error: Error) => failures.push(`${name}\n${error.message}`))
  }
  return failures.join('\n\n')
}

const openScene = (path: string): string => {
  const { value, origin } = loadYaml(path)
  const { env, ...scene } = value as Scene & { env?: string }
  const mock = createMock<Scene>(scene, origin)
  if (env !== undefined) mock.as(env)
  return ''
}

const tryPolicy = (text: string): string =>
  lint(text, { dialect: 'tigris' })
    .map(finding => JSON.stringify(finding))
    .join('\n')

/**
 * What is wrong with a block of YAML or JSON, as a user would be told; empty where nothing is. Permission files are run,
 * other YAML is a scene, a policy is linted, other JSON must parse.
 */
export const tryFile = async (block: Block, { directory }: Workspace): Promise<string> => {
  const { file = '', language, text } = block
  const path = join(directory, pathOf(block))
  try {
    if (/\.perm\.(yaml|json)$/.test(file)) return await runPermissions(path)
    if (/credentials\.yaml$/.test(file)) return readCredentials(path).size === 0 ? 'no key' : ''
    if (language === 'yaml') return openScene(path)
    if (/policy.*\.json$/.test(file)) return tryPolicy(text)
    JSON.parse(text)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
