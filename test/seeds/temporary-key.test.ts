// https://yandex.cloud/en/docs/storage/operations/sts/create-sts-key : a temporary key by the Security Token Service
import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-s3'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'

const Bucket = 'samplebucket'
const Key = 'some/path/report.pdf'
const sample = readFileSync('fixtures/policies/temporary-key.json', 'utf8')
/** The document's policy, with what the reader puts in place of its angle brackets. */
const policyFor = (prefix: string) => sample.replace('<bucket_name>', Bucket).replace('<prefix>', prefix)

const tigris = setupTigrisMock({
  dialect: 'yandex',
  buckets: {
    samplebucket: { objects: { [Key]: 'report', 'some/path/': 'folder', 'other.txt': 'other' } },
    elsewhere: { objects: { 'a.txt': 'a' } },
  },
  serviceAccounts: {
    editor: { roles: { samplebucket: 'storage.editor' } },
    viewer: { roles: { '*': 'storage.viewer' }, subject: 'a1234567890123456789' },
    nobody: {},
  },
})

type Name = 'editor' | 'viewer' | 'nobody'

const description = 'temporary_key_for_the_report'

const assume = (change: Partial<AssumeRoleCommandInput> = {}, who: Name = 'viewer') => {
  const config = { ...tigris.as(who).clientConfig, endpoint: 'https://sts.yandexcloud.net', maxAttempts: 1 }
  const input = { RoleArn: description, RoleSessionName: 'test-2', DurationSeconds: 3600, ...change }
  return new STSClient(config).send(new AssumeRoleCommand(input))
}

/** The reader exports three variables: the key's id, its secret and the token. */
const clientOf = ({ Credentials }: Awaited<ReturnType<typeof assume>>, change: object = {}) =>
  new sdk.S3Client({
    ...tigris.as('viewer').clientConfig,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
      ...change,
    },
    maxAttempts: 1,
  })

const get = (key: string = Key, bucket: string = Bucket) => new sdk.GetObjectCommand({ Bucket: bucket, Key: key })
const put = () => new sdk.PutObjectCommand({ Bucket, Key, Body: 'new' })

test('the answer has the fields of the document', async () => {
  tigris.clock.freeze()
  const answer = await assume({ Policy: policyFor('some/path/*') })

  expect(answer).toMatchObject({
    Credentials: {
      AccessKeyId: tigris.keys.get('viewer').id,
      SecretAccessKey: expect.stringMatching(/^YC\w{41}$/),
      SessionToken: expect.stringMatching(/^s1\.\w{282}$/),
      Expiration: new Date(Math.floor(tigris.clock.now().getTime() / 1000) * 1000 + 3_600_000),
    },
    AssumedRoleUser: { Arn: 'a1234567890123456789/test-2' },
    PackedPolicySize: 0,
    SourceIdentity: '',
  })
  expect(answer.Credentials!.SecretAccessKey).not.toBe(tigris.keys.get('viewer').secret)
})

test('the sample Resource without a star is one exact key, so the sample download is denied', async () => {
  const client = clientOf(await assume({ Policy: policyFor('some/path/') }))

  await expect(client.send(get())).toBeDenied({ action: 's3:GetObject', at: 'session', effect: 'implicit' })
  await expect(client.send(get('some/path/'))).toBeAllowed()
})

test('with a star the sample download works, and nothing beside it', async () => {
  const client = clientOf(await assume({ Policy: policyFor('some/path/*') }))

  const call = client.send(get())
  await expect(call).toBeAllowed()
  expect(await (await call).Body!.transformToString()).toBe('report')
  await expect(client.send(get('other.txt'))).toBeDenied({ action: 's3:GetObject', at: 'session' })
  await expect(client.send(new sdk.ListObjectsV2Command({ Bucket }))).toBeDenied({ at: 'session' })
})

test('a policy opens nothing that the roles of the service account do not', async () => {
  const all = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
  })
  const viewer = clientOf(await assume({ Policy: all }))
  const nobody = clientOf(await assume({ Policy: all }, 'nobody'))

  await expect(viewer.send(get())).toBeAllowed()
  await expect(viewer.send(put())).toBeDenied({ action: 's3:PutObject', at: 'role' })
  await expect(nobody.send(get())).toBeDenied({ action: 's3:GetObject', at: 'role' })
})

test('a role on a bucket opens that bucket alone', async () => {
  const client = clientOf(await assume({}, 'editor'))

  await expect(client.send(put())).toBeAllowed()
  await expect(client.send(get('a.txt', 'elsewhere'))).toBeDenied({ action: 's3:GetObject', at: 'role' })
})

