import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectRetentionCommand,
  type ObjectLockRetention,
  PutObjectRetentionCommand,
  type PutObjectRetentionCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { Bucket, Key, locked } from './lock-setup.js'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const denied = [403, 'AccessDenied']

const put = (
  version: { Bucket: string; Key: string; VersionId?: string },
  Retention: ObjectLockRetention,
  more: Partial<PutObjectRetentionCommandInput> = {},
) => new PutObjectRetentionCommand({ ...version, Retention, ...more })

test('a version cannot be deleted before its date, and then it can', async () => {
  const { mock, s3, write, inDays } = await locked()
  const version = await write()
  await s3.send(put(version, { Mode: 'COMPLIANCE', RetainUntilDate: inDays(2) }))
  const remove = new DeleteObjectCommand(version)

  await expect(s3.send(remove)).rejects.toThrow('Access Denied because object protected by object lock.')
  mock.clock.set(inDays(1.99))
  expect(await refusalOf(s3.send(remove))).toEqual(denied)
  mock.clock.set(inDays(2))
  await s3.send(remove)
})

test('a deletion without a version puts a marker on top, which can go again', async () => {
  const { s3, keep } = await locked()
  await keep('COMPLIANCE')

  const { VersionId, DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket, Key }))

  expect(DeleteMarker).toBe(true)
  await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
})

test('GOVERNANCE is passed over by those who may and say so, COMPLIANCE by nobody', async () => {
  const { mock, s3, writer, nobody, keep } = await locked()
  const governed = await keep('GOVERNANCE')
  const bound = await keep('COMPLIANCE')
  const BypassGovernanceRetention = true
  const Resource = 'arn:aws:s3:::locked/*'
  const Statement = [{ Effect: 'Allow', Action: 's3:DeleteObjectVersion', Resource }] as const
  mock.keys.get('nobody').attach({ Version: '2012-10-17', Statement })

  expect(await refusalOf(writer.send(new DeleteObjectCommand(governed)))).toEqual(denied)
  const asked = nobody.send(new DeleteObjectCommand({ ...governed, BypassGovernanceRetention }))
  expect(await refusalOf(asked)).toEqual(denied)
  expect(refusedRight(mock)).toEqual(['s3:BypassGovernanceRetention', 'arn:aws:s3:::locked/kept.txt'])
  expect(await refusalOf(s3.send(new DeleteObjectCommand({ ...bound, BypassGovernanceRetention })))).toEqual(denied)

  await writer.send(new DeleteObjectCommand({ ...governed, BypassGovernanceRetention }))
})

test('a deletion of several tells of each that is kept', async () => {
  const { s3, keep, write } = await locked()
  const kept = await keep('GOVERNANCE')
  const free = await write()
  const Objects = [kept, free].map(({ VersionId }) => ({ Key, VersionId }))

  const first = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  const second = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects }, BypassGovernanceRetention: true }),
  )

  expect(first.Deleted?.map(each => each.VersionId)).toEqual([free.VersionId])
  expect(first.Errors?.map(each => [each.VersionId, each.Code, each.Message])).toEqual([
    [kept.VersionId, 'AccessDenied', 'Access Denied because object protected by object lock.'],
  ])
  expect(second.Errors).toBeUndefined()
})

test('a retention is made longer by everyone who may put it, shorter by bypassing only', async () => {
  const { s3, keep, inDays } = await locked()
  const version = await keep('GOVERNANCE', 10)
  const until = (days: number) => ({ Mode: 'GOVERNANCE', RetainUntilDate: inDays(days) }) as const

  await s3.send(put(version, until(11)))
  expect(await refusalOf(s3.send(put(version, until(9))))).toEqual(denied)
  expect(await refusalOf(s3.send(put(version, {})))).toEqual(denied)

  const BypassGovernanceRetention = true
  await s3.send(put(version, until(9), { BypassGovernanceRetention }))
  expect((await s3.send(new GetObjectRetentionCommand(version))).Retention).toEqual(until(9))
  await s3.send(put(version, {}, { BypassGovernanceRetention }))
  await s3.send(new DeleteObjectCommand(version))
})

test('GOVERNANCE becomes COMPLIANCE for those who bypass it, and never the other way', async () => {
  const { s3, keep, inDays } = await locked()
  const version = await keep('GOVERNANCE', 10)
  const RetainUntilDate = inDays(10)
  const bypass = { BypassGovernanceRetention: true }

  expect(await refusalOf(s3.send(put(version, { Mode: 'COMPLIANCE', RetainUntilDate })))).toEqual(denied)
  await s3.send(put(version, { Mode: 'COMPLIANCE', RetainUntilDate }, bypass))

  expect(await refusalOf(s3.send(put(version, { Mode: 'GOVERNANCE', RetainUntilDate }, bypass)))).toEqual(denied)
})

