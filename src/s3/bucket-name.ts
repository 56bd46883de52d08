import { fail } from '../errors.js'
import type { Reader } from '../operation.js'
import { bucket } from '../protocol/readers.js'

const labels = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/
const address = /^\d+\.\d+\.\d+\.\d+$/
const reservedPrefixes = ['xn--', 'sthree-']
const reservedSuffixes = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']

/**
 * Whether a bucket may be made with this name: 3 to 63 of `a-z`, `0-9`, `-` and `.`, each label with a letter or digit
 * at both ends, no IP address, none of the reserved prefixes and suffixes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const isBucketName = (name: string): boolean =>
  name.length >= 3 &&
  name.length <= 63 &&
  labels.test(name) &&
  !address.test(name) &&
  !reservedPrefixes.some(prefix => name.startsWith(prefix)) &&
  !reservedSuffixes.some(suffix => name.endsWith(suffix))

/** The bucket of a path that is to be made; throws InvalidBucketName. */
export const newBucket: Reader<string> = {
  ...bucket,
  read: (raw, member) => {
    const name = bucket.read(raw, member)
    return isBucketName(name) ? name : fail('InvalidBucketName', { BucketName: name })
  },
}
