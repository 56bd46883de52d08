import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

export interface Ran {
  readonly ok: boolean
  readonly output: string
}

const minutes = (count: number): number => count * 60_000

/** Runs a program; one that hangs is ended after `patience` milliseconds, and has failed. */
export const run = (file: string, parameters: readonly string[], cwd: string, patience = minutes(3)) =>
  new Promise<Ran>(resolve => {
    // A runner that finds itself inside another one reports to that.
    const { NODE_TEST_CONTEXT, NODE_OPTIONS, VITEST, ...env } = process.env
    const options = { cwd, env, timeout: patience, maxBuffer: 1 << 26 }
    execFile(file, [...parameters], options, (error, stdout, stderr) => {
      const ended = error?.killed ? `\nended after ${patience / 1_000} seconds` : ''
      resolve({ ok: error === null, output: `${stdout}${stderr}${ended}` })
    })
  })

/** What npm prints. Rejects with its errors, which a silent `npm run` around it would hide. */
export const npm = async (cwd: string, ...parameters: string[]): Promise<string> => {
  const { ok, output } = await run('npm', [...parameters, '--loglevel=error'], cwd, minutes(20))
  if (!ok) throw new Error(`npm ${parameters.join(' ')} failed:\n${output}`)
  return output
}

/** Packs the build and installs it, with what it depends on and nothing else, into `directory`, which begins empty. */
export const installPacked = async (directory: string): Promise<void> => {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  const printed = await npm(root, 'pack', '--json', '--pack-destination', directory)
  const [{ filename }] = JSON.parse(printed)
  await writeFile(join(directory, 'package.json'), '{ "private": true }\n')
  await npm(directory, 'install', '--prefer-offline', '--no-package-lock', '--no-audit', '--no-fund', `./${filename}`)
}

export interface Counts {
  readonly passed: number
  readonly failed: number
}

/** From `report.json`, as jest and vitest write it. A file that does not load has no failed test, and fails all the same. */
export const countJson = async (directory: string): Promise<Counts> => {
  const { numPassedTests, numFailedTests, success } = JSON.parse(await readFile(join(directory, 'report.json'), 'utf8'))
  return { passed: numPassedTests, failed: numFailedTests === 0 && !success ? 1 : numFailedTests }
}

/** From what node:test prints with its reporter `tap`. */
export const countTap = (output: string): Counts => {
  const count = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)
  return { passed: count('pass'), failed: count('fail') + count('cancelled') }
}

/** A project that ran no test, or failed without a failed test, has failed once. */
export const settle = (ok: boolean, { passed, failed }: Counts): Counts => ({
  passed,
  failed: failed === 0 && (!ok || passed === 0) ? 1 : failed,
})
