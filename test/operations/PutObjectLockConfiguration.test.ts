import {
  CopyObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  type ObjectLockConfiguration,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { Bucket, Key, locked } from './lock-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const put = (retention?: object, bucket = Bucket) =>
  new PutObjectLockConfigurationCommand({
    Bucket: bucket,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      ...(retention && { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', ...retention } } }),
    },
  })

test.each([
  [{ Mode: 'GOVERNANCE', Days: 3 }, '2026-05-04T12:00:00.000Z'],
  [{ Mode: 'COMPLIANCE', Years: 2 }, '2028-05-01T12:00:00.000Z'],
] as const)('by default new objects are kept as %j says, written or copied', async (DefaultRetention, until) => {
  const { s3, write } = await locked()
  const before = await write()

  await s3.send(put(DefaultRetention))

  const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))
  expect(ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } })
  const kept = { Mode: DefaultRetention.Mode, RetainUntilDate: new Date(until) }
  expect((await s3.send(new GetObjectRetentionCommand(await write()))).Retention).toEqual(kept)
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` }))
  expect((await s3.send(new GetObjectRetentionCommand({ Bucket, Key: 'copy' }))).Retention).toEqual(kept)
  expect(await refusalOf(s3.send(new GetObjectRetentionCommand(before)))).toEqual([
    404,
    'NoSuchObjectLockConfiguration',
  ])
})

test('a rule that is left out is taken away', async () => {
  const { s3 } = await locked()
  await s3.send(put({ Days: 3 }))

  await s3.send(put())

  const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))
  expect(ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled' })
})

test('a bucket must keep versions before it can lock them', async () => {
  const { s3 } = accounts()
  const version = (Status: 'Enabled' | 'Suspended') =>
    s3.send(new PutBucketVersioningCommand({ Bucket: 'samples', VersioningConfiguration: { Status } }))

  expect(await refusalOf(s3.send(put(undefined, 'samples')))).toEqual([409, 'InvalidBucketState'])
  await version('Suspended')
  expect(await refusalOf(s3.send(put(undefined, 'samples')))).toEqual([409, 'InvalidBucketState'])
  await version('Enabled')
  await s3.send(put(undefined, 'samples'))
})

test.each([
  ['days and years', { Days: 1, Years: 1 }, 'MalformedXML'],
  ['neither days nor years', {}, 'MalformedXML'],
  ['a mode that is none', { Mode: 'abc', Years: 1 }, 'MalformedXML'],
  ['no day', { Days: 0 }, 'InvalidArgument'],
  ['less than no year', { Years: -1 }, 'InvalidArgument'],
  ['more than a hundred years', { Years: 101 }, 'InvalidArgument'],
])('refuses %s', async (_case, retention, code) => {
  const { s3 } = await locked()

  expect(await refusalOf(s3.send(put(retention)))).toEqual([400, code])
})

test.each([
  ['another state', { ObjectLockEnabled: 'Disabled' as never }],
  ['no state', { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } }],
  ['an empty rule', { ObjectLockEnabled: 'Enabled', Rule: {} }],
] as const)('refuses %s', async (_case, ObjectLockConfiguration) => {
  const { s3 } = await locked()

  const call = s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: ObjectLockConfiguration as ObjectLockConfiguration,
    }),
  )
  expect(await refusalOf(call)).toEqual([400, 'MalformedXML'])
})

test('Tigris has no object lock', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(put(undefined, 'samples')))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(put(undefined, 'missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = await locked()

  expect(await refusalOf(nobody.send(put()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketObjectLockConfiguration', 'arn:aws:s3:::locked'])
})
