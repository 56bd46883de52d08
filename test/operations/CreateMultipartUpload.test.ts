import {
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'
import { beginUpload } from './upload-setup.js'

const target = { Bucket: 'samples', Key: 'made.txt' }

test('begins an upload under an id of its own', async () => {
  const { s3 } = setup()

  const one = await s3.send(new CreateMultipartUploadCommand(target))
  const two = await s3.send(new CreateMultipartUploadCommand(target))

  expect(one).toMatchObject(target)
  expect(one.UploadId).not.toBe(two.UploadId)
})

test('the object takes what the upload was begun with', async () => {
  const { s3 } = setup()
  const settings = {
    ContentType: 'text/plain',
    CacheControl: 'no-cache',
    Metadata: { colour: 'red' },
    StorageClass: 'STANDARD_IA',
    Tagging: 'team=blue',
    ACL: 'public-read',
    ServerSideEncryption: 'AES256',
  } as const

  const { complete } = await beginUpload(s3, ['body'], settings)
  await complete()

  const { ACL: _, Tagging: __, ...told } = settings
  expect(await s3.send(new HeadObjectCommand(target))).toMatchObject(told)
  const { TagSet } = await s3.send(new GetObjectTaggingCommand(target))
  expect(TagSet).toEqual([{ Key: 'team', Value: 'blue' }])
})

test('the object exists only when the upload is complete', async () => {
  const { mock, s3 } = setup()
  const { complete } = await beginUpload(s3, ['body'])

  const before = mock.world().store.object('samples', 'made.txt')
  await complete()

  expect(before).toBeUndefined()
  expect(mock.world().store.object('samples', 'made.txt')?.blob.size).toBe(4)
})

test.each([
  [{ ChecksumAlgorithm: 'CRC32' }, 'COMPOSITE'],
  [{ ChecksumAlgorithm: 'SHA256' }, 'COMPOSITE'],
  [{ ChecksumAlgorithm: 'CRC64NVME' }, 'FULL_OBJECT'],
  [{ ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' }, 'FULL_OBJECT'],
] as const)('with %j the checksum is of type %s', async (settings, ChecksumType) => {
  const { s3 } = setup()

  const begun = await s3.send(new CreateMultipartUploadCommand({ ...target, ...settings }))
  const parts = await s3.send(new ListPartsCommand({ ...target, UploadId: begun.UploadId }))

  const expected = { ChecksumAlgorithm: settings.ChecksumAlgorithm, ChecksumType }
  expect(begun).toMatchObject(expected)
  expect(parts).toMatchObject(expected)
})

test.each([
  [{ ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' }, [400, 'InvalidRequest']],
  [{ ChecksumAlgorithm: 'SHA1', ChecksumType: 'FULL_OBJECT' }, [400, 'InvalidRequest']],
  [{ StorageClass: 'REDUCED_REDUNDANCY' }, [400, 'InvalidStorageClass']],
  [{ ACL: 'authenticated-read' }, [400, 'InvalidArgument']],
  [{ Tagging: 'a=1&a=2' }, [400, 'InvalidArgument']],
  [{ ServerSideEncryption: 'aws:kms' }, [501, 'NotImplemented']],
] as const)('refuses %j', async (settings, expected) => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new CreateMultipartUploadCommand({ ...target, ...settings })))).toEqual(expected)
})

test('a checksum type needs an algorithm', async () => {
  const { mock } = setup()

  const headers = { 'x-amz-checksum-type': 'COMPOSITE' }
  const response = await mock.admin().fetch('/samples/made.txt?uploads', { method: 'POST', headers })

  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('InvalidRequest')])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  const call = s3.send(new CreateMultipartUploadCommand({ Bucket: 'missing', Key: 'a' }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchBucket'])
})

test.each([
  [{}, 's3:PutObject', []],
  [{ ACL: 'public-read' }, 's3:PutObjectAcl', ['s3:PutObject']],
  [{ Tagging: 'a=1' }, 's3:PutObjectTagging', ['s3:PutObject']],
] as const)('with %j it needs %s', async (settings, action, held) => {
  const Statement = { Effect: 'Allow', Action: [...held, 's3:ListBucket'], Resource: '*' } as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const { mock, clientOf } = setup({ buckets: { samples: {} }, keys: { writer: { policies } } })
  mock.world().store.updateBucket('samples', { settings: { objectAcls: true } })

  const call = clientOf(mock.as('writer')).send(new CreateMultipartUploadCommand({ ...target, ...settings }))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual([action, 'arn:aws:s3:::samples/made.txt'])
})
