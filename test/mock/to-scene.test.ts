import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketWebsiteCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Scene, TigrisMock } from '../../src/index.js'
import { setup } from '../operations/s3-setup.js'

const again = async (mock: TigrisMock) => {
  const scene = mock.toJSON()
  // what reads back is data: a file of it means the same
  return { scene, ...setup(JSON.parse(JSON.stringify(scene)) as Scene) }
}

const listed = async (s3: S3Client, Bucket: string) => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }))
  return Contents.map(({ LastModified: _, Owner, ...entry }) => entry)
}

const actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'] as const

const policy = fc.record({
  Version: fc.constant('2012-10-17'),
  Statement: fc.array(
    fc.record({
      Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
      Action: fc.subarray([...actions], { minLength: 1 }),
      Resource: fc.constantFrom('arn:aws:s3:::images/*', 'arn:aws:s3:::images/a*', '*'),
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

const word = fc.stringMatching(/^[a-z]{1,8}$/)
const object = fc.oneof(
  fc.string(),
  fc.uint8Array({ maxLength: 20 }).map(bytes => Uint8Array.from(bytes)),
  fc.record(
    {
      body: fc.string({ unit: 'binary' }),
      contentType: fc.constantFrom('text/plain', 'image/png'),
      cacheControl: fc.constant('no-store'),
      metadata: fc.dictionary(word, fc.stringMatching(/^[a-z]{0,5}$/), { maxKeys: 2 }),
      tags: fc.dictionary(word, word, { maxKeys: 2 }),
      storageClass: fc.constantFrom('STANDARD', 'STANDARD_IA'),
    },
    { requiredKeys: ['body'] },
  ),
)
const objectKey = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })

const scenes: fc.Arbitrary<Scene> = fc.record({
  dialect: fc.constantFrom('tigris' as const, 'aws' as const),
  buckets: fc.record({
    images: fc.record({
      objects: fc.dictionary(objectKey, object, { maxKeys: 5 }),
      tags: fc.dictionary(word, word, { maxKeys: 2 }),
    }),
    empty: fc.record({ public: fc.boolean() }),
  }),
  keys: fc.dictionary(word, fc.record({ policies: fc.array(policy, { maxLength: 2 }) }), { maxKeys: 3 }),
})

test('a mock made of what another tells answers the same lists, objects, policies and decisions', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async scene => {
      const { mock, s3 } = setup(scene)

      const other = await again(mock)

      expect(await listed(other.s3, 'images')).toEqual(await listed(s3, 'images'))
      expect(other.mock.bucket('images').toJSON()).toEqual(mock.bucket('images').toJSON())
      for (const key of mock.bucket('images').keys()) {
        const { bytes: _, ...seen } = (await mock.bucket('images').get(key))!
        expect(await other.mock.bucket('images').get(key)).toMatchObject(seen)
      }
      expect(other.mock.policies.names()).toEqual(mock.policies.names())
      expect([...other.mock.keys.names()].toSorted()).toEqual([...mock.keys.names()].toSorted())
      for (const name of mock.keys.names()) {
        const { id, secret, policies } = mock.keys.get(name)
        expect(other.mock.keys.get(name)).toMatchObject({ id, secret, policies })
        for (const action of actions) {
          for (const resource of ['images/a', 'images/b', 'empty/a']) {
            const { decision } = mock.as(name).can(action, resource)
            expect(other.mock.as(name).can(action, resource).decision).toBe(decision)
          }
        }
      }
      expect(other.mock.toJSON()).toEqual(other.scene)
    }),
    { numRuns: 25, seed: 7 },
  )
})

