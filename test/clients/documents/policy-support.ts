import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '../client.js'
import { requireText, type Shell } from '../shell.js'
import { requireEqual } from '../workspace.js'
import { typedAs, withKey } from './typed.js'

const fixture = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url)), 'utf8')

interface Created {
  readonly Policy: { readonly Arn: string; readonly PolicyName: string }
}

interface Table {
  readonly actions: { readonly accepted: readonly string[]; readonly refused: readonly string[] }
}

// https://www.tigrisdata.com/docs/iam/policies/ : the operations of the first table, and both example policies
export const policySupport: Client = {
  name: 'AWS CLI, IAM policy support',
  steps: (target, workspace) => {
    const document = typedAs(target.admin, target, workspace)
    const write = (name: string, text: string) => writeFileSync(join(workspace.directory, name), text)
    const create = (name: string) =>
      `aws iam create-policy --policy-name ${name} --policy-document file://./${name}.json`
    let arn = ''
    let key = { AccessKeyId: '', SecretAccessKey: '' }
    let reader: Shell
    return [
      [
        'CreatePolicy, ListPolicies, GetPolicy, GetPolicyVersion',
        async () => {
          write('read-only.json', fixture('policies/images-read-only.json'))
          arn = (await document.json<Created>(create('read-only'))).Policy.Arn
          requireText(await document.run('aws iam list-policies --scope Local'), arn)
          const got = await document.json<Created>(`aws iam get-policy --policy-arn ${arn}`)
          requireEqual('read-only', got.Policy.PolicyName, 'name of the policy')
          const { PolicyVersion } = await document.json<{ PolicyVersion: { Document: object } }>(
            `aws iam get-policy-version --policy-arn ${arn} --version-id v1`,
          )
          requireEqual(JSON.parse(fixture('policies/images-read-only.json')), PolicyVersion.Document, 'document')
        },
      ],
      [
        'AttachUserPolicy, ListUserPolicies, ListEntitiesForPolicy: a user is an access key',
        async () => {
          key = (await document.json<{ AccessKey: typeof key }>('aws iam create-access-key')).AccessKey
          reader = withKey(key, target, workspace)
          requireText(await reader.fails('s3', 'cp', 's3://images/a.png', workspace.fresh()), '403')
          await document.run(`aws iam attach-user-policy --policy-arn ${arn} --user-name ${key.AccessKeyId}`)
          requireText(await document.run(`aws iam list-user-policies --user-name ${key.AccessKeyId}`), 'read-only')
          requireText(await document.run(`aws iam list-entities-for-policy --policy-arn ${arn}`), key.AccessKeyId)
        },
      ],
      [
        'the read-only policy reads and lists the bucket, and nothing more',
        async () => {
          await reader.run('s3', 'cp', 's3://images/a.png', workspace.fresh(), '--no-progress')
          requireText(await reader.run('s3', 'ls', 's3://images'), 'a.png')
          requireText(await reader.fails('s3', 'cp', workspace.small, 's3://images/b.png'), '(AccessDenied)')
          requireText(await reader.fails('s3', 'ls', 's3://model-storage'), '(AccessDenied)')
        },
      ],
      [
        'the second policy reads the directory and the one file',
        async () => {
          write('prefix.json', fixture('policies/images-prefix.json'))
          const { Policy } = await document.json<Created>(create('prefix'))
          await document.run(`aws iam detach-user-policy --policy-arn ${arn} --user-name ${key.AccessKeyId}`)
          await document.run(`aws iam attach-user-policy --policy-arn ${Policy.Arn} --user-name ${key.AccessKeyId}`)
          for (const name of ['nature/mountains/alps.jpg', 'pets/Scooby-Doo.jpg'])
            await reader.run('s3', 'cp', `s3://images/${name}`, workspace.fresh(), '--no-progress')
          for (const name of ['nature/sea.jpg', 'a.png'])
            requireText(await reader.fails('s3', 'cp', `s3://images/${name}`, workspace.fresh()), '403')
        },
      ],
      [
        'only supported actions are accepted during policy creation',
        async () => {
          const { actions }: Table = JSON.parse(fixture('seeds/policy-support.json'))
          const resource = { Effect: 'Allow', Resource: ['arn:aws:s3:::images', 'arn:aws:s3:::images/*'] }
          const policy = (Action: readonly string[]) =>
            JSON.stringify({ Version: '2012-10-17', Statement: [{ ...resource, Action }] })
          write('all-actions.json', policy(actions.accepted))
          await document.run(create('all-actions'))
          for (const [index, action] of actions.refused.entries()) {
            write(`refused-${index}.json`, policy([action]))
            requireText(await document.fails(create(`refused-${index}`)), '(MalformedPolicyDocument)')
          }
        },
      ],
      [
        'DetachUserPolicy, DeletePolicy',
        async () => {
          requireText(await document.run(`aws iam list-entities-for-policy --policy-arn ${arn}`), /"PolicyUsers": \[\]/)
          await document.run(`aws iam delete-policy --policy-arn ${arn}`)
          requireText(await document.fails(`aws iam get-policy --policy-arn ${arn}`), '(NoSuchEntity)')
        },
      ],
    ]
  },
}
