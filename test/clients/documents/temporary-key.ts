import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { awsEnvironment } from '../aws-cli.js'
import type { Client } from '../client.js'
import { requireText, type Shell, shell } from '../shell.js'
import { requireEqual } from '../workspace.js'
import { typedAs } from './typed.js'

const policy = readFileSync(
  fileURLToPath(new URL('../../../fixtures/policies/temporary-key.json', import.meta.url)),
  'utf8',
)

interface Answer {
  readonly Credentials: {
    readonly AccessKeyId: string
    readonly SecretAccessKey: string
    readonly SessionToken: string
    readonly Expiration: string
  }
  readonly AssumedRoleUser: { readonly Arn: string }
  readonly PackedPolicySize: number
}

// https://yandex.cloud/en/docs/storage/operations/sts/create-sts-key
export const temporaryKey: Client = {
  name: 'AWS CLI, temporary access key',
  steps: (target, workspace) => {
    const holder = target.key('viewer')
    const document = typedAs(holder, target, workspace)
    const assume = `aws --endpoint ${target.url}/ sts assume-role \\
        --role-arn temporary_key_for_the_report \\
        --role-session-name test-2 \\
        --duration-seconds 43200 \\
        --policy file://policy.json`
    const get = (user: Shell, fails = false) => {
      const line = `aws --endpoint ${target.url} s3 cp s3://samplebucket/some/path/report.pdf ./`
      return fails ? user.fails('-c', line) : user.run('-c', line)
    }
    /** The reader exports the three variables of the answer. */
    const holding = ({ Credentials }: Answer): Shell => {
      const { AccessKeyId: id, SecretAccessKey: secret, SessionToken } = Credentials
      const env = { ...awsEnvironment(target, { id, secret }), AWS_SESSION_TOKEN: SessionToken }
      return shell('bash', { cwd: workspace.directory, env })
    }
    const assumeFor = (prefix: string) => {
      const text = policy.replace('<bucket_name>', 'samplebucket').replace('<prefix>', prefix)
      writeFileSync(join(workspace.directory, 'policy.json'), text)
      return document.json<Answer>(assume)
    }
    return [
      [
        'assume-role answers the fields of the document',
        async () => {
          const { Credentials, AssumedRoleUser, PackedPolicySize } = await assumeFor('some/path/')
          requireEqual(holder.id, Credentials.AccessKeyId, 'key id, which is that of the static key')
          requireText(Credentials.SecretAccessKey, /^YC/)
          requireText(Credentials.SessionToken, /^s1\./)
          requireText(Credentials.Expiration, /^\d{4}-\d\d-\d\dT/)
          requireEqual('a1234567891234567890'.length + 7, AssumedRoleUser.Arn.length, 'length of the ARN')
          requireEqual(0, PackedPolicySize, 'PackedPolicySize')
        },
      ],
      [
        'the sample Resource without a star is an exact key: the sample download is denied',
        async () => requireText(await get(holding(await assumeFor('some/path/')), true), '403'),
      ],
      [
        'with a star it works',
        async () => {
          const printed = await get(holding(await assumeFor('some/path/*')))
          requireText(printed, 'download: s3://samplebucket/some/path/report.pdf to ./report.pdf')
          requireEqual('report', readFileSync(join(workspace.directory, 'report.pdf'), 'utf8'), 'what was downloaded')
        },
      ],
      [
        'a description with other signs and a lifetime of more than twelve hours are refused',
        async () => {
          const dots = assume.replace('temporary_key_for_the_report', 'temporary.key.for.the.report')
          requireText(await document.fails(dots), /An error occurred \(\w+\)/)
          requireText(await document.fails(assume.replace('43200', '43201')), /An error occurred \(\w+\)/)
        },
      ],
    ]
  },
}
