import { DeleteObjectCommand, PutObjectCommand, PutObjectLegalHoldCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { Bucket, Key, locked } from './lock-setup.js'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const denied = [403, 'AccessDenied']
const put = (version: { Bucket: string; Key: string; VersionId?: string }, Status: 'ON' | 'OFF') =>
  new PutObjectLegalHoldCommand({ ...version, LegalHold: { Status } })

test('a held version cannot be deleted, not even by bypassing, until it is released', async () => {
  const { s3, write } = await locked()
  const version = await write()

  await s3.send(put(version, 'ON'))
  await expect(s3.send(new DeleteObjectCommand({ ...version, BypassGovernanceRetention: true }))).rejects.toThrow(
    'Access Denied because object protected by object lock.',
  )

  await s3.send(put(version, 'OFF'))
  await s3.send(new DeleteObjectCommand(version))
})

test('a hold outlasts a retention', async () => {
  const { mock, s3, keep, inDays } = await locked()
  const version = await keep('COMPLIANCE', 1)
  await s3.send(put(version, 'ON'))

  mock.clock.set(inDays(2))

  expect(await refusalOf(s3.send(new DeleteObjectCommand(version)))).toEqual(denied)
})

test('a write that sets a hold needs the right to set it', async () => {
  const { mock, nobody } = await locked()
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::locked/*' }] as const
  mock.keys.get('nobody').attach({ Version: '2012-10-17', Statement })
  const write = { Bucket, Key, Body: 'x' }

  await nobody.send(new PutObjectCommand(write))

  const held = new PutObjectCommand({ ...write, ObjectLockLegalHoldStatus: 'ON' })
  expect(await refusalOf(nobody.send(held))).toEqual(denied)
  expect(refusedRight(mock)).toEqual(['s3:PutObjectLegalHold', 'arn:aws:s3:::locked/kept.txt'])
})

test.each(['<LegalHold><Status>abc</Status></LegalHold>', '<LegalHold/>', 'ON'])(
  'refuses the document %s',
  async body => {
    const { mock, write } = await locked()
    await write()

    const response = await mock.admin().fetch(`/${Bucket}/${Key}?legal-hold`, { method: 'PUT', body })

    expect(await answerOf(response)).toEqual([400, 'MalformedXML'])
  },
)

test('a bucket without locks is InvalidRequest', async () => {
  const { s3 } = await locked()

  const call = s3.send(put({ Bucket: 'samples', Key: 'sample.txt' }, 'ON'))
  expect(await refusalOf(call)).toEqual([400, 'InvalidRequest'])
})

test('Tigris has no legal holds', async () => {
  const { s3 } = setup()

  const call = s3.send(put({ Bucket: 'samples', Key: 'sample.txt' }, 'ON'))
  expect(await refusalOf(call)).toEqual([501, 'NotImplemented'])
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = await locked()

  expect(await refusalOf(s3.send(put({ Bucket, Key: 'missing' }, 'ON')))).toEqual([404, 'NoSuchKey'])
})

test('needs its right', async () => {
  const { mock, nobody, write } = await locked()

  expect(await refusalOf(nobody.send(put(await write(), 'ON')))).toEqual(denied)
  expect(refusedRight(mock)).toEqual(['s3:PutObjectLegalHold', 'arn:aws:s3:::locked/kept.txt'])
})
