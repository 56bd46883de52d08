import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { awsAs } from '../aws-cli.js'
import type { Client } from '../client.js'
import { requireText } from '../shell.js'
import { typedAs } from './typed.js'

const policy = fileURLToPath(new URL('../../../fixtures/policies/sdxl-runner.json', import.meta.url))

// https://www.tigrisdata.com/docs/iam/ , "Making an access key limited to specific calls on specific buckets"
const createPolicy = 'aws iam create-policy --policy-name sdxl-runner --policy-document file://./policy.json'
const printedArn = 'arn:aws:iam::flyio_hunter2hunter2:policy/sdxl-runner'
const attachPolicy = `aws iam attach-user-policy \\
  --policy-arn ${printedArn} \\
  --user-name tid_some_access_key_id`

export const limitedKey: Client = {
  name: 'AWS CLI, key limited to specific calls',
  steps: (target, workspace) => {
    const { directory, small } = workspace
    const document = typedAs(target.admin, target, workspace)
    const runner = awsAs(target.key('tid_some_access_key_id'), target, workspace)
    let arn = ''
    return [
      [
        'create-policy from the file',
        async () => {
          copyFileSync(policy, join(directory, 'policy.json'))
          arn = (await document.json<{ Policy: { Arn: string } }>(createPolicy)).Policy.Arn
          requireText(arn, /^arn:aws:iam::\w+:policy\/sdxl-runner$/)
        },
      ],
      [
        'attach-user-policy by the ARN that the document prints is refused',
        async () => requireText(await document.fails(attachPolicy), '(NoSuchEntity)'),
      ],
      [
        'attach-user-policy by the returned ARN',
        async () => void (await document.run(attachPolicy.replace(printedArn, arn))),
      ],
      [
        'what the policy allows works',
        async () => {
          await runner.run('s3', 'cp', small, 's3://public-images/a.txt', '--no-progress')
          await runner.run('s3', 'cp', 's3://model-storage/weights.bin', workspace.fresh(), '--no-progress')
          requireText(await runner.run('s3', 'ls', 's3://model-storage'), 'weights.bin')
        },
      ],
      [
        'everything else is denied',
        async () => {
          requireText(await runner.fails('s3', 'cp', small, 's3://model-storage/a.txt'), '(AccessDenied)')
          requireText(await runner.fails('s3', 'rm', 's3://public-images/a.txt'), '(AccessDenied)')
          requireText(await runner.fails('iam', 'delete-policy', '--policy-arn', arn), '(AccessDenied)')
        },
      ],
    ]
  },
}
