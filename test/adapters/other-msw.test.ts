import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { mswBundle } from '../../scripts/bundle-msw.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const program = join(here, '../../.cache/other-msw/program.mjs')

beforeAll(async () => {
  await mkdir(join(program, '..'), { recursive: true })
  await build({
    entryPoints: [join(here, 'other-msw/program.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    plugins: [
      {
        name: 'msw-bundle',
        setup: building =>
          building.onResolve({ filter: /\/msw-bundle\.js$/ }, () => ({ path: mswBundle, external: true })),
      },
    ],
  })
})

/** A process that spins can only be killed from outside: the timer is the proof that it does not. */
const run = (mswPackage: string, scenario: string): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    const parameters = ['--import', join(here, 'other-msw/newer-globals.mjs'), program, mswPackage, scenario]
    execFile(process.execPath, parameters, { timeout: 100_000, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stderr}`))
      else resolve(JSON.parse(stdout.trim().split('\n').at(-1)!))
    })
  })

const line = 'setupServer(...tigrisHandlers(tigris, { http }), ...yours)'
const versions = [
  ['msw', 'version 3'],
  ['msw-2', 'version 2'],
]

test.concurrent.each(versions)(
  '%s (%s) that listens already makes our start fail with the line to write',
  async mswPackage => {
    const result = await run(mswPackage, 'before')

    expect(result).toEqual({ refused: expect.stringContaining(line), unharmed: 'theirs', after: 404 })
  },
  110_000,
)

test.concurrent.each(versions)(
  '%s (%s) that listens after us fails with the line to write, and ours goes on',
  async mswPackage => {
    const result = await run(mswPackage, 'after')

    expect(result).toEqual({
      refused: expect.stringContaining(line),
      unharmed: 404,
      again: expect.stringContaining(line),
      restored: true,
      after: 'theirs',
    })
  },
  110_000,
)

test.concurrent.each(versions)(
  'handlers for the server of %s (%s) close the same traps',
  async mswPackage => {
    const result = await run(mswPackage, 'handlers')

    expect(result).toMatchObject({
      bytes: 3_000_000,
      paths: ['/a/../../b', '/a/../../b'],
      refused: expect.stringContaining("`dialect: 'aws'`"),
      unharmed: 'theirs',
    })
    expect(result.unhandled).not.toBe('no error')
    expect(result.seconds).toBeLessThan(5)
  },
  110_000,
)

test.concurrent.each(versions)(
  'handlers for the server of %s (%s) answer uploads of SDK v2 and axios that expect to continue',
  async mswPackage => {
    const result = await run(mswPackage, 'callbacks')

    expect(result).toMatchObject({
      statuses: [404, 200, 200],
      received: ['/a/../../b 6000000', '/k 0', '/one 6000000', '/two 6000000'],
    })
  },
  110_000,
)
