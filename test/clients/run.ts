import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildProgram } from '../cli/program.js'
import { awsCli } from './aws-cli.js'
import type { Client, Step, Workspace } from './client.js'
import { iamOverview } from './documents/iam-overview.js'
import { iamUser } from './documents/iam-user.js'
import { limitedKey } from './documents/limited-key.js'
import { policySupport } from './documents/policy-support.js'
import { temporaryKey } from './documents/temporary-key.js'
import { installClients } from './install.js'
import { loadMinio } from './minio.js'
import { rclone } from './rclone.js'
import { restic } from './restic.js'
import { s3cmd } from './s3cmd.js'
import { type ServedTarget, serveTarget } from './target.js'
import { makeWorkspace } from './workspace.js'

const totals = { passed: 0, failed: 0 }

const play = async (who: string, steps: readonly Step[]): Promise<void> => {
  for (const [name, run] of steps) {
    try {
      await run()
      totals.passed++
      console.log(`ok    ${who}: ${name}`)
    } catch (error) {
      totals.failed++
      const message = error instanceof Error ? error.message : String(error)
      console.log(`FAIL  ${who}: ${name}\n${message.trim().replace(/^/gm, '      ')}`)
    }
  }
}

/** A second AWS CLI of this machine, if it has one: other versions send other checksums. */
const otherAwsCli = (): Client[] => {
  const found = (process.env.PATH ?? '').split(':').map(directory => join(directory, 'aws'))
  const file = found.find(path => !path.startsWith('/usr/bin/') && !path.startsWith('/bin/') && existsSync(path))
  return file === undefined ? [] : [awsCli(`AWS CLI at ${file}`, 'other-aws-cli-bucket', file)]
}

/** `npm run test:clients -- rclone`: those whose name begins so, all without a word. */
const isChosen = ({ name }: Client): boolean => name.toLowerCase().startsWith((process.argv[2] ?? '').toLowerCase())

const playAll = async (clients: readonly Client[], target: ServedTarget, workspace: Workspace): Promise<void> => {
  for (const { name, steps } of clients) await play(`${target.dialect}, ${name}`, steps(target, workspace))
  await play(target.dialect, target.lastSteps)
}

installClients()
const program = await buildProgram()
const workspace = makeWorkspace()
try {
  const minio = await loadMinio()
  const everywhere = [awsCli('AWS CLI', 'aws-cli-bucket'), ...otherAwsCli(), rclone, restic, s3cmd, minio]
  /** Documents of the services, typed into a shell, beside the clients. */
  const dialects: Readonly<Record<string, readonly Client[]>> = {
    tigris: [...everywhere, limitedKey, policySupport, iamOverview],
    aws: [...everywhere, iamUser],
    yandex: [temporaryKey],
  }
  for (const [dialect, clients] of Object.entries(dialects)) {
    const chosen = clients.filter(isChosen)
    if (chosen.length > 0) await playAll(chosen, await serveTarget(program, dialect), workspace)
  }
} finally {
  workspace.remove()
  program.remove()
}
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed === 0 ? 0 : 1
