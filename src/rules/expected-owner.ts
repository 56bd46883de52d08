import type { Dialect } from '../contract/dialect.js'
import { fail } from '../contract/errors.js'
import type { WireRequest } from '../contract/wire.js'
import type { BucketRecord } from '../store/types.js'

/** Throws unless `expected` is the account that owns the bucket: InvalidBucketOwnerAWSAccountID, AccessDenied. */
export const requireOwner = (
  expected: string | undefined,
  bucket: Pick<BucketRecord, 'account'> | undefined,
  { identity: { accountIds } }: Pick<Dialect, 'identity'>,
): void => {
  if (expected === undefined) return
  if (accountIds !== undefined && !accountIds.test(expected)) {
    const text = 'The value of the expected bucket owner parameter must be an AWS Account ID...'
    fail('InvalidBucketOwnerAWSAccountID', {}, `${text} [${expected}]`)
  }
  if (bucket !== undefined && bucket.account !== expected) fail('AccessDenied')
}

/** Holds the bucket of a request to the owner that its sender expects. */
export const checkExpectedOwner = (
  { headers }: Pick<WireRequest, 'headers'>,
  bucket: BucketRecord | undefined,
  dialect: Dialect,
): void => requireOwner(headers.get('x-amz-expected-bucket-owner'), bucket, dialect)
