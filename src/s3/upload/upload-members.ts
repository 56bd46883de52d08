import { fail } from '../../contract/errors.js'
import type { ConditionContext } from '../../policy/types.js'
import type { Codec } from '../../protocol/codecs.js'
import { bucket, key, query } from '../../protocol/readers.js'
import type { View } from '../../store/types.js'

const partNumber: Codec<number> = {
  read: (value, { wire }) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : 0
    return number >= 1 && number <= 10_000
      ? number
      : fail(
          'InvalidArgument',
          { ArgumentName: wire, ArgumentValue: value },
          'Part number must be an integer between 1 and 10000, inclusive',
        )
  },
  write: String,
}

/** Members that name an upload; requests are told from plain ones by its id. */
export const uploadMembers = { Bucket: bucket, Key: key, UploadId: query('uploadId').required }

/** Members that name one part of an upload. */
export const partMembers = { ...uploadMembers, PartNumber: query('partNumber', partNumber).required }

/** Condition keys that the beginning of an upload supplied: its parts and its completion meet them with those values. */
export const findConditions = (
  { Bucket, Key, UploadId }: { readonly Bucket: string; readonly Key: string; readonly UploadId: string },
  view: View,
): ConditionContext => view.upload(Bucket, Key, UploadId)?.conditions ?? {}

/** Bytes of the largest part: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const largestPart = 5 * 1024 ** 3

/** Sending a part makes no object yet: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html */
export const partOnly = { 's3:ObjectCreationOperation': 'false' }
