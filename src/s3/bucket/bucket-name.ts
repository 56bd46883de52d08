import { fail } from '../../contract/errors.js'
import type { Reader } from '../../contract/operation.js'
import { bucket } from '../../protocol/readers.js'

const labels = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/
const address = /^\d+\.\d+\.\d+\.\d+$/

/**
 * Whether a bucket may have this name: 3 to 63 of `a-z`, `0-9`, `-` and `.`, each label with a letter or digit at both
 * ends, no IP address. Which names a service keeps for itself is its dialect's.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const isBucketName = (name: string): boolean =>
  name.length >= 3 && name.length <= 63 && labels.test(name) && !address.test(name)

/** The bucket of a path that is to be made; throws InvalidBucketName. */
export const newBucket: Reader<string> = {
  ...bucket,
  read: (raw, member) => {
    const name = bucket.read(raw, member)
    return isBucketName(name) ? name : fail('InvalidBucketName', { BucketName: name })
  },
}
