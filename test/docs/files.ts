import { join } from 'node:path'
import { subpaths } from '../../scripts/subpaths.js'
import type { Scene } from '../../src/index.js'
import { createMock } from '../../src/mock.js'
import { readCredentials } from '../../src/permissions/live/credentials-file.js'
import { lint } from '../../src/policy/index.js'
import { loadYaml } from '../../src/scene/load.js'
import { runCommand } from './commands.js'
import { type Block, blocks, pathOf } from './pages.js'
import type { Workspace } from './workspace.js'

/** Modules of the package that a configuration names, and that there are not. */
const unknownModules = (value: unknown): string => {
  if (Array.isArray(value) || (typeof value === 'object' && value !== null))
    return Object.values(value).map(unknownModules).join('')
  if (typeof value !== 'string' || !value.startsWith('tigris-mock/')) return ''
  return value.replace('tigris-mock', '.') in subpaths ? '' : `there is no ${value}`
}

/** A file of which a page shows a run is tried by that run. */
const isShown = ({ project, file = '' }: Block): boolean =>
  blocks.some(block => block.language === 'console' && block.project === project && block.text.includes(` ${file}`))

/** In a process of its own: what is printed follows from the directory and from the number of mocks before. */
const runPermissions = async (block: Block, workspace: Workspace): Promise<string> => {
  if (isShown(block)) return ''
  const { status, printed } = await runCommand(['test', block.file!], block, workspace)
  return status === 0 ? '' : printed
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
export const tryFile = async (block: Block, workspace: Workspace): Promise<string> => {
  const { file = '', language, text } = block
  const path = join(workspace.directory, pathOf(block))
  try {
    if (/\.perm\.(yaml|json)$/.test(file)) return await runPermissions(block, workspace)
    if (/credentials\.yaml$/.test(file)) return readCredentials(path).size === 0 ? 'no key' : ''
    if (language === 'yaml') return openScene(path)
    if (/policy.*\.json$/.test(file)) return tryPolicy(text)
    return unknownModules(JSON.parse(text))
  } catch (error) {
    return (error as Error).message
  }
}