test('an upload in parts is kept as it was begun', async () => {
  const { s3, inDays } = await locked()
  const kept = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) } as const
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...kept }))
  const part = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'x' }))
  const Parts = [{ PartNumber: 1, ETag: part.ETag }]

  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))

  const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key }))
  expect(Retention).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: inDays(1) })
})

test.each([
  ['a date without a mode', { RetainUntilDate: new Date('2030-01-01T00:00:00Z') }, 'MalformedXML'],
  ['a mode without a date', { Mode: 'GOVERNANCE' }, 'MalformedXML'],
  ['a mode that is none', { Mode: 'abc' as never, RetainUntilDate: new Date('2030-01-01T00:00:00Z') }, 'MalformedXML'],
  ['a date that is past', { Mode: 'GOVERNANCE', RetainUntilDate: new Date('2026-05-01T12:00:00Z') }, 'InvalidArgument'],
] as const)('refuses %s', async (_case, Retention, code) => {
  const { s3, write } = await locked()

  expect(await refusalOf(s3.send(put(await write(), Retention)))).toEqual([400, code])
})

test.each([
  [{ 'x-amz-object-lock-mode': 'GOVERNANCE' }, 'InvalidArgument'],
  [{ 'x-amz-object-lock-retain-until-date': '2030-01-01T00:00:00Z' }, 'InvalidArgument'],
  [
    { 'x-amz-object-lock-mode': 'abc', 'x-amz-object-lock-retain-until-date': '2030-01-01T00:00:00Z' },
    'InvalidArgument',
  ],
  [{ 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': 'soon' }, 'InvalidArgument'],
  [
    { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': '2020-01-01T00:00:00Z' },
    'InvalidArgument',
  ],
  [{ 'x-amz-object-lock-legal-hold': 'maybe' }, 'InvalidArgument'],
] as const)('a write refuses the headers %j', async (headers, code) => {
  const { mock } = await locked()

  const response = await mock.admin().fetch(`/${Bucket}/${Key}`, { method: 'PUT', body: 'x', headers: { ...headers } })

  expect(await answerOf(response)).toEqual([400, code])
})

test('a bucket without locks is InvalidRequest, for writes with lock headers too', async () => {
  const { mock, s3, inDays } = await locked()
  const target = { Bucket: 'samples', Key: 'sample.txt' }

  const retention = s3.send(put(target, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(1) }))
  expect(await refusalOf(retention)).toEqual([400, 'InvalidRequest'])
  const headers = { 'x-amz-object-lock-legal-hold': 'ON' }
  const response = await mock.admin().fetch('/samples/sample.txt', { method: 'PUT', body: 'x', headers })
  expect(await answerOf(response)).toEqual([400, 'InvalidRequest'])
})

test('a condition can bound the days that are left', async () => {
  const { mock, nobody, write, inDays } = await locked()
  const Condition = { NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': '10' } }
  const Resource = 'arn:aws:s3:::locked/*'
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObjectRetention', Resource, Condition }] as const
  mock.keys.get('nobody').attach({ Version: '2012-10-17', Statement })
  const version = await write()
  const until = (days: number) => ({ Mode: 'GOVERNANCE', RetainUntilDate: inDays(days) }) as const

  await nobody.send(put(version, until(10)))

  expect(await refusalOf(nobody.send(put(version, until(11))))).toEqual(denied)
  expect(mock.log.last?.denied?.context).toMatchObject({ 's3:object-lock-remaining-retention-days': '11' })
})

test('Tigris refuses locks by name, in headers too', async () => {
  const { mock, s3 } = setup()
  const target = { Bucket: 'samples', Key: 'sample.txt' }
  const headers = { 'x-amz-object-lock-legal-hold': 'ON' }

  expect(await refusalOf(s3.send(put(target, {})))).toEqual([501, 'NotImplemented'])
  const response = await mock.admin().fetch('/samples/sample.txt', { method: 'PUT', body: 'x', headers })
  expect(await answerOf(response)).toEqual([501, 'NotImplemented'])
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = await locked()

  expect(await refusalOf(s3.send(put({ Bucket, Key: 'missing' }, {})))).toEqual([404, 'NoSuchKey'])
})

test('needs its right, and a write that sets it needs it too', async () => {
  const { mock, nobody, write, inDays } = await locked()
  const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: inDays(1) } as const

  expect(await refusalOf(nobody.send(put(await write(), Retention)))).toEqual(denied)
  expect(refusedRight(mock)).toEqual(['s3:PutObjectRetention', 'arn:aws:s3:::locked/kept.txt'])
})
