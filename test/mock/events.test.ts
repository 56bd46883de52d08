import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  RestoreObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import type { S3EventMessage, S3EventRecord } from '../../src/index.js'
import { setup } from '../operations/s3-setup.js'

const Bucket = 'images'

const setupAws = () => {
  const { mock, s3 } = setup({
    dialect: 'aws',
    buckets: { images: { objects: { 'old.txt': 'old' } }, kept: { versioning: 'Enabled', objects: { a: 'one' } } },
  })
  const seen: S3EventRecord[] = []
  const hear = (name: string): (() => void) =>
    mock.on(name, ({ Records }: S3EventMessage) => void seen.push(...Records))
  const names = async (): Promise<string[]> => {
    await mock.delivered()
    return seen.map(({ eventName }) => eventName)
  }
  return { mock, s3, seen, hear, names }
}

test('a put is told as S3 documents it', async () => {
  const { mock, s3, seen, hear } = setupAws()
  mock.clock.freeze('2026-05-01T10:00:00Z')
  hear('object:created')

  const { $metadata, ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a b/ü!.png', Body: 'four' }))
  await mock.delivered()

  expect(seen).toEqual([
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: '2026-05-01T10:00:00.000Z',
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'AWS:123456789012' },
      requestParameters: { sourceIPAddress: '192.0.2.1' },
      responseElements: { 'x-amz-request-id': $metadata.requestId, 'x-amz-id-2': $metadata.extendedRequestId },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'tigris-mock',
        bucket: {
          name: Bucket,
          ownerIdentity: { principalId: mock.world().store.bucket(Bucket)?.owner },
          arn: 'arn:aws:s3:::images',
        },
        object: {
          key: 'a+b/%C3%BC%21.png',
          size: 4,
          eTag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]+$/),
        },
      },
    },
  ])
})

test('each way to create, remove and tag an object has its event', async () => {
  const { mock, s3, hear, names } = setupAws()
  for (const kind of ['object:created', 'object:removed', 'object:tagging']) hear(kind)
  const Key = 'joined'

  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'images/old.txt' }))
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }))
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }))
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }))
  await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }))
  await s3.send(new DeleteObjectCommand({ Bucket: 'kept', Key: 'a' }))
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'a', Body: 'two' }))
  await s3.send(new DeleteObjectCommand({ Bucket: 'kept', Key: 'a', VersionId }))
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'copy' }, { Key: 'never-was' }] } }))

  expect(await names()).toEqual([
    'ObjectCreated:Copy',
    'ObjectCreated:CompleteMultipartUpload',
    'ObjectTagging:Put',
    'ObjectTagging:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
    'ObjectCreated:Put',
    'ObjectRemoved:Delete',
    'ObjectRemoved:Delete',
  ])
  expect(mock.posts).toEqual([])
})

test('names and patterns of the service are heard, and ended by what `on` returned', async () => {
  const { s3, hear, names } = setupAws()
  const end = hear('s3:ObjectCreated:*')
  hear('s3:ObjectRemoved:Delete')

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  end()
  await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }))
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'b' }))

  expect(await names()).toEqual(['ObjectCreated:Put', 'ObjectRemoved:Delete'])
})

test('a denied or failed call has no event', async () => {
  const { mock, s3, hear, names } = setupAws()
  hear('object:created')
  hear('object:removed')

  await mock.anonymous().fetch('/images/a', { method: 'PUT', body: 'x' })
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', IfNoneMatch: '*' }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', IfNoneMatch: '*' })).catch(() => undefined)

  expect(await names()).toEqual(['ObjectCreated:Put'])
})

test('a destination hears only what the configuration of the bucket sends it', async () => {
  const { mock, s3, seen, hear } = setupAws()
  const QueueArn = 'arn:aws:sqs:us-east-1:123456789012:uploads'
  const FilterRules = [
    { Name: 'prefix', Value: 'in/' },
    { Name: 'suffix', Value: '.png' },
  ] as const
  const QueueConfigurations = [
    {
      Id: 'pictures',
      QueueArn,
      Events: ['s3:ObjectCreated:*' as const],
      Filter: { Key: { FilterRules: [...FilterRules] } },
    },
  ]
  hear(QueueArn)
  const everything: unknown[] = []
  mock.on('object:created', message => everything.push(message))
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))

  await put('in/before.png')
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }),
  )
  await put('in/a.png')
  await put('in/a.txt')
  await put('out/a.png')
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'in/a.png' }))
  await mock.delivered()

  expect(seen.map(({ s3: { object, configurationId } }) => [object.key, configurationId])).toEqual([
    ['in/a.png', 'pictures'],
  ])
  expect(everything).toHaveLength(4)
})

test('a name together with a destination or a bucket narrows what is heard', async () => {
  const { mock, s3 } = setupAws()
  const heard: string[] = []
  mock.on('object:created', () => heard.push('of kept'), { bucket: 'kept' })
  mock.on('object:created', () => heard.push('sent'), { destination: 'arn:aws:sns:us-east-1:123456789012:nobody' })

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'a', Body: 'x' }))
  await mock.delivered()

  expect(heard).toEqual(['of kept'])
})

