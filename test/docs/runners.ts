import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { countTap, run } from '../package/packed.js'
import { type Block, blocks, pathOf, root } from './pages.js'
import type { Workspace } from './workspace.js'

/** What became of one test file. */
export interface FileReport {
  /** Below the workspace. */
  readonly path: string
  readonly passed: number
  readonly failed: number
  readonly failures: string
  /** What the run printed, of all its files. */
  readonly printed: string
}

const bin = (path: string): string => join(root, 'node_modules', path)

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly failureMessages?: readonly string[] }[]
  }[]
}

const readReport = (file: string, directory: string, printed: string): FileReport[] => {
  if (!existsSync(file)) throw new Error(`the runner wrote no report:\n${printed}`)
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as JsonReport
  return testResults.map(({ name, status, message, assertionResults }) => {
    const count = (wanted: string): number => assertionResults.filter(each => each.status === wanted).length
    const failures = assertionResults.flatMap(each => each.failureMessages ?? [])
    return {
      path: relative(directory, name),
      passed: count('passed'),
      // a file that does not load, or whose hooks fail, has no failed test
      failed: count('failed') || (status === 'failed' ? 1 : 0),
      failures: [message, ...failures].join('\n'),
      printed,
    }
  })
}

/** A project with a configuration of its own has a run of its own. */
const own = (project: string, name: string): boolean => blocks.some(block => pathOf(block) === join(project, name))

const vitestConfig = 'vitest.config.ts'
const jestConfig = 'jest.config.json'

export const testFiles = (ending: string): readonly Block[] => blocks.filter(({ file }) => file?.endsWith(ending))

const projectsOf = (ending: string, config: string): { shared: string[]; alone: string[] } => {
  const files = testFiles(ending).map(pathOf)
  const isAlone = (path: string): boolean => own(path.split('/').slice(0, -1).join('/'), config)
  return {
    shared: files.filter(path => !isAlone(path)),
    alone: [...new Set(files.filter(isAlone).map(path => dirname(path)))],
  }
}

export const runVitest = async ({ directory }: Workspace): Promise<FileReport[]> => {
  const { shared, alone } = projectsOf('.test.ts', vitestConfig)
  const begin = async (cwd: string, ...parameters: string[]): Promise<FileReport[]> => {
    const report = join(cwd, 'vitest.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { output } = await run(
      process.execPath,
      [bin('vitest/vitest.mjs'), 'run', '--root=.', '--testTimeout=30000', ...reporters, ...parameters],
      cwd,
    )
    return readReport(report, directory, output)
  }
  const reports = shared.length === 0 ? [] : await begin(directory, '--config=vitest.shared.mjs', ...shared)
  for (const project of alone) reports.push(...(await begin(join(directory, project))))
  return reports
}

export const runJest = async ({ directory }: Workspace): Promise<FileReport[]> => {
  const { shared, alone } = projectsOf('.test.js', jestConfig)
  const begin = async (cwd: string, ...parameters: string[]): Promise<FileReport[]> => {
    const report = join(cwd, 'jest.json')
    const { output } = await run(
      process.execPath,
      [
        bin('jest/bin/jest.js'),
        '--json',
        `--outputFile=${report}`,
        '--rootDir=.',
        '--testTimeout=30000',
        ...parameters,
      ],
      cwd,
    )
    return readReport(report, directory, output)
  }
  const setup = ['--config={"setupFilesAfterEnv":["./enter.cjs"],"testMatch":["**/*.test.js"]}']
  const reports = shared.length === 0 ? [] : await begin(directory, ...setup, '--runTestsByPath', ...shared)
  for (const project of alone) reports.push(...(await begin(join(directory, project), `--config=${jestConfig}`)))
  return reports
}

/** node:test has no file of setup: each file is begun in its own directory. */
export const runNodeTest = async ({ directory }: Workspace): Promise<FileReport[]> => {
  const reports: FileReport[] = []
  for (const block of testFiles('.test.mjs')) {
    const cwd = join(directory, block.project)
    const { output } = await run(process.execPath, ['--test', '--test-reporter=tap', block.file!], cwd)
    reports.push({ path: pathOf(block), ...countTap(output), failures: output, printed: output })
  }
  return reports
}

/** Problems of types in the TypeScript of pages. */
export const checkTypes = async ({ directory }: Workspace): Promise<string[]> => {
  const { output } = await run(process.execPath, [bin('typescript/bin/tsc'), '-p', '.', '--pretty', 'false'], directory)
  const ours = new RegExp(`^(${[...new Set(blocks.map(({ project }) => project.split('/')[0]))].join('|')})/`)
  return output.split('\n').filter(line => ours.test(line))
}
