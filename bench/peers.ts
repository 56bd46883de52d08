import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('peer/', import.meta.url))

/** Installs what the measurements compare with, in its own package: never a part of the product. */
export const installPeers = (): void => {
  const parameters = ['ci', '--loglevel=error', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('npm', parameters, { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] })
}

export interface Simulator {
  simulate(policy: unknown, resource: string, context: object): Promise<number>
}

/** iam-simulate. */
export const loadSimulator = (): Promise<Simulator> => import(new URL('peer/iam-simulate.mjs', import.meta.url).href)

/** s3rver with these buckets. It keeps objects in a directory that goes with the process. */
export const s3rverOf = async (buckets: readonly string[]): Promise<{ readonly endpoint: string }> => {
  const { start } = (await import(new URL('peer/s3rver.mjs', import.meta.url).href)) as {
    start(directory: string, buckets: readonly string[]): Promise<number>
  }
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-s3rver-'))
  const end = () => rmSync(directory, { recursive: true, force: true })
  process.once('exit', end)
  process.once('SIGTERM', () => process.exit())
  return { endpoint: `http://127.0.0.1:${await start(directory, buckets)}` }
}
