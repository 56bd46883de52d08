import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Programs by the Debian package that has them. */
const programs: Readonly<Record<string, string>> = {
  awscli: '/usr/bin/aws',
  rclone: '/usr/bin/rclone',
  restic: '/usr/bin/restic',
  s3cmd: '/usr/bin/s3cmd',
}

const execute = (file: string, parameters: readonly string[], cwd?: string): void => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync(file, parameters, { env, cwd, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 })
}

/** Installs the clients that are missing: programs with apt-get, packages with npm beside this file. */
export const installClients = (): void => {
  const missing = Object.keys(programs).filter(name => !existsSync(programs[name]!))
  if (missing.length > 0) {
    console.log(`installing ${missing.join(', ')}`)
    execute('apt-get', ['update'])
    execute('apt-get', ['install', '--yes', '--no-install-recommends', ...missing])
  }
  const here = fileURLToPath(new URL('.', import.meta.url))
  execute('npm', ['ci', '--loglevel=error', '--prefer-offline', '--ignore-scripts'], here)
}
