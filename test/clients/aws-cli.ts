import { fileURLToPath } from 'node:url'
import type { Client, Credentials, Target, Workspace } from './client.js'
import { requireText, type Shell, shell } from './shell.js'
import { filesBelow, md5Of, requireEqual, requireSame, sha256Of } from './workspace.js'

/** The first AWS CLI presigns with the second version of signatures where a region once took it. */
const config = fileURLToPath(new URL('aws-config', import.meta.url))

export const awsEnvironment = ({ region }: Target, { id, secret }: Credentials) => ({
  AWS_ACCESS_KEY_ID: id,
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_DEFAULT_REGION: region,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: config,
})

/** The AWS CLI as one key. Before 2.13 it knew no `AWS_ENDPOINT_URL_*`: every call names the endpoint. */
export const awsAs = (who: Credentials, target: Target, { directory }: Workspace, file = 'aws'): Shell =>
  shell(file, { cwd: directory, always: ['--endpoint-url', target.url], env: awsEnvironment(target, who) })

export const awsCli = (name: string, bucket: string, file?: string): Client => ({
  name,
  steps: (target, workspace) => {
    const { run, fails } = awsAs(target.admin, target, workspace, file)
    const { small, big, tree } = workspace
    const at = (key: string) => `s3://${bucket}/${key}`
    const s3api = (operation: string, ...parameters: string[]) =>
      run('s3api', operation, '--bucket', bucket, ...parameters)
    return [
      ['create a bucket', async () => void (await run('s3', 'mb', at('')))],
      [
        'upload',
        async () => {
          await run('s3', 'cp', small, at('small.txt'), '--no-progress', '--metadata', 'color=blue')
          const head = JSON.parse(await s3api('head-object', '--key', 'small.txt'))
          requireEqual({ color: 'blue' }, head.Metadata, 'metadata')
          requireEqual('text/plain', head.ContentType, 'Content-Type')
        },
      ],
      [
        'multipart upload of 21 MiB',
        async () => {
          await run('s3', 'cp', big, at('big.bin'), '--no-progress')
          requireText(await s3api('head-object', '--key', 'big.bin', '--query', 'ETag'), /-3\\""\s*$/)
        },
      ],
      [
        'list',
        async () => {
          const keys = JSON.parse(await s3api('list-objects-v2', '--query', 'Contents[].Key'))
          requireEqual(['big.bin', 'small.txt'], keys, 'keys')
          requireText(await run('s3', 'ls', at('')), /22020096 big\.bin/)
        },
      ],
      [
        'sync a directory, then nothing is left to do',
        async () => {
          await run('s3', 'sync', tree, at('tree'), '--no-progress')
          requireEqual('', await run('s3', 'sync', tree, at('tree'), '--no-progress'), 'second sync')
          const keys = JSON.parse(await s3api('list-objects-v2', '--prefix', 'tree/', '--query', 'Contents[].Key'))
          requireEqual(
            filesBelow(tree).map(file => `tree/${file}`),
            keys.toSorted(),
            'keys',
          )
        },
      ],
      [
        'checksum comparison',
        async () => {
          const body = ['--key', 'checked.bin', '--body', small]
          await s3api('put-object', ...body, '--checksum-algorithm', 'SHA256')
          const head = JSON.parse(await s3api('head-object', '--key', 'checked.bin', '--checksum-mode', 'ENABLED'))
          requireEqual(sha256Of(small), head.ChecksumSHA256, 'SHA-256')
          requireEqual(`"${md5Of(small)}"`, head.ETag, 'ETag')
        },
      ],
      [
        'download',
        async () => {
          const [file, directory] = [workspace.fresh(), workspace.fresh()]
          await run('s3', 'cp', at('big.bin'), file, '--no-progress')
          requireSame(big, file)
          await run('s3', 'sync', at('tree'), directory, '--no-progress')
          requireSame(tree, directory)
        },
      ],
      [
        'copy on the server, in parts',
        async () => {
          const file = workspace.fresh()
          await run('s3', 'cp', at('big.bin'), at('copies/big.bin'), '--no-progress')
          await run('s3', 'cp', at('copies/big.bin'), file, '--no-progress')
          requireSame(big, file)
        },
      ],
      [
        'presigned link',
        async () => {
          const url = (await run('s3', 'presign', at('small.txt'))).trim()
          requireEqual('a small text\n', await (await fetch(url)).text(), 'body')
        },
      ],
      [
        'delete',
        async () => {
          await run('s3', 'rm', at('small.txt'))
          requireText(await fails('s3api', 'head-object', '--bucket', bucket, '--key', 'small.txt'), '404')
          await run('s3', 'rb', at(''), '--force')
          requireText(await fails('s3', 'ls', at('')), 'NoSuchBucket')
        },
      ],
      [
        'a call of a key without rights is denied',
        async () => {
          const denied = awsAs(target.key('tid_some_access_key_id'), target, workspace, file)
          requireText(await denied.fails('s3', 'cp', small, 's3://public-images/denied.txt'), 'AccessDenied')
          requireText(await denied.fails('s3', 'ls', 's3://model-storage'), 'AccessDenied')
          requireText(await denied.fails('iam', 'list-policies'), 'AccessDenied')
        },
      ],
    ]
  },
})
