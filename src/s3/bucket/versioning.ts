import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { oneOf, optional, structure } from '../../protocol/shapes.js'
import { bucketArn } from '../arn.js'
import { checksumMembers } from '../checksum-headers.js'
import { ignored } from '../ignored.js'

const { ExpectedBucketOwner } = ignored
const { ContentMD5, ChecksumAlgorithm } = checksumMembers

const configuration = structure({
  Status: optional(oneOf('Enabled', 'Suspended')),
  MFADelete: optional(oneOf('Enabled', 'Disabled'), 'MfaDelete'),
})

const getVersioning = defineOperation({
  name: 'GetBucketVersioning',
  http: 'GET /{Bucket}?versioning',
  actions: ['s3:GetBucketVersioning'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketVersioning', bucketArn(input))],
  run: ({ Bucket }, { store }) => store.requireBucket(Bucket),
  write: ({ versioning: status }) => ({ root: 'VersioningConfiguration', tree: { Status: status } }),
})

const putVersioning = defineOperation({
  name: 'PutBucketVersioning',
  http: 'PUT /{Bucket}?versioning',
  body: 'document',
  actions: ['s3:PutBucketVersioning'],
  read: { Bucket: bucket, VersioningConfiguration: document('VersioningConfiguration', configuration) },
  ignores: {
    ExpectedBucketOwner,
    ContentMD5,
    ChecksumAlgorithm,
    MFA: 'deletion with MFA is not modelled: the header is refused by name',
  },
  allow: input => [need('s3:PutBucketVersioning', bucketArn(input))],
  run: ({ Bucket, VersioningConfiguration: { Status, MFADelete } }, { store }) => {
    const { objectLock } = store.requireBucket(Bucket)
    if (MFADelete === 'Enabled') fail('NotImplemented', {}, 'MfaDelete is not supported by this mock')
    if (Status === undefined) return fail('IllegalVersioningConfigurationException')
    if (Status === 'Suspended' && objectLock !== undefined) {
      const why = 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.'
      fail('InvalidBucketState', {}, why)
    }
    return store.updateBucket(Bucket, { versioning: Status })
  },
  write: () => ({}),
})

/** Whether a bucket keeps all versions of its objects. */
export const versioning: readonly Operation[] = [getVersioning, putVersioning]
