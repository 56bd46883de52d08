import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { programs, subpaths } from '../../scripts/subpaths.js'
import { transpile } from '../../scripts/transpile.js'
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
  // MSW 3 does not run on Node 20
  symlinkSync(join(root, 'node_modules/msw-2'), join(directory, 'node_modules/msw'))
  cpSync(join(root, 'package.json'), join(target, 'package.json'))
  const sources = [...Object.values(subpaths), ...Object.values(programs)]
  await transpile(root, join(target, 'dist'), sources, [
    ...Object.keys(manifest.dependencies),
    'vitest',
    '@jest/globals',
  ])
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

/** Each test file of a shared run works in the directory of its project, as if the runner had begun there. */
const runnerFiles: Readonly<Record<string, string>> = {
  'package.json': '{ "private": true }\n',
  'enter.cjs': "process.chdir(require('node:path').dirname(expect.getState().testPath))\n",
  'enter.mjs': [
    "import { dirname } from 'node:path'",
    "import { expect } from 'vitest'",
    'process.chdir(dirname(expect.getState().testPath))\n',
  ].join('\n'),
  // files share two processes: most of the time would go into loading the SDK anew
  'vitest.shared.mjs':
    "export default { test: { pool: 'forks', maxWorkers: 2, isolate: false, setupFiles: ['./enter.mjs'] } }\n",
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
  for (const [name, text] of Object.entries(runnerFiles)) writeFileSync(join(directory, name), text)
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(typeSettings()))
  return { directory, program, remove }
}
