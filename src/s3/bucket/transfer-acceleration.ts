import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { optional, structure, text } from '../../protocol/shapes.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingOf } from '../bucket-settings.js'
import { ignored } from '../ignored.js'

const statuses = ['Enabled', 'Suspended'] as const
const acceleration = structure({ Status: optional(text) })

type Acceleration = ReturnType<typeof acceleration.read>

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
    if (Bucket.includes('.')) {
      fail(
        'InvalidRequest',
        {},
        'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
      )
    }
    if (!statuses.some(known => known === AccelerateConfiguration.Status)) fail('MalformedXML')
    changeSetting(store, Bucket, 'accelerate', AccelerateConfiguration)
  },
  write: () => ({}),
})

/** Transfer acceleration: stored and told; it changes no answer. */
export const transferAcceleration: readonly Operation[] = [getAcceleration, putAcceleration]
