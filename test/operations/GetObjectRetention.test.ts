import { DeleteObjectCommand, GetObjectCommand, GetObjectRetentionCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { Bucket, Key, locked } from './lock-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

test('tells mode and date of the version, and reads tell them too', async () => {
  const { s3, keep, write, inDays } = await locked()
  const version = await keep('COMPLIANCE', 5)
  await write()

  const { Retention } = await s3.send(new GetObjectRetentionCommand(version))

  expect(Retention).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: inDays(5) })
  const told = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: inDays(5) }
  expect(await s3.send(new HeadObjectCommand(version))).toMatchObject(told)
  expect(await s3.send(new GetObjectCommand(version))).toMatchObject(told)
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ObjectLockMode).toBeUndefined()
})

test('reads leave it out for those who may not ask for it', async () => {
  const { mock, s3, keep, nobody } = await locked()
  await keep('GOVERNANCE')
  const Resource = 'arn:aws:s3:::locked/*'
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource }] as const
  mock.keys.get('nobody').attach({ Version: '2012-10-17', Statement })
  const head = new HeadObjectCommand({ Bucket, Key })

  expect((await s3.send(head)).ObjectLockMode).toBe('GOVERNANCE')
  expect((await nobody.send(head)).ObjectLockMode).toBeUndefined()
  expect(mock.log.last?.denied).toBeUndefined()
})

test('a bucket without locks is InvalidRequest', async () => {
  const { s3 } = await locked()

  const call = s3.send(new GetObjectRetentionCommand({ Bucket: 'samples', Key: 'sample.txt' }))
  expect(await refusalOf(call)).toEqual([400, 'InvalidRequest'])
})

test('an object without one is NoSuchObjectLockConfiguration, and a missing one NoSuchKey', async () => {
  const { s3, write } = await locked()

  const plain = s3.send(new GetObjectRetentionCommand(await write()))
  const missing = s3.send(new GetObjectRetentionCommand({ Bucket, Key: 'missing' }))

  expect(await refusalOf(plain)).toEqual([404, 'NoSuchObjectLockConfiguration'])
  expect(await refusalOf(missing)).toEqual([404, 'NoSuchKey'])
})

test('a delete marker has none', async () => {
  const { s3, keep } = await locked()
  await keep('GOVERNANCE')
  const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key }))

  const call = s3.send(new GetObjectRetentionCommand({ Bucket, Key, VersionId }))
  expect(await refusalOf(call)).toEqual([405, 'MethodNotAllowed'])
})

test('Tigris has no object lock', async () => {
  const { s3 } = setup()

  const call = s3.send(new GetObjectRetentionCommand({ Bucket: 'samples', Key: 'sample.txt' }))
  expect(await refusalOf(call)).toEqual([501, 'NotImplemented'])
})

test('needs its right', async () => {
  const { mock, nobody, keep } = await locked()

  expect(await refusalOf(nobody.send(new GetObjectRetentionCommand(await keep('GOVERNANCE'))))).toEqual([
    403,
    'AccessDenied',
  ])
  expect(refusedRight(mock)).toEqual(['s3:GetObjectRetention', 'arn:aws:s3:::locked/kept.txt'])
})