test('accounts, users, groups and roles of aws come back', async () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow' as const, Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' },
    ],
  }
  const allowed = { Version: '2012-10-17', Statement: [{ Effect: 'Allow' as const, Action: 's3:*', Resource: '*' }] }
  const { mock } = setup({
    dialect: 'aws',
    policies: { everything: allowed },
    groups: { team: { policies: ['everything'] } },
    users: { ann: { groups: ['team'], path: '/people/', tags: { a: 'b' }, status: 'Inactive' } },
    roles: { reader: { trust, policies: ['everything'], longestSession: 7200 } },
    buckets: { owned: { owner: 'ann' } },
    accounts: {
      main: { displayName: 'us' },
      alt: {
        id: '210987654321',
        users: { bob: { policies: [allowed] } },
        buckets: { theirs: { objects: { a: 'x' } } },
      },
    },
  })

  const { mock: other, scene } = await again(mock)

  expect(scene).toMatchObject({
    groups: { team: { policies: ['everything'] } },
    users: { ann: { groups: ['team'], path: '/people/', tags: { a: 'b' }, status: 'Inactive' } },
    roles: { reader: { policies: ['everything'], longestSession: 7200 } },
    buckets: { owned: { owner: 'ann' } },
    accounts: { main: { id: '123456789012', displayName: 'us' }, alt: { id: '210987654321', buckets: { theirs: {} } } },
  })
  expect(other.keys.names()).toEqual(mock.keys.names())
  const bob = 'alt/bob' as string as never
  expect(other.as(bob).can('s3:GetObject', 'theirs/a').decision).toBe('allowed')
  expect(other.toJSON()).toEqual(scene)
})

test('service accounts of yandex come back', async () => {
  const { mock } = setup({
    dialect: 'yandex',
    buckets: { images: {} },
    serviceAccounts: { editor: { roles: { images: 'storage.editor' }, subject: 'aje1' } },
  })

  const { mock: other, scene } = await again(mock)

  expect(scene.serviceAccounts).toMatchObject({ editor: { roles: { images: 'storage.editor' }, subject: 'aje1' } })
  expect(other.keys.get('editor' as never).secret).toBe(mock.keys.get('editor').secret)
})

test('settings of a bucket stand in the scene, and come back as they were', async () => {
  const QueueArn = 'arn:aws:sqs:us-east-1:123456789012:q'
  const { mock, s3 } = setup({
    dialect: 'aws',
    buckets: {
      logs: {},
      images: {
        cors: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }],
        lifecycle: [
          { ID: 'a', Status: 'Enabled', Filter: { Prefix: 'x/' }, Expiration: { Date: '2030-01-01T00:00:00Z' } },
        ],
        encryption: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        website: { IndexDocument: { Suffix: 'index.html' } },
        logging: { TargetBucket: 'logs', TargetPrefix: 'p' },
        notification: { QueueConfigurations: [{ Id: 'q', QueueArn, Events: ['s3:ObjectCreated:*'] }] },
        ownership: 'BucketOwnerPreferred',
        publicAccessBlock: { BlockPublicAcls: true },
      },
    },
  })
  const Bucket = 'images'
  const answers = async (client: S3Client) => {
    const all = await Promise.all([
      client.send(new GetBucketCorsCommand({ Bucket })),
      client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      client.send(new GetBucketEncryptionCommand({ Bucket })),
      client.send(new GetBucketWebsiteCommand({ Bucket })),
      client.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
      client.send(new GetBucketOwnershipControlsCommand({ Bucket })),
      client.send(new GetPublicAccessBlockCommand({ Bucket })),
    ])
    return all.map(({ $metadata: _, ...answer }) => answer)
  }

  const { s3: other } = await again(mock)

  const before = await answers(s3)
  expect(before).toMatchObject([
    { CORSRules: [{ AllowedMethods: ['GET'] }] },
    { Rules: [{ ID: 'a', Expiration: { Date: new Date('2030-01-01T00:00:00Z') } }] },
    { ServerSideEncryptionConfiguration: { Rules: [{}] } },
    { IndexDocument: { Suffix: 'index.html' } },
    { QueueConfigurations: [{ Id: 'q' }] },
    { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } },
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false } },
  ])
  expect(await answers(other)).toEqual(before)
})

