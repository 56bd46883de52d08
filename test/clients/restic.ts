import { join } from 'node:path'
import type { Client } from './client.js'
import { requireText, shell } from './shell.js'
import { filesBelow, requireEqual, requireSame } from './workspace.js'

/** Its repository holds packs of many sizes: it makes the bucket, and deletes what is forgotten. */
export const restic: Client = {
  name: 'restic',
  steps: (target, workspace) => {
    const { directory, big, tree } = workspace
    const { run, fails } = shell('restic', {
      cwd: directory,
      always: ['--no-cache'],
      env: {
        RESTIC_REPOSITORY: `s3:${target.url}/restic-bucket/backups`,
        RESTIC_PASSWORD: 'password of the repository',
        AWS_ACCESS_KEY_ID: target.admin.id,
        AWS_SECRET_ACCESS_KEY: target.admin.secret,
        AWS_DEFAULT_REGION: target.region,
      },
    })
    const snapshots = async (): Promise<{ paths: string[] }[]> => JSON.parse(await run('snapshots', '--json'))
    return [
      ['create a bucket and a repository in it', async () => void (await run('init'))],
      ['upload of 21 MiB in packs', async () => void (await run('backup', big))],
      [
        'sync a directory, then nothing is left to do',
        async () => {
          await run('backup', tree)
          requireText(await run('backup', tree), /0 new, +0 changed, +6 unmodified/)
        },
      ],
      [
        'list',
        async () => {
          requireEqual(3, (await snapshots()).length, 'snapshots')
          const listed = (await run('ls', 'latest')).split('\n').filter(line => line.startsWith(`${tree}/`))
          for (const file of filesBelow(tree)) requireText(listed.join('\n'), join(tree, file))
        },
      ],
      ['checksum comparison of all that is stored', async () => void (await run('check', '--read-data'))],
      [
        'download',
        async () => {
          const place = workspace.fresh()
          await run('restore', 'latest', '--target', place)
          requireSame(tree, join(place, tree))
          await run('restore', 'latest', '--path', big, '--target', place)
          requireSame(big, join(place, big))
        },
      ],
      [
        'delete',
        async () => {
          await run('forget', '--keep-last', '1', '--group-by', '', '--prune')
          requireEqual(1, (await snapshots()).length, 'snapshots')
          await run('check', '--read-data')
        },
      ],
      [
        'a wrong secret is refused',
        async () => {
          const env = { AWS_ACCESS_KEY_ID: target.admin.id, AWS_SECRET_ACCESS_KEY: 'wrong' }
          const repository = ['--repo', `s3:${target.url}/restic-bucket/backups`]
          const wrong = shell('restic', { cwd: directory, always: repository, env: { ...env, RESTIC_PASSWORD: 'x' } })
          requireText(await wrong.fails('--no-cache', 'snapshots'), 'signature')
          await fails('--password-command', 'echo wrong', 'snapshots')
        },
      ],
    ]
  },
}
