import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { oneOf, optional, structure } from '../../protocol/shapes.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'
import { ignored } from '../ignored.js'

const acceleration = structure({ Status: optional(oneOf('Enabled', 'Suspended')) })
const payment = structure({ Payer: oneOf('BucketOwner', 'Requester') })

type Acceleration = ReturnType<typeof acceleration.read>
type Payment = ReturnType<typeof payment.read>

const getAcceleration = defineOperation({
  name: 'GetBucketAccelerateConfiguration',
  http: 'GET /{Bucket}?accelerate',
  actions: ['s3:GetAccelerateConfiguration'],
  read: { Bucket: bucket },
  ignores: ignored,
  allow: input => [need('s3:GetAccelerateConfiguration', bucketArn(input))],
  run: ({ Bucket }, { store }) => settingOf<Acceleration>(store, Bucket, 'accelerate') ?? { Status: undefined },
  write: stored => documentAnswer('AccelerateConfiguration', acceleration, stored),
})

const { ContentMD5: _, ...accelerationIgnores } = documentIgnores

const putAcceleration = defineOperation({
  name: 'PutBucketAccelerateConfiguration',
  http: 'PUT /{Bucket}?accelerate',
  body: 'document',
  actions: ['s3:PutAccelerateConfiguration'],
  read: { Bucket: bucket, AccelerateConfiguration: document('AccelerateConfiguration', acceleration) },
  ignores: accelerationIgnores,
  allow: input => [need('s3:PutAccelerateConfiguration', bucketArn(input))],
  run: ({ Bucket, AccelerateConfiguration }, { store }) => {
    if (AccelerateConfiguration.Status === undefined) fail('MalformedXML')
    if (Bucket.includes('.')) {
      fail(
        'InvalidRequest',
        {},
        'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
      )
    }
    changeSetting(store, Bucket, 'accelerate', AccelerateConfiguration)
  },
  write: () => ({}),
})

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

/** Transfer acceleration and who pays: stored and told, neither changes how requests are answered. */
export const paymentAcceleration: readonly Operation[] = [getAcceleration, putAcceleration, getPayment, putPayment]