test('a restore is told when it begins, when the clock makes it ready, and when it ends', async () => {
  const { mock, s3, seen, hear, names } = setupAws()
  const Key = 'cold'
  mock.clock.freeze('2026-05-01T10:00:00Z')
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', StorageClass: 'GLACIER' }))
  hear('object:restore')

  await s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1 } }))
  mock.clock.advance(4 * 3_600_000)
  expect(await names()).toEqual(['ObjectRestore:Post'])
  mock.clock.advance(2 * 3_600_000)
  expect(await names()).toEqual(['ObjectRestore:Post', 'ObjectRestore:Completed'])
  mock.clock.advance(72 * 3_600_000)

  expect(await names()).toEqual(['ObjectRestore:Post', 'ObjectRestore:Completed', 'ObjectRestore:Delete'])
  expect(seen[1]).toMatchObject({
    userIdentity: { principalId: 's3.amazonaws.com' },
    glacierEventData: {
      restoreEventData: {
        lifecycleRestorationExpiryTime: '2026-05-03T00:00:00.000Z',
        lifecycleRestoreStorageClass: 'GLACIER',
      },
    },
  })
})

test('what a lifecycle moves and ends is told when the clock has moved', async () => {
  const { mock, s3, seen, hear, names } = setupAws()
  mock.clock.freeze('2026-05-01T10:00:00Z')
  const rule = { ID: 'a', Status: 'Enabled' as const, Filter: { Prefix: 'logs/' } }
  const Rules = [
    { ...rule, Expiration: { Days: 60 }, Transitions: [{ Days: 30, StorageClass: 'GLACIER' as const }] },
    { ...rule, ID: 'small', Filter: { ObjectSizeGreaterThan: 0 }, Expiration: { Days: 90 } },
  ]
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'logs/1', Body: Buffer.alloc(200_000) }))
  hear('object:expired')
  hear('object:transitioned')

  mock.clock.advance(32 * 86_400_000)
  expect(await names()).toEqual(['LifecycleTransition'])
  mock.clock.advance(32 * 86_400_000)

  expect(await names()).toEqual(['LifecycleTransition', 'LifecycleExpiration:Delete'])
  expect(seen[0]?.lifecycleEventData?.transitionEventData.destinationStorageClass).toBe('GLACIER')
  expect(seen[1]?.eventVersion).toBe('2.3')
})

test('what a listener throws is told by `delivered`, once, and changes no answer', async () => {
  const { mock, s3 } = setupAws()
  const seen: string[] = []
  mock.on('object:created', () => {
    throw new Error('no thumbnail')
  })
  mock.on('object:created', async () => {
    await Promise.resolve()
    seen.push('the other one')
  })

  await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))).resolves.toBeDefined()

  await expect(mock.delivered()).rejects.toThrow('no thumbnail')
  await expect(mock.delivered()).resolves.toBeUndefined()
  expect(seen).toEqual(['the other one'])
})

test('a mock that is stopped tells what a listener threw', async () => {
  const { mock, s3 } = setupAws()
  mock.on('object:created', () => Promise.reject(new Error('no thumbnail')))

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))

  await expect(mock.stop()).rejects.toThrow('no thumbnail')
})

test('listeners belong to a world: a reset drops them, and an isolated one hears its own alone', async () => {
  const { mock, s3 } = setupAws()
  const heard: string[] = []
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
  const begin = mock.checkpoint()
  mock.on('object:created', () => heard.push('base'))
  expect(mock.isUnchanged(begin)).toBe(false)

  await mock.isolate(async () => {
    mock.on('object:created', () => heard.push('isolated'))
    await put('a')
  })
  expect(heard).toEqual(['isolated'])
  await put('b')
  await mock.delivered()
  mock.restore(begin)
  await put('c')
  await mock.delivered()

  expect(heard).toEqual(['isolated', 'base'])
})

test('what a listener throws is told after a reset, too', async () => {
  const { mock, s3 } = setupAws()
  const begin = mock.checkpoint()
  mock.on('object:created', () => Promise.reject(new Error('no thumbnail')))

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  mock.restore(begin)

  await expect(mock.delivered()).rejects.toThrow('no thumbnail')
  await expect(mock.delivered()).resolves.toBeUndefined()
})

test('an isolated world waits for its listeners and fails with what they throw', async () => {
  const { mock, s3 } = setupAws()

  const isolated = mock.isolate(async () => {
    mock.on('object:created', () => Promise.reject(new Error('no thumbnail')))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  })

  await expect(isolated).rejects.toThrow('no thumbnail')
})

test('a listener may call the mock itself, and is no part of the call that is judged', async () => {
  const { mock, s3 } = setupAws()
  mock.on('object:created', async ({ Records: [record] }) => {
    if (record?.s3.object.key === 'a') await mock.anonymous().fetch('/images/secret')
  })

  const { records } = await mock.collect(async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
    await mock.delivered()
  })

  expect(records.map(({ operation }) => operation)).toEqual(['PutObject'])
  expect(mock.log.last?.operation).toBe('GetObject')
})

test('an event or option that there is not is refused with the nearest', () => {
  const { mock } = setupAws()
  const { mock: tigris } = setup()
  const { mock: yandex } = setup({ dialect: 'yandex' })
  const nothing = () => undefined

  expect(() => mock.on('object:create', nothing)).toThrow('did you mean `object:created`?')
  expect(() => mock.on('s3:ObjectCreated:Pot', nothing)).toThrow('did you mean `s3:ObjectCreated:Put`?')
  expect(() => mock.on('object:created', nothing, { buckt: 'images' } as object)).toThrow('did you mean `bucket`?')
  expect(() => tigris.on('object:tagging', nothing)).toThrow('dialect `tigris` has no event `object:tagging`')
  expect(() => tigris.on('arn:aws:sqs:us-east-1:123456789012:q', nothing)).toThrow('send no events to ARNs')
  expect(() => yandex.on('object:created', nothing)).toThrow('dialect `yandex` tells no events')
})
