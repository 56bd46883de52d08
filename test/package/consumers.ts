import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Counts {
  readonly passed: number
  readonly failed: number
}

export interface ConsumerReport extends Counts {
  readonly name: string
  readonly output: string
}

interface Consumer {
  readonly name: string
  /** Arguments for `node`, run in the consumer's directory. */
  readonly command: (bin: (path: string) => string) => readonly string[]
  readonly count: (output: string, directory: string) => Promise<Counts>
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

const fromJson = async (_output: string, directory: string): Promise<Counts> => {
  const report = JSON.parse(await readFile(join(directory, 'report.json'), 'utf8'))
  const failed = report.numFailedTests
  return { passed: report.numPassedTests, failed: failed === 0 && !report.success ? 1 : failed }
}

const fromTap = async (output: string): Promise<Counts> => {
  const count = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)
  return { passed: count('pass'), failed: count('fail') + count('cancelled') }
}

const consumers: readonly Consumer[] = [
  {
    name: 'consumer-jest',
    command: bin => [bin('jest/bin/jest.js'), '--runInBand', '--json', '--outputFile=report.json', '--rootDir=.'],
    count: fromJson,
  },
  {
    name: 'consumer-node-test',
    command: () => ['--test', '--test-reporter=tap', 'permissions.test.mjs', 'permissions.test.cjs'],
    count: fromTap,
  },
  {
    name: 'consumer-vitest',
    command: bin => [bin('vitest/vitest.mjs'), 'run', '--reporter=json', '--outputFile=report.json', '--root=.'],
    count: fromJson,
  },
]

const run = (file: string, parameters: readonly string[], cwd: string) =>
  new Promise<{ code: number; output: string }>(resolve => {
    // A runner that finds itself inside another one reports to that.
    const { NODE_TEST_CONTEXT, NODE_OPTIONS, VITEST, ...env } = process.env
    const options = { cwd, env, timeout: 180_000, maxBuffer: 1 << 26 }
    execFile(file, [...parameters], options, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: `${stdout}${stderr}` })
    })
  })

const npm = async (cwd: string, ...parameters: string[]): Promise<string> => {
  const { code, output } = await run('npm', parameters, cwd)
  if (code !== 0) throw new Error(`npm ${parameters.join(' ')} failed:\n${output}`)
  return output
}

/** Below the checkout, so that runner and SDK are found there: only the package and what it depends on is installed. */
const install = async (consumer: Consumer, tarball: string): Promise<string> => {
  const directory = join(root, '.consumers', consumer.name)
  await rm(directory, { recursive: true, force: true })
  await cp(join(root, 'fixtures', consumer.name), directory, { recursive: true })
  await npm(directory, 'install', '--prefer-offline', '--no-package-lock', '--no-audit', '--no-fund', tarball)
  return directory
}

/** Packs the build, installs it into each consumer project and runs that project's tests. */
export const runConsumers = async (): Promise<ConsumerReport[]> => {
  const packed = join(root, '.consumers/packed')
  await rm(packed, { recursive: true, force: true })
  await mkdir(packed, { recursive: true })
  const [{ filename }] = JSON.parse(
    await npm(root, 'pack', '--json', '--loglevel=silent', '--pack-destination', packed),
  )
  const reports: ConsumerReport[] = []
  for (const consumer of consumers) {
    const directory = await install(consumer, join(packed, filename))
    const { code, output } = await run(
      process.execPath,
      consumer.command(path => join(root, 'node_modules', path)),
      directory,
    )
    const { passed, failed } = await consumer.count(output, directory).catch(() => ({ passed: 0, failed: 1 }))
    const ran = passed + failed > 0
    reports.push({ name: consumer.name, passed, failed: code !== 0 && failed === 0 ? 1 : ran ? failed : 1, output })
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
