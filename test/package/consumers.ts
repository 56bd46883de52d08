import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Counts, countJson, countTap, installPacked, root, run, settle } from './packed.js'

export type { Counts } from './packed.js'

export interface ConsumerReport extends Counts {
  readonly name: string
  readonly output: string
}

interface Consumer {
  readonly name: string
  /** Arguments for `node`, run in the consumer's directory. */
  readonly command: readonly string[]
  readonly count: (output: string, directory: string) => Counts | Promise<Counts>
}

const bin = (path: string): string => join(root, 'node_modules', path)

const consumers: readonly Consumer[] = [
  {
    name: 'consumer-jest',
    command: [bin('jest/bin/jest.js'), '--runInBand', '--json', '--outputFile=report.json'],
    count: (_, directory) => countJson(directory),
  },
  {
    name: 'consumer-node-test',
    command: ['--test', '--test-reporter=tap'],
    count: countTap,
  },
  {
    name: 'consumer-vitest',
    command: [bin('vitest/vitest.mjs'), 'run', '--reporter=json', '--outputFile=report.json', '--root=.'],
    count: (_, directory) => countJson(directory),
  },
]

/**
 * Packs the build, installs it once, and runs the tests of each consumer project below that place. It lies in the
 * checkout, so that runner and SDK are found there.
 */
export const runConsumers = async (): Promise<ConsumerReport[]> => {
  const place = join(root, '.consumers')
  await installPacked(place)
  const reports: ConsumerReport[] = []
  for (const { name, command, count } of consumers) {
    const directory = join(place, name)
    await cp(join(root, 'fixtures', name), directory, { recursive: true })
    const { ok, output } = await run(process.execPath, command, directory)
    const counts = await Promise.resolve(count(output, directory)).catch(() => ({ passed: 0, failed: 1 }))
    reports.push({ name, ...settle(ok, counts), output })
  }
  return reports
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, passed, failed, output } of await runConsumers()) {
    if (failed > 0) console.log(output)
    console.log(`${name}: ${passed} passed, ${failed} failed`)
    if (failed > 0) process.exitCode = 1
  }
}
