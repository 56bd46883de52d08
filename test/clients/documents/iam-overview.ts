import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Client } from '../client.js'
import { requireText, type Shell } from '../shell.js'
import { typedAs, withKey } from './typed.js'

interface Row {
  readonly operation: string
  readonly supported: boolean
}

const rows: readonly Row[] = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../fixtures/seeds/iam-overview.json', import.meta.url)), 'utf8'),
)

/** Operations of the table that Tigris does not have, as the CLI writes them; of keys' tags it knows no command. */
const refused: Readonly<Record<string, string>> = {
  GetAccessKeyLastUsed: 'get-access-key-last-used --access-key-id tid_some_access_key_id',
  CreateUser: 'create-user --user-name ann',
  DeleteUser: 'delete-user --user-name ann',
  ListUsers: 'list-users',
  GetUser: 'get-user',
  UpdateUser: 'update-user --user-name ann --new-user-name bob',
  ListUserTags: 'list-user-tags --user-name ann',
}

// https://www.tigrisdata.com/docs/iam/ : access keys in place of users, and the table of operations on them
export const iamOverview: Client = {
  name: 'AWS CLI, IAM overview',
  steps: (target, workspace) => {
    const document = typedAs(target.admin, target, workspace)
    let key = { AccessKeyId: '', SecretAccessKey: '' }
    let own: Shell
    const setStatus = (status: string) =>
      document.run(`aws iam update-access-key --access-key-id ${key.AccessKeyId} --status ${status}`)
    return [
      [
        'CreateAccessKey, ListAccessKeys',
        async () => {
          key = (await document.json<{ AccessKey: typeof key }>('aws iam create-access-key')).AccessKey
          own = withKey(key, target, workspace)
          requireText(await document.run('aws iam list-access-keys'), key.AccessKeyId)
        },
      ],
      [
        'a key without policies lists and creates buckets, as a Member, and reads nothing',
        async () => {
          requireText(await own.run('s3', 'ls'), 'images')
          await own.run('s3', 'mb', 's3://made-by-a-member')
          requireText(await own.fails('s3', 'cp', 's3://images/a.png', workspace.fresh()), '403')
        },
      ],
      [
        'UpdateAccessKey takes the key out of use and back',
        async () => {
          await setStatus('Inactive')
          requireText(await own.fails('s3', 'ls'), '(InvalidAccessKeyId)')
          await setStatus('Active')
          await own.run('s3', 'ls')
        },
      ],
      [
        'DeleteAccessKey ends it',
        async () => {
          await document.run(`aws iam delete-access-key --access-key-id ${key.AccessKeyId}`)
          requireText(await own.fails('s3', 'ls'), '(InvalidAccessKeyId)')
        },
      ],
      [
        'what the table does not have is refused by its name',
        async () => {
          const left = rows.filter(({ supported, operation }) => !supported && !operation.endsWith('agAccessKey'))
          for (const { operation } of left) {
            const line = refused[operation]
            if (line === undefined) throw new Error(`no line is written for ${operation}`)
            requireText(await document.fails(`aws iam ${line}`), `${operation} is not supported by Tigris`)
          }
        },
      ],
    ]
  },
}
