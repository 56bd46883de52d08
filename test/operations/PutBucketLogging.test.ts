import {
  CreateBucketCommand,
  GetBucketLoggingCommand,
  type LoggingEnabled,
  PutBucketLoggingCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf } from './s3-setup.js'
import { answerTo, expectRefusals, inAws, refusalIn } from './setting-setup.js'

const Bucket = 'samples'
const enabled = { TargetBucket: 'samples', TargetPrefix: 'logs/' }
const putOf = (LoggingEnabled?: LoggingEnabled) =>
  new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } })

test('sets where logs go, until an empty document takes it away', async () => {
  const { s3 } = inAws()
  const byDay = { PartitionedPrefix: { PartitionDateSource: 'EventTime' as const } }
  const get = async () => (await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled

  await s3.send(putOf({ ...enabled, TargetObjectKeyFormat: byDay }))
  const first = await get()
  await s3.send(putOf())

  expect([first, await get()]).toEqual([{ ...enabled, TargetObjectKeyFormat: byDay }, undefined])
})

test('refuses a target that is not there, or in another region', async () => {
  const { s3 } = inAws()
  await s3.send(
    new CreateBucketCommand({ Bucket: 'far', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  )

  const refusalFor = (TargetBucket: string) => refusalOf(s3.send(putOf({ ...enabled, TargetBucket })))
  expect(await refusalFor('missing')).toEqual([400, 'InvalidTargetBucketForLogging'])
  expect(await refusalFor('far')).toEqual([403, 'CrossLocationLoggingProhibitted'])
})

test('keeps grants on logs', async () => {
  const { s3 } = inAws()
  const TargetGrants = [{ Grantee: { Type: 'Group' as const, URI: 'http://example.com' }, Permission: 'READ' as const }]

  await s3.send(putOf({ ...enabled, TargetGrants }))

  const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket: 'samples' }))
  expect(LoggingEnabled?.TargetGrants).toEqual(TargetGrants)
})

test.each(['', '<BucketLoggingStatus><LoggingEnabled/></BucketLoggingStatus>'])(
  'refuses the document %s',
  async body => {
    expect(await answerTo('logging', body)).toEqual([400, 'MalformedXML'])
  },
)

test('needs its bucket and its right', () => expectRefusals('PutBucketLogging'))

test('Tigris refuses it by name', async () => {
  expect(await refusalIn('tigris', 'PutBucketLogging')).toEqual([501, 'NotImplemented'])
})
