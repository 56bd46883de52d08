import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Counts, runConsumers } from '../test/package/consumers.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const unitReport = join(root, '.cache/unit.json')
const totals = { passed: 0, failed: 0 }

const run = (name: string, ...parameters: string[]) =>
  new Promise<{ ok: boolean; output: string }>(resolve => {
    const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, FORCE_COLOR: '0' }
    execFile(name, parameters, { cwd: root, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: `${stdout}${stderr}` }),
    )
  })

const tell = (name: string, { passed, failed }: Counts, output: string): void => {
  totals.passed += passed
  totals.failed += failed
  if (failed > 0) console.log(output.trim())
  console.log(passed + failed === 0 ? `${name}: ok` : `${name}: ${passed} passed, ${failed} failed`)
}

/** A step without tests of its own counts only when it fails. */
const step = async (name: string, command: string, ...parameters: string[]): Promise<boolean> => {
  const { ok, output } = await run(command, ...parameters)
  tell(name, { passed: 0, failed: ok ? 0 : 1 }, output)
  return ok
}

const unitTests = async (): Promise<void> => {
  await rm(unitReport, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`]
  const { ok, output } = await run('vitest', 'run', ...reporters)
  const report = JSON.parse(await readFile(unitReport, 'utf8').catch(() => '{}'))
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = report
  // A file that does not load has no failed test, and fails all the same.
  tell('unit, protocol and structure tests', { passed, failed: !ok && failed === 0 ? 1 : failed }, output)
}

const packageChecks = async (): Promise<void> => {
  await step('publint', 'publint', '--strict')
  await step('attw', 'attw', '--pack', '.')
  for (const { name, passed, failed, output } of await runConsumers()) tell(name, { passed, failed }, output)
}

// Built first: the demo's types are those of the package by its own name.
const built = await step('build', 'tsx', 'scripts/build.ts')
await step('types', 'tsc', '-p', '.')
await step('Biome', 'biome', 'check', '--error-on-warnings')
await unitTests()
if (built) await packageChecks()
if (totals.failed > 0) process.exitCode = 1
console.log(`${totals.passed} passed, ${totals.failed} failed`)
