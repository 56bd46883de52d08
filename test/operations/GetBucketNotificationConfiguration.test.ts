import { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setup } from './s3-setup.js'
import { expectRefusals, inAws, refusalIn } from './setting-setup.js'

test.each([setup, inAws])('a bucket that tells nobody has an empty configuration', async make => {
  const { s3 } = make()

  const { $metadata, ...told } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: 'samples' }))

  expect([$metadata.httpStatusCode, told]).toEqual([200, {}])
})

test('needs its bucket and its right', () => expectRefusals('GetBucketNotificationConfiguration'))

test('yandex refuses it by name', async () => {
  expect(await refusalIn('yandex', 'GetBucketNotificationConfiguration')).toEqual([501, 'NotImplemented'])
})
