import type { Client } from './client.js'
import { requireText, shell } from './shell.js'
import { filesBelow, md5Of, requireEqual, requireSame } from './workspace.js'

const bucket = 'rclone-bucket'

export const rclone: Client = {
  name: 'rclone',
  steps: (target, workspace) => {
    const { directory, small, big, tree } = workspace
    const { run, fails } = shell('rclone', {
      cwd: directory,
      always: ['--retries', '1', '--low-level-retries', '1'],
      env: {
        RCLONE_CONFIG_MOCK_TYPE: 's3',
        RCLONE_CONFIG_MOCK_PROVIDER: 'Other',
        RCLONE_CONFIG_MOCK_ENDPOINT: target.url,
        RCLONE_CONFIG_MOCK_REGION: target.region,
        RCLONE_CONFIG_MOCK_ACCESS_KEY_ID: target.admin.id,
        RCLONE_CONFIG_MOCK_SECRET_ACCESS_KEY: target.admin.secret,
        RCLONE_CONFIG_MOCK_FORCE_PATH_STYLE: 'true',
        // It always sends one, and a new bucket of AWS takes no other.
        RCLONE_CONFIG_MOCK_ACL: target.dialect === 'aws' ? 'bucket-owner-full-control' : 'private',
      },
    })
    const at = (key: string) => `mock:${bucket}/${key}`
    return [
      ['create a bucket', async () => void (await run('mkdir', at('')))],
      ['upload', async () => void (await run('copyto', small, at('small.txt')))],
      [
        'multipart upload of 21 MiB',
        async () => void (await run('copyto', big, at('big.bin'), '--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M')),
      ],
      [
        'list',
        async () => {
          const lines = (await run('lsf', '--format', 'ps', at(''))).trim().split('\n')
          requireEqual(['big.bin;22020096', 'small.txt;13'], lines, 'keys')
        },
      ],
      [
        'sync a directory, then nothing is left to do',
        async () => {
          await run('sync', tree, at('tree'))
          requireEqual('', await run('sync', '--dry-run', '--checksum', tree, at('tree')), 'second sync')
          const names = (await run('lsf', '-R', '--files-only', at('tree'))).trim().split('\n')
          requireEqual(filesBelow(tree), names.toSorted(), 'names')
        },
      ],
      [
        'checksum comparison',
        async () => {
          await run('check', tree, at('tree'))
          requireText(await run('md5sum', at('small.txt')), md5Of(small))
          requireText(await run('md5sum', at('big.bin')), md5Of(big))
        },
      ],
      [
        'download',
        async () => {
          const [file, copy] = [workspace.fresh(), workspace.fresh()]
          await run('copyto', at('big.bin'), file)
          requireSame(big, file)
          await run('copy', at('tree'), copy)
          requireSame(tree, copy)
        },
      ],
      [
        'move on the server',
        async () => {
          await run('moveto', at('small.txt'), at('moved.txt'))
          requireEqual('a small text\n', await run('cat', at('moved.txt')), 'body')
        },
      ],
      [
        'delete',
        async () => {
          await run('deletefile', at('moved.txt'))
          await run('purge', at(''))
          requireText(await fails('lsf', at('')), /not found|NoSuchBucket/)
        },
      ],
    ]
  },
}
