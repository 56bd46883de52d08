import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { oneOf, structure } from '../../protocol/shapes.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'

const payment = structure({ Payer: oneOf('BucketOwner', 'Requester') })

type Payment = ReturnType<typeof payment.read>

const getPayment = defineOperation({
  name: 'GetBucketRequestPayment',
  http: 'GET /{Bucket}?requestPayment',
  actions: ['s3:GetBucketRequestPayment'],
  read: { Bucket: bucket },
  ignores: settingIgnores,
  allow: input => [need('s3:GetBucketRequestPayment', bucketArn(input))],
  run: ({ Bucket }, { store }): Payment => settingOf(store, Bucket, 'requestPayment') ?? { Payer: 'BucketOwner' },
  write: stored => documentAnswer('RequestPaymentConfiguration', payment, stored),
})

const putPayment = defineOperation({
  name: 'PutBucketRequestPayment',
  http: 'PUT /{Bucket}?requestPayment',
  body: 'document',
  actions: ['s3:PutBucketRequestPayment'],
  read: { Bucket: bucket, RequestPaymentConfiguration: document('RequestPaymentConfiguration', payment) },
  ignores: documentIgnores,
  allow: input => [need('s3:PutBucketRequestPayment', bucketArn(input))],
  run: ({ Bucket, RequestPaymentConfiguration }, { store }) =>
    changeSetting(store, Bucket, 'requestPayment', RequestPaymentConfiguration),
  write: () => ({}),
})

/** Who pays for requests. `rules/requester-pays.ts` holds callers to it. */
export const requestPayment: readonly Operation[] = [getPayment, putPayment]
