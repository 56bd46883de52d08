import type { Client } from './client.js'
import { requireText, shell } from './shell.js'
import { filesBelow, md5Of, requireEqual, requireSame } from './workspace.js'

const bucket = 's3cmd-bucket'

export const s3cmd: Client = {
  name: 's3cmd',
  steps: (target, workspace) => {
    const { directory, small, big, tree } = workspace
    const options = {
      config: '/dev/null',
      host: target.host,
      'host-bucket': target.host,
      region: target.region,
      access_key: target.admin.id,
      secret_key: target.admin.secret,
    }
    const always = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
    const { run, fails } = shell('s3cmd', { cwd: directory, always: [...always, '--no-ssl', '--no-progress'] })
    const at = (key: string) => `s3://${bucket}/${key}`
    return [
      ['create a bucket', async () => void (await run('mb', at('')))],
      ['upload', async () => void (await run('put', small, at('small.txt'), '--add-header=x-amz-meta-color:blue'))],
      [
        'multipart upload of 21 MiB',
        async () =>
          requireText(await run('put', big, at('big.bin'), '--multipart-chunk-size-mb=5', '--progress'), 'part 5 of 5'),
      ],
      [
        'list',
        async () => {
          const listed = await run('ls', at(''))
          requireText(listed, /22020096 +s3:\/\/s3cmd-bucket\/big\.bin/)
          requireText(listed, /13 +s3:\/\/s3cmd-bucket\/small\.txt/)
        },
      ],
      [
        'sync a directory, then nothing is left to do',
        async () => {
          await run('sync', `${tree}/`, at('tree/'))
          requireEqual('', await run('sync', '--dry-run', `${tree}/`, at('tree/')), 'second sync')
          const listed = await run('ls', '--recursive', at('tree/'))
          for (const file of filesBelow(tree)) requireText(listed, at(`tree/${file}`))
        },
      ],
      [
        'checksum comparison',
        async () => {
          const info = await run('info', at('small.txt'))
          requireText(info, `MD5 sum:   ${md5Of(small)}`)
          requireText(info, /x-amz-meta-color: blue/)
          requireText(await run('info', at('big.bin')), `MD5 sum:   ${md5Of(big)}`)
        },
      ],
      [
        'download',
        async () => {
          const [file, copy] = [workspace.fresh(), workspace.fresh()]
          await run('get', at('big.bin'), file)
          requireSame(big, file)
          await run('sync', at('tree/'), `${copy}/`)
          requireSame(tree, copy)
        },
      ],
      [
        'copy on the server',
        async () => {
          const file = workspace.fresh()
          await run('cp', at('small.txt'), at('copy.txt'))
          await run('get', at('copy.txt'), file)
          requireSame(small, file)
        },
      ],
      [
        'delete',
        async () => {
          await run('del', at('small.txt'))
          await run('del', '--recursive', '--force', at(''))
          await run('rb', at(''))
          requireText(await fails('ls', at('')), 'NoSuchBucket')
        },
      ],
    ]
  },
}
