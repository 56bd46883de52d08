import { GetBucketAccelerateConfigurationCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setup } from './s3-setup.js'
import { expectRefusals, refusalIn } from './setting-setup.js'

test('a bucket whose acceleration was never set has no status', async () => {
  const { s3 } = setup()

  const { Status } = await s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket: 'samples' }))

  expect(Status).toBeUndefined()
})

test('needs its bucket and its right', () => expectRefusals('GetBucketAccelerateConfiguration'))

test('yandex refuses it by name', async () => {
  expect(await refusalIn('yandex', 'GetBucketAccelerateConfiguration')).toEqual([501, 'NotImplemented'])
})