test('without a policy the key may what its service account may', async () => {
  const client = clientOf(await assume())

  await expect(client.send(get('other.txt'))).toBeAllowed()
  await expect(client.send(put())).toBeDenied({ action: 's3:PutObject', at: 'role' })
})

test('a policy without rules denies everything', async () => {
  const client = clientOf(await assume({ Policy: '{"Version":"2012-10-17","Statement":[]}' }))

  await expect(client.send(get())).toBeDenied({ action: 's3:GetObject', at: 'session', effect: 'implicit' })
  await expect(client.send(new sdk.ListObjectsV2Command({ Bucket }))).toBeDenied({ at: 'session' })
})

test('a bucket as resource does not include its objects', async () => {
  const statement = { Effect: 'Allow', Principal: '*', Action: ['s3:GetObject', 's3:ListBucket'] }
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { ...statement, Resource: `arn:aws:s3:::${Bucket}` },
  })
  const client = clientOf(await assume({ Policy }))

  await expect(client.send(new sdk.ListObjectsV2Command({ Bucket }))).toBeAllowed()
  await expect(client.send(get())).toBeDenied({ action: 's3:GetObject', at: 'session' })
})

test('a role on the folder lists its buckets whatever the policy', async () => {
  const client = clientOf(await assume({ Policy: policyFor('some/path/*') }))

  const call = client.send(new sdk.ListBucketsCommand({}))
  await expect(call).toBeAllowed()
  expect((await call).Buckets!.map(({ Name }) => Name)).toEqual(['elsewhere', Bucket])
})

test.each([
  [
    { RoleArn: 'nineteen-characters' },
    "at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  [
    { RoleArn: 'a description with spaces' },
    "at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression",
  ],
  [
    { RoleSessionName: 'key.one' },
    "at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression",
  ],
  [
    { RoleSessionName: '' },
    "at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    { DurationSeconds: 43_201 },
    "Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
  ],
  [
    { Policy: `{"Statement":[]}${' '.repeat(10_240)}` },
    "at 'policy' failed to satisfy constraint: Member must have length less than or equal to 10240",
  ],
] as const)('refuses %j', async (change, message) => {
  await expect(assume(change)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
  })
})

test('twelve hours, twenty characters and a hyphened name are taken', async () => {
  const { Credentials } = await assume({
    RoleArn: 'twenty-characters_20',
    RoleSessionName: 'key_one-1',
    DurationSeconds: 43_200,
  })
  const client = clientOf({ Credentials, $metadata: {} })

  tigris.clock.advance(43_198_000)
  await expect(client.send(get())).toBeAllowed()
  tigris.clock.advance(2000)
  await expect(client.send(get())).toBeRejected({ code: 'ExpiredToken' })
})

test('the policy is held to the schema of the service', async () => {
  const Policy = policyFor('some/path/*').replace('s3:GetObject', 's3:NoSuchAction')

  await expect(assume({ Policy })).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' })
})

test('deleting the static key ends its temporary keys, deactivating it rests them', async () => {
  const client = clientOf(await assume())
  const key = tigris.keys.get('viewer')

  key.deactivate()
  await expect(client.send(get())).toBeRejected({ code: 'InvalidAccessKeyId' })
  key.activate()
  await expect(client.send(get())).toBeAllowed()
  key.delete()

  await expect(client.send(get())).toBeRejected({ code: 'InvalidAccessKeyId' })
})

test('the temporary secret is good with its token only', async () => {
  const answer = await assume()

  await expect(clientOf(answer, { sessionToken: undefined }).send(get())).toBeRejected({
    code: 'SignatureDoesNotMatch',
  })
  await expect(clientOf(answer, { sessionToken: 's1.other' }).send(get())).toBeRejected({ code: 'InvalidToken' })
})

test('a temporary key makes no other', async () => {
  const { Credentials } = await assume()
  const config = { ...tigris.as('viewer').clientConfig, endpoint: 'https://sts.yandexcloud.net', maxAttempts: 1 }
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  }
  const chained = new STSClient({ ...config, credentials })

  const call = chained.send(new AssumeRoleCommand({ RoleArn: description, RoleSessionName: 'again' }))

  await expect(call).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
})

test('what the documentation of the service does not have is refused by name', async () => {
  const sts = new STSClient({
    ...tigris.as('viewer').clientConfig,
    endpoint: 'https://sts.yandexcloud.net',
    maxAttempts: 1,
  })

  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' })
  await expect(assume({ ExternalId: 'partner' })).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'The parameter ExternalId of AssumeRole is not supported by this mock',
  })
})
