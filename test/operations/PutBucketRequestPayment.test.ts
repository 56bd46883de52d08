import { GetBucketRequestPaymentCommand, PutBucketRequestPaymentCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerTo, expectRefusals, inAws, refusalIn } from './setting-setup.js'

test('sets who pays', async () => {
  const { s3 } = inAws()
  const RequestPaymentConfiguration = { Payer: 'Requester' as const }

  await s3.send(new PutBucketRequestPaymentCommand({ Bucket: 'samples', RequestPaymentConfiguration }))

  expect((await s3.send(new GetBucketRequestPaymentCommand({ Bucket: 'samples' }))).Payer).toBe('Requester')
})

test.each(['', '<RequestPaymentConfiguration><Payer>Nobody</Payer></RequestPaymentConfiguration>'])(
  'refuses the document %s',
  async body => {
    expect(await answerTo('requestPayment', body)).toEqual([400, 'MalformedXML'])
  },
)

test('needs its bucket and its right', () => expectRefusals('PutBucketRequestPayment'))

test('Tigris refuses it by name', async () => {
  expect(await refusalIn('tigris', 'PutBucketRequestPayment')).toEqual([501, 'NotImplemented'])
})
