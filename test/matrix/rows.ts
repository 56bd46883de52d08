import { symlink } from 'node:fs/promises'
import { join } from 'node:path'

export const majors = [20, 22, 24, 26] as const
export type Major = (typeof majors)[number]

/** One runner in one way of using it. */
export interface Row {
  readonly name: string
  /** Directory below `fixtures`. */
  readonly project: string
  /** Arguments of `node`; paths begin at the directory with all modules. */
  readonly command: (modules: string) => readonly string[]
  /** How its tests are counted; `exit`: the whole run is one test. */
  readonly count: 'json' | 'tap' | 'exit'
  /** The run must fail, and say this. */
  readonly refused?: RegExp
  /** Versions of Node that the runner itself supports. */
  readonly nodes: readonly Major[]
  /** Brings what this project alone has into its directory. */
  readonly prepare?: (directory: string, modules: string) => Promise<void>
}

const jest = (
  name: string,
  project: string,
  config: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): Row => ({
  name,
  project,
  command: modules => [
    ...nodeOptions,
    join(modules, 'jest/bin/jest.js'),
    ...config,
    '--json',
    '--outputFile=report.json',
  ],
  count: 'json',
  nodes: majors,
})

/** What this project and the mock in it know as `vitest`. */
const linkVitest =
  (version: number) =>
  (directory: string, modules: string): Promise<void> =>
    symlink(join(modules, `vitest-${version}`), join(directory, 'node_modules/vitest'))

const vitest = (version: number, nodes: readonly Major[]): readonly Row[] => {
  const row = (name: string, project: string, ...config: string[]): Row => ({
    name: `vitest ${version}${name}`,
    project,
    command: modules => [
      join(modules, `vitest-${version}/vitest.mjs`),
      ...['run', ...config, '--reporter=default', '--reporter=json', '--outputFile=report.json'],
    ],
    count: 'json',
    nodes,
    prepare: linkVitest(version),
  })
  const types = (project: string): Row => ({
    name: `vitest ${version}, types of ${project}`,
    project,
    command: modules => [join(modules, 'typescript/bin/tsc'), '-p', '.'],
    count: 'exit',
    nodes: [22],
    prepare: linkVitest(version),
  })
  const [setup, server] = ['--config=setup.config.ts', '--config=server.config.ts']
  return [
    row('', 'consumer-vitest'),
    row(', setup file', 'consumer-vitest-setup', setup!),
    row(', setup file, no isolation', 'consumer-vitest-setup', setup!, '--no-isolate', '--no-file-parallelism'),
    row(', global setup', 'consumer-vitest-setup', server!),
    types('consumer-vitest'),
    types('consumer-vitest-setup'),
  ]
}

export const rows: readonly Row[] = [
  {
    name: 'node:test',
    project: 'consumer-node-test',
    command: () => ['--test', '--test-reporter=tap'],
    count: 'tap',
    nodes: majors,
  },
  jest('jest', 'consumer-jest'),
  jest('jest, ES modules', 'consumer-jest-esm', [], ['--experimental-vm-modules']),
  jest('jest, Babel', 'consumer-jest-modules', ['--config=jest.babel.json']),
  jest('jest, SWC', 'consumer-jest-modules', ['--config=jest.swc.json']),
  jest('ts-jest', 'consumer-ts-jest', ['--config=jest.config.json']),
  jest('ts-jest, node10', 'consumer-ts-jest', ['--config=jest.node10.json']),
  jest('jest, setup file', 'consumer-jest-setup', ['--config=jest.setup.json']),
  jest('jest, global setup', 'consumer-jest-setup', ['--config=jest.server.json']),
  jest('jest-fixed-jsdom', 'consumer-jest-jsdom', ['--env=jest-fixed-jsdom']),
  {
    ...jest('jest, jsdom refused', 'consumer-jest-jsdom', ['--env=jsdom']),
    count: 'exit',
    refused: /cannot intercept requests here: .*@jest-environment node.*jest-fixed-jsdom/,
  },
  ...vitest(3, majors),
  ...vitest(4, majors),
  // vitest 5 needs Node 22.12
  ...vitest(5, [22, 24, 26]),
]
