import {
  CreateBucketCommand,
  GetBucketAccelerateConfigurationCommand,
  PutBucketAccelerateConfigurationCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { answerTo, expectRefusals, inAws } from './setting-setup.js'

const putOf = (Bucket: string, Status: 'Enabled' | 'Suspended') =>
  new PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status } })

test.each([setup, inAws])('sets the status that a read tells', async make => {
  const { s3 } = make()

  await s3.send(putOf('samples', 'Enabled'))
  await s3.send(putOf('samples', 'Suspended'))

  const { Status } = await s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket: 'samples' }))
  expect(Status).toBe('Suspended')
})

test('refuses a bucket with a dot in its name', async () => {
  const { s3 } = inAws()
  await s3.send(new CreateBucketCommand({ Bucket: 'with.dots' }))

  expect(await refusalOf(s3.send(putOf('with.dots', 'Enabled')))).toEqual([400, 'InvalidRequest'])
})

test.each(['', '<AccelerateConfiguration/>', '<AccelerateConfiguration><Status>On</Status></AccelerateConfiguration>'])(
  'refuses the document %s',
  async body => {
    expect(await answerTo('accelerate', body)).toEqual([400, 'MalformedXML'])
  },
)

test('needs its bucket and its right', () => expectRefusals('PutBucketAccelerateConfiguration'))
