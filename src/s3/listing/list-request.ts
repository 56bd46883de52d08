import type { Need } from '../../contract/operation.js'
import { integer, oneOf } from '../../protocol/codecs.js'
import { bucket, header, query } from '../../protocol/readers.js'
import { encodingType } from './encoding-type.js'

/** Members that all three listings of a bucket's keys have. */
export const listMembers = {
  Bucket: bucket,
  Delimiter: query('delimiter'),
  EncodingType: query('encoding-type', encodingType),
  MaxKeys: query('max-keys', integer()),
  Prefix: query('prefix'),
  OptionalObjectAttributes: header('x-amz-optional-object-attributes', oneOf('RestoreStatus')),
}

/** No page has more, whatever is asked for, and the answer says so. */
export const largestPage = 1000

export const pageSize = (asked: number | undefined): number => Math.min(asked ?? largestPage, largestPage)

/**
 * Condition keys that a listing supplies. `s3:max-keys` is there when the request leaves it out, too.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
export const listContext = (input: {
  readonly Prefix?: string | undefined
  readonly Delimiter?: string | undefined
  readonly MaxKeys?: number | undefined
}): NonNullable<Need['context']> => ({
  ...(input.Prefix !== undefined && { 's3:prefix': input.Prefix }),
  ...(input.Delimiter !== undefined && { 's3:delimiter': input.Delimiter }),
  's3:max-keys': String(input.MaxKeys ?? largestPage),
})
