import type { Dialect } from '../../contract/dialect.js'
import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { flag, list, oneOf, optional, structure, text } from '../../protocol/shapes.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'

const rule = structure({
  ApplyServerSideEncryptionByDefault: optional(
    structure({ SSEAlgorithm: oneOf('AES256', 'aws:kms', 'aws:kms:dsse'), KMSMasterKeyID: optional(text) }),
  ),
  BucketKeyEnabled: optional(flag),
  BlockedEncryptionTypes: optional(structure({ EncryptionType: list(oneOf('NONE', 'SSE-C')) })),
})

const configuration = structure({ Rules: list(rule, 'Rule') })

/** What stands under `encryption` among a bucket's settings. */
export type BucketEncryption = ReturnType<typeof configuration.read>

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html */
const ownKeys = ({ newBuckets }: Dialect): BucketEncryption => ({
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256', KMSMasterKeyID: undefined },
      BucketKeyEnabled: false,
      BlockedEncryptionTypes: newBuckets.blocksCustomerKeys && { EncryptionType: ['SSE-C'] },
    },
  ],
})

/** A configuration that does not speak of blocked types leaves them as they are. */
const withBlocked = (given: BucketEncryption, stored: BucketEncryption | undefined, dialect: Dialect) => {
  const [present] = (stored ?? ownKeys(dialect)).Rules
  const blocked = present?.BlockedEncryptionTypes
  return {
    Rules: given.Rules.map(each => ({ ...each, BlockedEncryptionTypes: each.BlockedEncryptionTypes ?? blocked })),
  }
}

const check = (given: BucketEncryption, { features }: Pick<OperationContext, 'features'>): void => {
  const [only = fail('MalformedXML'), ...more] = given.Rules
  if (more.length > 0) fail('MalformedXML')
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = only.ApplyServerSideEncryptionByDefault ?? {}
  if (SSEAlgorithm === 'AES256' && KMSMasterKeyID !== undefined) {
    const message = 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse'
    fail('InvalidArgument', { ArgumentName: 'ApplyServerSideEncryptionByDefault' }, message)
  }
  if (SSEAlgorithm !== 'AES256' && !features.has('kms-encryption') && !features.has('fixed-encryption')) {
    fail('NotImplemented', {}, `The encryption ${SSEAlgorithm} is not supported`)
  }
}

/** Settings that are taken without effect are held to their form all the same. */
const keep = (Bucket: string, given: BucketEncryption | undefined, { store, features }: OperationContext): void => {
  store.requireBucket(Bucket)
  if (!features.has('fixed-encryption')) changeSetting(store, Bucket, 'encryption', given)
}

const getEncryption = defineOperation({
  name: 'GetBucketEncryption',
  http: 'GET /{Bucket}?encryption',
  actions: ['s3:GetEncryptionConfiguration'],
  read: { Bucket: bucket },
  ignores: settingIgnores,
  allow: input => [need('s3:GetEncryptionConfiguration', bucketArn(input))],
  run: ({ Bucket }, { store, features, dialect }) => {
    const stored = settingOf<BucketEncryption>(store, Bucket, 'encryption')
    if (stored !== undefined) return stored
    return dialect.newBuckets.encrypted || features.has('fixed-encryption')
      ? ownKeys(dialect)
      : fail('ServerSideEncryptionConfigurationNotFoundError', { BucketName: Bucket })
  },
  write: stored => documentAnswer('ServerSideEncryptionConfiguration', configuration, stored),
})

const putEncryption = defineOperation({
  name: 'PutBucketEncryption',
  http: 'PUT /{Bucket}?encryption',
  body: 'document',
  actions: ['s3:PutEncryptionConfiguration'],
  read: {
    Bucket: bucket,
    ServerSideEncryptionConfiguration: document('ServerSideEncryptionConfiguration', configuration),
  },
  ignores: documentIgnores,
  allow: input => [need('s3:PutEncryptionConfiguration', bucketArn(input))],
  run: ({ Bucket, ServerSideEncryptionConfiguration }, context) => {
    check(ServerSideEncryptionConfiguration, context)
    const stored = settingOf<BucketEncryption>(context.store, Bucket, 'encryption')
    keep(Bucket, withBlocked(ServerSideEncryptionConfiguration, stored, context.dialect), context)
  },
  write: () => ({}),
})

const deleteEncryption = defineOperation({
  name: 'DeleteBucketEncryption',
  http: 'DELETE /{Bucket}?encryption',
  actions: ['s3:PutEncryptionConfiguration'],
  read: { Bucket: bucket },
  ignores: settingIgnores,
  allow: input => [need('s3:PutEncryptionConfiguration', bucketArn(input))],
  run: ({ Bucket }, context) => keep(Bucket, undefined, context),
  write: () => ({ status: 204 }),
})

/** How a bucket encrypts what its writers say nothing about. */
export const encryption: readonly Operation[] = [getEncryption, putEncryption, deleteEncryption]
