import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** The command line of these sources, in a directory of its own below the checkout's packages. */
export interface Program {
  readonly path: string
  remove(): void
}

export const buildProgram = async (): Promise<Program> => {
  const directory = mkdtempSync(join(root, 'node_modules/.tigris-mock-cli-'))
  await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  })
  return { path: join(directory, 'main.mjs'), remove: () => rmSync(directory, { recursive: true, force: true }) }
}

export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves with the first match in what was printed; rejects when the program ends without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
}

/** Starts the program in the checkout; one that still runs after `limit` milliseconds, half a minute, is killed. */
export const start = ({ path }: Program, parameters: readonly string[], { limit = 30_000 } = {}): Running => {
  const options = { cwd: root, timeout: limit, killSignal: 'SIGKILL' as const }
  const child = spawn(process.execPath, [path, ...parameters], options)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  const ended = new Promise<Ended>(resolve =>
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr })),
  )
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(stdout)
        if (match !== null) resolve(match)
      }
      child.stdout.on('data', look)
      void ended.then(() => reject(new Error(`${pattern} was not printed:\n${stdout}${stderr}`)))
      look()
    })
  return { child, ended, printed }
}

/** Runs the program to its end. */
export const run = (program: Program, ...parameters: readonly string[]): Promise<Ended> =>
  start(program, parameters).ended
