import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '../client.js'
import { requireText, type Shell } from '../shell.js'
import { typedAs, withKey } from './typed.js'

const policy = fileURLToPath(new URL('../../../fixtures/policies/datalake-user.json', import.meta.url))
const folder = 's3://datalake/projects/farm-animals'

// https://docs.lightly.ai/docs/aws-s3 : what the document clicks together in the console
export const iamUser: Client = {
  name: 'AWS CLI, S3 IAM user',
  steps: (target, workspace) => {
    const document = typedAs(target.admin, target, workspace)
    let user: Shell
    return [
      [
        'create-user, create-policy, attach-user-policy, create-access-key',
        async () => {
          copyFileSync(policy, join(workspace.directory, 'datalake.json'))
          await document.run('aws iam create-user --user-name lightly --tags Key=external,Value=lightly')
          const { Policy } = await document.json<{ Policy: { Arn: string } }>(
            'aws iam create-policy --policy-name lightly-datalake --policy-document file://./datalake.json',
          )
          await document.run(`aws iam attach-user-policy --user-name lightly --policy-arn ${Policy.Arn}`)
          const attached = await document.run('aws iam list-attached-user-policies --user-name lightly')
          requireText(attached, 'lightly-datalake')
          const { AccessKey } = await document.json<{
            AccessKey: { AccessKeyId: string; SecretAccessKey: string }
          }>('aws iam create-access-key --user-name lightly')
          requireText(AccessKey.AccessKeyId, /^AKIA/)
          user = withKey(AccessKey, target, workspace)
        },
      ],
      [
        'the user works under the prefix',
        async () => {
          await user.run('s3', 'cp', `${folder}/cow.jpg`, workspace.fresh(), '--no-progress')
          await user.run('s3', 'cp', workspace.small, `${folder}/pig.txt`, '--no-progress')
          requireText(await user.run('s3', 'ls', `${folder}/`), 'pig.txt')
          await user.run('s3', 'rm', `${folder}/pig.txt`)
        },
      ],
      [
        'and nowhere else',
        async () => {
          requireText(await user.fails('s3', 'cp', workspace.small, 's3://datalake/projects/pig.txt'), '(AccessDenied)')
          requireText(await user.fails('s3', 'cp', 's3://datalake/projects/zoo/lion.jpg', workspace.fresh()), '403')
          requireText(await user.fails('s3', 'ls'), '(AccessDenied)')
          requireText(await user.fails('s3', 'ls', 's3://images'), '(AccessDenied)')
        },
      ],
    ]
  },
}
