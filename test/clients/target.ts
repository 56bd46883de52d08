import { fileURLToPath } from 'node:url'
import { type Program, start } from '../cli/program.js'
import type { Credentials, Step, Target } from './client.js'

const sceneOf = (dialect: string): string =>
  fileURLToPath(new URL(dialect === 'yandex' ? 'scene-yandex.yaml' : 'scene.yaml', import.meta.url))

interface Announcement {
  readonly url: string
  readonly shared: Readonly<Record<string, string>>
  readonly keys: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** One served scene, and what is to be true of it after all clients. */
export interface ServedTarget extends Target {
  readonly lastSteps: readonly Step[]
}

const quarterOfAnHour = 900_000

/** Starts `serve` in a process of its own. */
export const serveTarget = async (program: Program, dialect: string): Promise<ServedTarget> => {
  // s3cmd and minio-js set ACLs on what they make
  const age = dialect === 'aws' ? ['--new-buckets', 'before-2023'] : []
  const parameters = ['serve', '--json', '--dialect', dialect, '--fixtures', sceneOf(dialect), ...age]
  const { child, printed, ended } = start(program, parameters, { limit: quarterOfAnHour })
  const [line] = await printed(/^.+$/m)
  const { url, shared, keys }: Announcement = JSON.parse(line)
  const key = (name: string): Credentials => {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = keys[name] ?? {}
    if (id === undefined || secret === undefined) throw new Error(`the server announced no key \`${name}\``)
    return { id, secret }
  }
  let requests: { status: number; operation?: string; reason?: string }[] = []
  return {
    ...{ dialect, url, host: new URL(url).host, region: shared.AWS_REGION! },
    ...{ admin: key('admin'), key },
    lastSteps: [
      [
        'the server stops on a signal',
        async () => {
          child.kill('SIGTERM')
          const { status, signal, stdout, stderr } = await ended
          if (status !== 0) throw new Error(`it ended with ${status ?? signal}\n${stderr}`)
          requests = stdout
            .trim()
            .split('\n')
            .slice(1)
            .map(text => JSON.parse(text))
        },
      ],
      [
        'no request failed in the mock',
        async () => {
          // 501 is an answer of the service: clients ask what it may not have
          const failed = requests.filter(({ status }) => status >= 500 && status !== 501)
          if (failed.length > 0) throw new Error(failed.map(request => JSON.stringify(request)).join('\n'))
          if (requests.length === 0) throw new Error('no request was shown')
        },
      ],
    ],
  }
}
