import { GetBucketRequestPaymentCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setup } from './s3-setup.js'
import { expectRefusals } from './setting-setup.js'

test('the owner pays unless the bucket says otherwise', async () => {
  const { s3 } = setup()

  expect((await s3.send(new GetBucketRequestPaymentCommand({ Bucket: 'samples' }))).Payer).toBe('BucketOwner')
})

test('needs its bucket and its right', () => expectRefusals('GetBucketRequestPayment'))
