import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { oneOf } from '../../protocol/codecs.js'
import { bucket, document, header } from '../../protocol/readers.js'
import type { Lifecycle } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'
import { checkLifecycle } from './lifecycle-checks.js'
import { lifecycleShape } from './lifecycle-shape.js'

const { ContentMD5: _, ...putIgnores } = documentIgnores

const minimumSize = 'x-amz-transition-default-minimum-object-size'

const sizes = oneOf('all_storage_classes_128K', 'varies_by_storage_class')

const minimumSizes: typeof sizes = {
  ...sizes,
  read: value =>
    value === 'all_storage_classes_128K' || value === 'varies_by_storage_class'
      ? value
      : fail('InvalidRequest', {}, `Invalid TransitionDefaultMinimumObjectSize found: ${value}`),
}

const getLifecycle = defineOperation({
  name: 'GetBucketLifecycleConfiguration',
  http: 'GET /{Bucket}?lifecycle',
  actions: ['s3:GetLifecycleConfiguration'],
  read: { Bucket: bucket },
  ignores: settingIgnores,
  allow: input => [need('s3:GetLifecycleConfiguration', bucketArn(input))],
  run: ({ Bucket }, { store }) =>
    settingOf<Lifecycle>(store, Bucket, 'lifecycle') ?? fail('NoSuchLifecycleConfiguration', { BucketName: Bucket }),
  write: ({ Rules, TransitionDefaultMinimumObjectSize }) => ({
    ...documentAnswer('LifecycleConfiguration', lifecycleShape, { Rules } as ReturnType<typeof lifecycleShape.read>),
    headers: { [minimumSize]: TransitionDefaultMinimumObjectSize },
  }),
})

const putLifecycle = defineOperation({
  name: 'PutBucketLifecycleConfiguration',
  http: 'PUT /{Bucket}?lifecycle',
  body: 'document',
  actions: ['s3:PutLifecycleConfiguration'],
  read: {
    Bucket: bucket,
    LifecycleConfiguration: document('LifecycleConfiguration', lifecycleShape),
    TransitionDefaultMinimumObjectSize: header(minimumSize, minimumSizes),
  },
  ignores: putIgnores,
  allow: input => [need('s3:PutLifecycleConfiguration', bucketArn(input))],
  run: ({ Bucket, LifecycleConfiguration, TransitionDefaultMinimumObjectSize: size }, context) => {
    const { store, features } = context
    const hasMinimum = features.has('transition-minimum-size')
    if (size !== undefined && !hasMinimum) {
      fail('NotImplemented', { Header: minimumSize }, `The header ${minimumSize} is not supported here`)
    }
    const lifecycle: Lifecycle = {
      Rules: checkLifecycle(LifecycleConfiguration.Rules, context),
      ...(hasMinimum && { TransitionDefaultMinimumObjectSize: size ?? 'all_storage_classes_128K' }),
    }
    changeSetting(store, Bucket, 'lifecycle', lifecycle)
    return lifecycle
  },
  write: stored => ({ headers: { [minimumSize]: stored.TransitionDefaultMinimumObjectSize } }),
})

const deleteLifecycle = defineOperation({
  name: 'DeleteBucketLifecycle',
  http: 'DELETE /{Bucket}?lifecycle',
  actions: ['s3:PutLifecycleConfiguration'],
  read: { Bucket: bucket },
  ignores: settingIgnores,
  allow: input => [need('s3:PutLifecycleConfiguration', bucketArn(input))],
  run: ({ Bucket }, { store }) => changeSetting(store, Bucket, 'lifecycle', undefined),
  write: () => ({ status: 204 }),
})

/** A bucket's lifecycle: kept here, applied by the store as the clock passes midnights. */
export const lifecycle: readonly Operation[] = [getLifecycle, putLifecycle, deleteLifecycle]
