import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { flag } from '../../protocol/codecs.js'
import { bucket, document, header } from '../../protocol/readers.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, settingIgnores, settingOf } from '../bucket-settings.js'
import { checkTargets, type Notifications, notifications } from './notification-targets.js'

/**
 * Who is told of a bucket's events: stored and checked; whether a destination exists is not.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
 */
export const notification: readonly Operation[] = [
  defineOperation({
    name: 'GetBucketNotificationConfiguration',
    http: 'GET /{Bucket}?notification',
    actions: ['s3:GetBucketNotification'],
    read: { Bucket: bucket },
    ignores: settingIgnores,
    allow: input => [need('s3:GetBucketNotification', bucketArn(input))],
    run: ({ Bucket }, { store }): Notifications =>
      settingOf(store, Bucket, 'notification') ?? {
        TopicConfigurations: [],
        QueueConfigurations: [],
        LambdaFunctionConfigurations: [],
        EventBridgeConfiguration: undefined,
      },
    write: stored => documentAnswer('NotificationConfiguration', notifications, stored),
  }),
  defineOperation({
    name: 'PutBucketNotificationConfiguration',
    http: 'PUT /{Bucket}?notification',
    body: 'document',
    actions: ['s3:PutBucketNotification'],
    read: {
      Bucket: bucket,
      NotificationConfiguration: document('NotificationConfiguration', notifications),
      SkipDestinationValidation: header('x-amz-skip-destination-validation', flag),
    },
    ignores: settingIgnores,
    allow: input => [need('s3:PutBucketNotification', bucketArn(input))],
    run: ({ Bucket, NotificationConfiguration }, { store, ids }) =>
      changeSetting(store, Bucket, 'notification', checkTargets(NotificationConfiguration, ids)),
    write: () => ({}),
  }),
]
