import { GetBucketLoggingCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { expectRefusals, inAws, refusalIn } from './setting-setup.js'

test('a bucket that logs nothing says nothing', async () => {
  const { s3 } = inAws()

  const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket: 'samples' }))

  expect(LoggingEnabled).toBeUndefined()
})

test('needs its bucket and its right', () => expectRefusals('GetBucketLogging'))

test('Tigris refuses it by name', async () => {
  expect(await refusalIn('tigris', 'GetBucketLogging')).toEqual([501, 'NotImplemented'])
})