test('settings that clients have made of a bucket of Tigris come back', async () => {
  const { mock, s3 } = setup({
    buckets: {
      images: {
        settings: { cache_control: 'no-store', object_notifications: { enabled: true, web_hook: 'https://a.test/b' } },
      },
    },
  })
  const Bucket = 'images'
  const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }]
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
  const Rules = [{ ID: 'a', Status: 'Enabled' as const, Filter: { Prefix: 'x/' }, Expiration: { Days: 3 } }]
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
  const shown = async (of: TigrisMock) => JSON.parse(await (await of.admin().fetch('/images?metadata')).text())

  const { mock: other } = await again(mock)

  expect(await shown(mock)).toMatchObject({
    cache_control: 'no-store',
    object_notifications: { web_hook: 'https://a.test/b' },
  })
  expect(await shown(other)).toEqual(await shown(mock))
})

test('options of the scene that are no state stay as they were given', async () => {
  const options: Scene = {
    ...{ dialect: 'tigris' as const, seed: 'mine', ip: '203.0.113.9', endpoints: ['localhost:9000'] },
    ...{ strictPolicies: false, assumed: { smallParts: 'EntityTooSmall' as const } },
    webhooks: { hosts: ['hooks.example.test'] },
  }

  expect(setup(options).mock.toJSON()).toEqual(options)
})

test('an object of several parts keeps its ETag and its checksum', async () => {
  const { mock, s3 } = setup({ buckets: { images: {} } })
  const address = { Bucket: 'images', Key: 'joined' }
  await s3.send(new PutObjectCommand({ ...address, Key: 'plain', Body: 'x' }))
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(address))
  const { ETag } = await s3.send(new UploadPartCommand({ ...address, UploadId, PartNumber: 1, Body: 'part' }))
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  await s3.send(new CompleteMultipartUploadCommand({ ...address, UploadId, MultipartUpload }))

  expect(() => mock.toJSON()).toThrow('object `images/joined`: its `parts`')
  const { s3: other } = setup(await mock.toJSON({ partly: true }))

  const get = new GetObjectCommand({ ...address, ChecksumMode: 'ENABLED' })
  const [before, after] = [await s3.send(get), await other.send(get)]
  expect(after.ETag).toBe(before.ETag)
  expect(after.ETag).toMatch(/-1"$/)
  expect(await listed(other, 'images')).toEqual(await listed(s3, 'images'))
})

test('what a scene has no words for is named, all at once', async () => {
  const { mock, s3 } = setup({ dialect: 'aws', buckets: { images: { versioning: 'Enabled', objects: { a: 'one' } } } })
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'a', Body: 'two' }))
  await s3.send(new CreateMultipartUploadCommand({ Bucket: 'images', Key: 'b' }))

  expect(() => mock.toJSON()).toThrow('bucket `images`: its uploads in progress')
  expect(() => mock.toJSON()).toThrow('object `images/a`: an older version')
  expect(mock.toJSON({ partly: true }).buckets).toMatchObject({
    images: { versioning: 'Enabled', objects: { a: {} } },
  })
})

test.each([
  [{ cors: [{ AllowedMethods: ['FETCH'], AllowedOrigins: ['*'] }] }, '`buckets.images.cors` is refused by the service'],
  [{ cors: [{ AllowedMethod: ['GET'], AllowedOrigins: ['*'] }] }, '`buckets.images.cors`'],
  [{ website: { IndexDocument: { Suffix: 'i.html' }, Colour: 'red' } }, 'has a member `Colour`'],
  [{ logging: { TargetBucket: 'nowhere', TargetPrefix: '' } }, 'is refused by the service'],
  [{ settings: {} }, '`buckets.images.settings` is not for dialect `aws`'],
  [{ objects: { a: { body: '', etag: 'x' } } }, 'is no ETag'],
  [{ ownership: 'Nobody' }, 'BucketOwnerEnforced'],
])('a bucket with %j is refused', (bucket, message) => {
  expect(() => setup({ dialect: 'aws', buckets: { images: bucket as object } })).toThrow(message)
})

test("a setting is held to the dialect's own form of its operation", () => {
  const lifecycle = [{ ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }]

  expect(() => setup({ buckets: { images: { lifecycle } } })).not.toThrow()
  expect(() => setup({ buckets: { images: { lifecycle, snapshots: true } } })).toThrow(
    'Lifecycle rules are not supported for buckets with snapshots enabled',
  )
})
