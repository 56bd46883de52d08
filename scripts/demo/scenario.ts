import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateMultipartUploadCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3'
import { createTigrisMock, type Scene, type TigrisMock } from 'tigris-mock'
import { calls, type Target, type Upload } from './inputs.js'

/** One file of fixtures/demo: a policy, and what it opens and closes, written by hand. */
export interface Scenario {
  readonly title: string
  readonly source: string
  readonly dialect: 'tigris' | 'aws'
  readonly policy: string
  readonly policyName: string
  readonly buckets: NonNullable<Scene['buckets']>
  readonly copySource: string
  readonly rows: readonly { readonly call: string; readonly cells: Readonly<Record<string, string>> }[]
}

export interface Cell {
  readonly call: string
  readonly column: string
  readonly expected: string
  readonly actual: string
  readonly reason?: string
}

type Credentials = ReturnType<TigrisMock['admin']>['credentials']

/** Makes a key without permissions, the policy, and attaches it by the ARN that comes back: all over the wire. */
const makeKey = async (mock: TigrisMock, PolicyDocument: string, PolicyName: string): Promise<Credentials> => {
  process.env.AWS_ENDPOINT_URL_IAM = 'https://fly.iam.storage.tigris.dev'
  const { region, credentials } = mock.admin().clientConfig
  const iam = new IAMClient({ region, credentials })
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}))
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))
  await iam.send(new AttachUserPolicyCommand({ UserName: AccessKey?.AccessKeyId, PolicyArn: Policy?.Arn }))
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
}

const targetOf = (column: string): Target => {
  const slash = column.indexOf('/')
  return { Bucket: column.slice(0, slash), Key: column.slice(slash + 1) }
}

const needsUpload = /Part|Multipart/

/** Plays every call of a scenario in a world of its own. */
export const play = async (file: string): Promise<{ scenario: Scenario; cells: readonly Cell[] }> => {
  const scenario = JSON.parse(readFileSync(file, 'utf8')) as Scenario
  const { dialect, buckets, policy, policyName, copySource } = scenario
  const path = resolve(dirname(file), policy)
  // in the dialect of AWS a key of the scene is a user: the console made user, policy and key
  const keys = dialect === 'aws' ? { user: { policies: [{ file: path }] } } : {}
  await using mock: TigrisMock = createTigrisMock({ dialect, buckets, keys } as Scene)
  await mock.start()
  const credentials =
    dialect === 'aws' ? mock.as('user').credentials : await makeKey(mock, readFileSync(path, 'utf8'), policyName)
  const s3 = new S3Client({ ...mock.admin().clientConfig, credentials, maxAttempts: 1 })
  const admin = new S3Client(mock.admin().clientConfig)

  const arrangeUpload = async (target: Target): Promise<Upload> => {
    const { UploadId = '' } = await admin.send(new CreateMultipartUploadCommand(target))
    const { ETag = '' } = await admin.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: 'part' }))
    return { UploadId, ETag }
  }

  const cells: Cell[] = []
  for (const { call, cells: expectations } of scenario.rows) {
    const make = calls[call]
    if (make === undefined) throw new Error(`${file}: no command is known for \`${call}\``)
    for (const [column, expected] of Object.entries(expectations)) {
      const cell = await mock.isolate(async (): Promise<Cell> => {
        const target = targetOf(column)
        const upload = needsUpload.test(call) ? await arrangeUpload(target) : { UploadId: '', ETag: '' }
        mock.log.clear()
        const failure = await make(s3, { target, upload, copySource }).then(
          () => undefined,
          (error: Error) => error.name,
        )
        const denied = mock.log.last?.denied
        if (denied === undefined) return { call, column, expected, actual: failure ?? 'allowed' }
        const { element, expected: patterns } = denied.nearest ?? {}
        const near = element === undefined ? '' : `; nearest differs in ${element}: ${patterns?.join(', ')}`
        return { call, column, expected, actual: 'denied', reason: `${denied.because}${near}` }
      })
      cells.push(cell)
    }
  }
  return { scenario, cells }
}
