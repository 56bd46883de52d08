import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { integer, oneOf, optional, structure } from '../../protocol/shapes.js'
import type { ObjectLock } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { checksumMembers } from '../checksum-headers.js'
import { ignored } from '../ignored.js'

const { ContentMD5, ChecksumAlgorithm } = checksumMembers

const configuration = structure({
  ObjectLockEnabled: oneOf('Enabled'),
  Rule: optional(
    structure({
      DefaultRetention: structure({
        Mode: oneOf('GOVERNANCE', 'COMPLIANCE'),
        Days: optional(integer),
        Years: optional(integer),
      }),
    }),
  ),
})

type Configuration = ReturnType<typeof configuration.read>

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html : 100 years at most. */
const longest = { Days: 36_500, Years: 100 }

const period = (name: 'Days' | 'Years', value: number): number => {
  const refuse = (why: string): never =>
    fail('InvalidArgument', { ArgumentName: name, ArgumentValue: String(value) }, why)
  if (value <= 0) refuse('Default retention period must be a positive integer value.')
  return value > longest[name] ? refuse('Default retention period too large') : value
}

/** Throws MalformedXML unless the default has exactly one of days and years; InvalidArgument for a wrong number. */
const lockOf = ({ Rule }: Configuration): ObjectLock => {
  if (Rule === undefined) return {}
  const { Mode: mode, Days, Years } = Rule.DefaultRetention
  if (Days !== undefined && Years === undefined) return { mode, days: period('Days', Days) }
  if (Years !== undefined && Days === undefined) return { mode, years: period('Years', Years) }
  return fail('MalformedXML')
}

const getConfiguration = defineOperation({
  name: 'GetObjectLockConfiguration',
  http: 'GET /{Bucket}?object-lock',
  actions: ['s3:GetBucketObjectLockConfiguration'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner: ignored.ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketObjectLockConfiguration', bucketArn(input))],
  run: ({ Bucket }, { store }) =>
    store.requireBucket(Bucket).objectLock ?? fail('ObjectLockConfigurationNotFoundError', { BucketName: Bucket }),
  write: ({ mode, days, years }) => ({
    root: 'ObjectLockConfiguration',
    tree: {
      ObjectLockEnabled: 'Enabled',
      Rule: mode === undefined ? undefined : { DefaultRetention: { Mode: mode, Days: days, Years: years } },
    },
  }),
})

const putConfiguration = defineOperation({
  name: 'PutObjectLockConfiguration',
  http: 'PUT /{Bucket}?object-lock',
  body: 'document',
  actions: ['s3:PutBucketObjectLockConfiguration'],
  read: { Bucket: bucket, ObjectLockConfiguration: document('ObjectLockConfiguration', configuration) },
  ignores: {
    ...ignored,
    ContentMD5,
    ChecksumAlgorithm,
    Token: 'tokens are given by the support of AWS only: no entry reads the header, so it is refused by name',
  },
  allow: input => [need('s3:PutBucketObjectLockConfiguration', bucketArn(input))],
  run: ({ Bucket, ObjectLockConfiguration: asked }, { store }) => {
    if (store.requireBucket(Bucket).versioning !== 'Enabled') {
      const why = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
      fail('InvalidBucketState', {}, why)
    }
    return store.updateBucket(Bucket, { objectLock: lockOf(asked) })
  },
  write: () => ({}),
})

/** Whether a bucket locks objects, and for how long by default. */
export const objectLock: readonly Operation[] = [getConfiguration, putConfiguration]
