import { execFile } from 'node:child_process'

type Environment = Readonly<Record<string, string>>

/** How a client is called: its name, what every call has, and what it finds in its environment. */
export interface Shell {
  /** Resolves with what was printed; rejects when it exits otherwise than with 0, or takes longer than two minutes. */
  run(...parameters: string[]): Promise<string>
  /** Resolves with what a failing call prints; rejects when it succeeds. */
  fails(...parameters: string[]): Promise<string>
}

interface Ended {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

const call = (file: string, parameters: readonly string[], env: Environment, cwd: string): Promise<Ended> =>
  new Promise(resolve => {
    const options = {
      cwd,
      env: { PATH: path, LANG: 'C.UTF-8', HOME: cwd, ...env },
      timeout: 120_000,
      maxBuffer: 1 << 26,
    }
    execFile(file, parameters, { ...options, killSignal: 'SIGKILL' }, (error, stdout, stderr) =>
      resolve({ ok: error === null, stdout, stderr }),
    )
  })

// Debian's own come first: those of other installations may be of any age.
const path = `/usr/bin:/bin:${process.env.PATH}`

/** A client with the parameters and the environment of all its calls. `cwd` is its home as well. */
export const shell = (
  file: string,
  { cwd, always = [], env = {} }: { cwd: string; always?: readonly string[]; env?: Environment },
): Shell => {
  const begin = (parameters: readonly string[]) => call(file, [...always, ...parameters], env, cwd)
  const shown = (parameters: readonly string[]) => [file.replace(/^.*\//, ''), ...parameters].join(' ')
  return {
    run: async (...parameters) => {
      const { ok, stdout, stderr } = await begin(parameters)
      if (!ok) throw new Error(`${shown(parameters)}\n${stdout}${stderr}`)
      return stdout
    },
    fails: async (...parameters) => {
      const { ok, stdout, stderr } = await begin(parameters)
      if (ok) throw new Error(`${shown(parameters)} succeeded, which it must not\n${stdout}`)
      return `${stdout}${stderr}`
    },
  }
}

/** Throws unless the text holds what is expected. */
export const requireText = (text: string, expected: string | RegExp): void => {
  const found = typeof expected === 'string' ? text.includes(expected) : expected.test(text)
  if (!found) throw new Error(`expected ${expected} in:\n${text}`)
}
