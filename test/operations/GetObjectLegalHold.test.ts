import { GetObjectLegalHoldCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { Bucket, locked } from './lock-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

test.each(['ON', 'OFF'] as const)('tells %s, and reads tell it too', async ObjectLockLegalHoldStatus => {
  const { s3, write } = await locked()
  const version = await write({ ObjectLockLegalHoldStatus })

  const { LegalHold } = await s3.send(new GetObjectLegalHoldCommand(version))

  expect(LegalHold).toEqual({ Status: ObjectLockLegalHoldStatus })
  expect((await s3.send(new HeadObjectCommand(version))).ObjectLockLegalHoldStatus).toBe(ObjectLockLegalHoldStatus)
})

test('an object without one is NoSuchObjectLockConfiguration, and a missing one NoSuchKey', async () => {
  const { s3, write } = await locked()

  const plain = s3.send(new GetObjectLegalHoldCommand(await write()))
  const missing = s3.send(new GetObjectLegalHoldCommand({ Bucket, Key: 'missing' }))

  expect(await refusalOf(plain)).toEqual([404, 'NoSuchObjectLockConfiguration'])
  expect(await refusalOf(missing)).toEqual([404, 'NoSuchKey'])
})

test('a bucket without locks is InvalidRequest', async () => {
  const { s3 } = await locked()

  const call = s3.send(new GetObjectLegalHoldCommand({ Bucket: 'samples', Key: 'sample.txt' }))
  expect(await refusalOf(call)).toEqual([400, 'InvalidRequest'])
})

test('Tigris has no legal holds', async () => {
  const { s3 } = setup()

  const call = s3.send(new GetObjectLegalHoldCommand({ Bucket: 'samples', Key: 'sample.txt' }))
  expect(await refusalOf(call)).toEqual([501, 'NotImplemented'])
})

test('needs its right', async () => {
  const { mock, nobody, write } = await locked()

  expect(await refusalOf(nobody.send(new GetObjectLegalHoldCommand(await write())))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetObjectLegalHold', 'arn:aws:s3:::locked/kept.txt'])
})
