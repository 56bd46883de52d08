import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { programs, subpaths } from '../../scripts/subpaths.js'
import { transpile } from '../../scripts/transpile.js'
import manifest from '../../package.json' with { type: 'json' }
import { blocks, pathOf, projects, root } from './pages.js'

/** The policy that pages share is the one of the first page. */
const sharedPolicy = blocks.find(({ page, file }) => page === 'docs/guide/start.md' && file === 'policy.json')

/** A directory with a project for each page: its blocks as files, and the package as users have it. */
export interface Workspace {
  readonly directory: string
  readonly program: string
  remove(): void
}

const installPackage = async (directory: string): Promise<string> => {
  const target = join(directory, 'node_modules/tigris-mock')
  mkdirSync(target, { recursive: true })
  cpSync(join(root, 'package.json'), join(target, 'package.json'))
  const sources = [...Object.values(subpaths), ...Object.values(programs)]
  await transpile(root, join(target, 'dist'), sources, [...Object.keys(manifest.dependencies), 'vitest', '@jest/globals'])
  return join(target, manifest.bin['tigris-mock'])
}

const writeFiles = (directory: string): void => {
  for (const block of blocks) {
    if (block.file === undefined) continue
    const path = join(directory, pathOf(block))
    mkdirSync(dirname(path), { recursive: true })
    if (existsSync(path)) throw new Error(`${block.page}:${block.line}: ${block.file} stands twice in ${block.project}`)
    writeFileSync(path, block.text)
  }
  for (const project of projects) {
    const path = join(directory, project, 'policy.json')
    if (!existsSync(path)) writeFileSync(path, sharedPolicy!.text)
  }
}

/** Runners set up once for all projects: each file runs in the directory of its project, as if the runner began there. */
const writeRunners = (directory: string): void => {
  const enter = (wrap: string): string =>
    `${wrap}\nprocess.chdir(dirname(expect.getState().testPath))\n`
  writeFileSync(join(directory, 'enter.mjs'), enter("import { dirname } from 'node:path'\nimport { expect } from 'vitest'"))
  writeFileSync(join(directory, 'enter.cjs'), enter("const { dirname } = require('node:path')"))
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n')
}

const typeSettings = (): object => ({
  compilerOptions: {
    ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable'], module: 'esnext', moduleResolution: 'bundler' },
    ...{ strict: true, skipLibCheck: true, noEmit: true, resolveJsonModule: true, types: ['node'] },
    paths: Object.fromEntries(
      Object.entries(subpaths).map(([subpath, source]) => [`tigris-mock${subpath.slice(1)}`, [join(root, source)]]),
    ),
  },
  include: ['**/*.ts'],
})

/** Writes all that blocks say. It lies in the checkout, so that runners and SDK are found. */
export const openWorkspace = async (): Promise<Workspace> => {
  const directory = join(root, `.cache/docs.${process.pid}`)
  const remove = (): void => rmSync(directory, { recursive: true, force: true })
  remove()
  const program = await installPackage(directory)
  writeFiles(directory)
  writeRunners(directory)
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(typeSettings()))
  return { directory, program, remove }
}
