import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'
import type { PolicyDocument, Scene } from '../../src/scene/types.js'

/** A whole request, and what the service answers: status, then a code or what is said of the body. */
interface Vector {
  readonly id: string
  readonly kind: string
  readonly dialect: 'tigris' | 'aws' | 'yandex'
  readonly policy: string | null
  readonly action: string
  /** `bucket/key`, `bucket`, `source -> target`. */
  readonly resource: string
  /** `Editor on b` of a Tigris key, `storage.viewer` of a Yandex service account. */
  readonly role?: string
  readonly keyState?: 'expired' | 'token omitted'
  readonly bucketPolicy?: string
  readonly expected: string
  readonly why: string
}

/** `b` is no name that a service takes for a bucket. */
const text = readFileSync(new URL('../../fixtures/policy/vectors.json', import.meta.url), 'utf8')
  .replaceAll(/"arn:aws:s3:::b(?=["/])/g, '"arn:aws:s3:::bucket')
  .replaceAll(/("resource": ")b(?=["/])/g, '$1bucket')
  .replaceAll(/ on b"/g, ' on bucket"')

const { policies, vectors } = JSON.parse(text) as {
  policies: Readonly<Record<string, PolicyDocument>>
  vectors: readonly Vector[]
}

const whole = vectors.filter(({ kind }) => kind === 'http')

/** `bucket/key` in parts; the vector's own objects exist unless they are called missing or none. */
const addressOf = (text: string) => {
  const [Bucket = '', ...rest] = text.trim().split('/')
  return { Bucket, Key: rest.join('/') }
}

const bucketsOf = ({ resource, action }: Vector): Record<string, { objects?: Record<string, string> }> => {
  if (resource === '-') return {}
  const [source = '', target] = resource.split('->')
  const { Bucket, Key } = addressOf(source)
  const exists =
    Key !== '' && !/missing|none/.test(Key) && action !== 'PutObject' && action !== 'CompleteMultipartUpload'
  return {
    [Bucket]: exists ? { objects: { [Key]: 'body' } } : {},
    ...(target !== undefined && { [addressOf(target).Bucket]: {} }),
  }
}

/** The policy of a vector whose bucket has one allows reading other keys than the one asked for. */
const otherKeysOnly = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/x/*' },
} as const

const sceneOf = (vector: Vector): Scene => {
  const { dialect, role, policy, bucketPolicy } = vector
  const [Role = '', , onBucket = '*'] = (role ?? '').split(' ')
  const held = role === undefined ? {} : { roles: { [onBucket]: Role } }
  const attached = dialect === 'yandex' || policy === null ? {} : { policies: [policies[policy]!] }
  const buckets = Object.entries(bucketsOf(vector)).map(([name, bucket]) => [
    name,
    { ...bucket, ...(bucketPolicy !== undefined && { policy: otherKeysOnly }) },
  ])
  const caller = { ...held, ...attached }
  return {
    dialect,
    buckets: Object.fromEntries(buckets) as NonNullable<Scene['buckets']>,
    ...(dialect === 'yandex' ? { serviceAccounts: { caller } } : { keys: { caller } }),
  }
}

const commandOf = async (vector: Vector, admin: sdk.S3Client): Promise<object> => {
  const { action, resource } = vector
  const [source = '', target = ''] = resource.split('->')
  const address = addressOf(source)
  if (action === 'CopyObject') return new sdk.CopyObjectCommand({ ...addressOf(target), CopySource: source.trim() })
  if (action === 'PutObject') return new sdk.PutObjectCommand({ ...address, Body: 'new' })
  if (action === 'PutBucketAcl') return new sdk.PutBucketAclCommand({ ...address, ACL: 'private' })
  if (action === 'CompleteMultipartUpload' || action === 'ListParts') {
    const { UploadId = '' } = await admin.send(new sdk.CreateMultipartUploadCommand(address))
    const part = { ...address, UploadId, PartNumber: 1 }
    const { ETag } = await admin.send(new sdk.UploadPartCommand({ ...part, Body: 'part' }))
    return action === 'ListParts'
      ? new sdk.ListPartsCommand(part)
      : new sdk.CompleteMultipartUploadCommand({ ...part, MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] } })
  }
  const Command = (sdk as unknown as Record<string, new (input: object) => object>)[`${action}Command`]
  if (Command === undefined) throw new Error(`no command for ${action}`)
  return new Command(address.Bucket === '-' ? {} : address)
}

interface Outcome {
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly Code?: string
  readonly $response?: { readonly body?: unknown }
}

/** What the caller was answered, in the vector's words. */
const answerTo = async (vector: Vector): Promise<string> => {
  const mock = createTigrisMock(sceneOf(vector))
  const plain = { requestHandler: mock.requestHandler(), maxAttempts: 1 }
  const admin = new sdk.S3Client({ ...mock.admin().clientConfig, ...plain })
  const command = await commandOf(vector, admin)
  const own = { ...mock.as('caller').clientConfig, ...plain }
  const credentials = vector.dialect === 'yandex' && vector.policy !== null ? await temporary(own, vector) : undefined
  if (vector.keyState === 'expired') mock.clock.advance(3_600_000 + 1000)
  const client = new sdk.S3Client({ ...own, ...(credentials && { credentials }) })
  const outcome = await (client.send(command as sdk.GetObjectCommand) as Promise<Outcome>).catch(
    (error: Outcome) => error,
  )
  const status = String(outcome.$metadata?.httpStatusCode)
  return outcome.Code === undefined ? status : `${status} ${outcome.Code}`
}

/** The caller's temporary key, narrowed by the vector's policy. */
const temporary = async (own: sdk.S3ClientConfig, { policy, keyState }: Vector) => {
  const sts = new STSClient({ ...(own as object), endpoint: 'https://sts.yandexcloud.net' })
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      ...{ RoleArn: 'temporary_key_for_a_vector', RoleSessionName: 'vector', DurationSeconds: 3600 },
      Policy: JSON.stringify(policies[policy ?? '']),
    }),
  )
  return {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    ...(keyState !== 'token omitted' && { sessionToken: Credentials!.SessionToken! }),
  }
}

test('there are 16 vectors of whole requests', () => {
  expect(whole).toHaveLength(16)
})

test.each(whole)('$id: $why', async vector => {
  // an answer to HEAD has no body, and so no code
  const expected = vector.expected.replace(/ empty body$/, '')

  expect(await answerTo(vector)).toBe(expected)
})
