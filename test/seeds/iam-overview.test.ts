// https://www.tigrisdata.com/docs/iam/ : access keys in place of users and roles, and the IAM API for them
import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

interface Row {
  readonly operation: string
  readonly supported: boolean
}

const rows = JSON.parse(readFileSync('fixtures/seeds/iam-overview.json', 'utf8')) as readonly Row[]
const policy = readFileSync('fixtures/policies/images-read-only.json', 'utf8')

const variables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_ENDPOINT_URL_IAM'] as const

/** The four variables of the document and no other of the SDK's. */
const setEnvironment = (values: Readonly<Record<(typeof variables)[number], string>>): void => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined)
  for (const name of variables) vi.stubEnv(name, values[name])
}

const start = async (who: 'admin' | 'reader' = 'admin') => {
  const mock = createTigrisMock({
    buckets: { images: { objects: { 'a.png': 'image' } } },
    keys: { reader: { policies: ['fixtures/policies/images-read-only.json'] } },
  })
  await mock.start()
  onTestFinished(() => mock.stop())
  onTestFinished(() => void vi.unstubAllEnvs())
  const { accessKeyId, secretAccessKey } = (who === 'admin' ? mock.admin() : mock.as('reader')).credentials
  setEnvironment({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: 'auto',
    AWS_ENDPOINT_URL_IAM: 'https://iam.storageapi.dev',
  })
  return mock
}

test('four variables are enough for the clients of S3 and IAM', async () => {
  const mock = await start('reader')

  const { Body } = await new S3Client({}).send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))
  const put = new S3Client({}).send(new PutObjectCommand({ Bucket: 'images', Key: 'b.png', Body: 'b' }))
  const create = new sdk.IAMClient({}).send(new sdk.CreatePolicyCommand({ PolicyName: 'mine', PolicyDocument: policy }))

  expect(await Body!.transformToString()).toBe('image')
  await expect(put).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(create).rejects.toMatchObject({ name: 'AccessDenied' })
  expect(mock.log.filter({ caller: 'reader' }).map(({ operation }) => operation)).toEqual([
    'GetObject',
    'PutObject',
    'CreatePolicy',
  ])
})

/** Each supported row of the document's table, in the order in which a reader would try them. */
const play = async (iam: sdk.IAMClient) => {
  const { AccessKey } = await iam.send(new sdk.CreateAccessKeyCommand({}))
  const { AccessKeyId, SecretAccessKey } = AccessKey!
  const own = new S3Client({ credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey! } })
  const read = () =>
    own.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })).then(
      () => 'allowed',
      ({ name }: Error) => name,
    )
  const seen: Record<string, unknown> = { CreateAccessKey: await read() }
  const listed = await iam.send(new sdk.ListAccessKeysCommand({}))
  seen.ListAccessKeys = listed.AccessKeyMetadata!.some(key => key.AccessKeyId === AccessKeyId)
  const { Policy } = await iam.send(new sdk.CreatePolicyCommand({ PolicyName: 'mine', PolicyDocument: policy }))
  const attachment = { UserName: AccessKeyId!, PolicyArn: Policy!.Arn! }
  await iam.send(new sdk.AttachUserPolicyCommand(attachment))
  seen.AttachUserPolicy = await read()
  seen.ListUserPolicies = (await iam.send(new sdk.ListUserPoliciesCommand({ UserName: AccessKeyId! }))).PolicyNames
  await iam.send(new sdk.UpdateAccessKeyCommand({ AccessKeyId: AccessKeyId!, Status: 'Inactive' }))
  const inactive = await read()
  await iam.send(new sdk.UpdateAccessKeyCommand({ AccessKeyId: AccessKeyId!, Status: 'Active' }))
  seen.UpdateAccessKey = [inactive, await read()]
  await iam.send(new sdk.DetachUserPolicyCommand(attachment))
  seen.DetachUserPolicy = await read()
  await iam.send(new sdk.DeleteAccessKeyCommand({ AccessKeyId: AccessKeyId! }))
  seen.DeleteAccessKey = await read()
  return seen
}

test('each operation of the table that Tigris supports does what the table says', async () => {
  await start()

  const seen = await play(new sdk.IAMClient({}))

  expect(seen).toEqual({
    CreateAccessKey: 'AccessDenied',
    ListAccessKeys: true,
    AttachUserPolicy: 'allowed',
    ListUserPolicies: ['mine'],
    UpdateAccessKey: ['InvalidAccessKeyId', 'allowed'],
    DetachUserPolicy: 'AccessDenied',
    DeleteAccessKey: 'InvalidAccessKeyId',
  })
  expect(Object.keys(seen).sort()).toEqual(
    rows
      .filter(({ supported }) => supported)
      .map(row => row.operation)
      .sort(),
  )
})

test.each(rows.filter(({ supported }) => !supported))(
  'Tigris refuses $operation by its name',
  async ({ operation }) => {
    const mock = await start()
    const { region, credentials } = mock.admin().clientConfig
    const body = `Action=${operation}&Version=2010-05-08&UserName=ann&AccessKeyId=tid_key`
    const client = new sdk.IAMClient({ region, credentials, maxAttempts: 1 })
    // the SDK has no command for two of them: any command is sent with another name
    client.middlewareStack.add(
      next => args => {
        Object.assign(args.request as object, { body })
        return next(args)
      },
      { step: 'build', priority: 'high' },
    )

    await expect(client.send(new sdk.ListUsersCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: `${operation} is not supported by Tigris`,
      $metadata: { httpStatusCode: 501 },
    })
  },
)

test('a key without policies may list and create buckets of its organization, as a Member', async () => {
  const mock = await start()
  const { AccessKey } = await new sdk.IAMClient({}).send(new sdk.CreateAccessKeyCommand({}))
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
  const s3 = new S3Client({ credentials })

  await s3.send(new CreateBucketCommand({ Bucket: 'mine' }))
  const { Buckets } = await s3.send(new ListBucketsCommand({}))

  expect(Buckets!.map(({ Name }) => Name)).toEqual(['images', 'mine'])
  expect(mock.bucket('mine' as string).keys()).toEqual([])
})
