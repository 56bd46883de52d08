import { createHash } from 'node:crypto'
import type { Dialect, Feature } from '../../contract/dialect.js'
import { fail } from '../../contract/errors.js'
import { header, type OptionalReader } from '../../protocol/readers.js'
import type { BucketRecord, ObjectRecord } from '../../store/types.js'
import type { BucketEncryption } from './encryption.js'

const prefix = 'x-amz-server-side-encryption-customer-'

/** Members by which a request brings the key of its object (SSE-C). */
export const customerKeyReaders = {
  SSECustomerAlgorithm: header(`${prefix}algorithm`),
  SSECustomerKey: header(`${prefix}key`),
  SSECustomerKeyMD5: header(`${prefix}key-md5`),
}

const sourcePrefix = 'x-amz-copy-source-server-side-encryption-customer-'

/** The same for the source of a copy. */
export const sourceKeyReaders = {
  CopySourceSSECustomerAlgorithm: header(`${sourcePrefix}algorithm`),
  CopySourceSSECustomerKey: header(`${sourcePrefix}key`),
  CopySourceSSECustomerKeyMD5: header(`${sourcePrefix}key-md5`),
}

export type CustomerKey = { readonly [M in keyof typeof customerKeyReaders]?: string | undefined }
type SourceKey = { readonly [M in keyof typeof sourceKeyReaders]?: string | undefined }

/** The key for the source of a copy, as a read of it would bring it. */
export const sourceKeyOf = (input: SourceKey): CustomerKey => ({
  SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
  SSECustomerKey: input.CopySourceSSECustomerKey,
  SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
})

type Encryption = ObjectRecord['encryption']

const algorithmName = `${prefix}algorithm`
const digestName = `${prefix}key-MD5`

const refuse = (reader: OptionalReader<string>, value: string | undefined, text: string): never =>
  fail('InvalidArgument', { ArgumentName: reader.wire, ArgumentValue: value ?? 'null' }, text)

const required = (what: string): string =>
  `Requests specifying Server Side Encryption with Customer provided keys must provide ${what}.`

/** Checks a key that a request brings; undefined when it brings none. Throws InvalidArgument, NotImplemented. */
const readKey = (input: CustomerKey, features: ReadonlySet<Feature>): NonNullable<Encryption> | undefined => {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: key, SSECustomerKeyMD5: digest } = input
  const readers = customerKeyReaders
  if (algorithm === undefined && key === undefined && digest === undefined) return undefined
  if (!features.has('customer-keys')) {
    const names = Object.keys(readers) as (keyof typeof readers)[]
    const { wire } = readers[names.find(name => input[name] !== undefined) ?? 'SSECustomerKey']
    fail('NotImplemented', { Header: wire }, `The header ${wire} is not supported: objects take no keys here`)
  }
  if (algorithm === undefined) {
    return refuse(readers.SSECustomerAlgorithm, algorithm, required('a valid encryption algorithm'))
  }
  if (algorithm !== 'AES256') {
    return fail('InvalidEncryptionAlgorithmError', { ArgumentName: algorithmName, ArgumentValue: algorithm })
  }
  if (key === undefined) return refuse(readers.SSECustomerKey, key, required('an appropriate secret key'))
  if (digest === undefined) {
    return refuse(readers.SSECustomerKeyMD5, digest, required('the client calculated MD5 of the secret key'))
  }
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length !== 32) {
    refuse(readers.SSECustomerKey, undefined, 'The secret key was invalid for the specified algorithm.')
  }
  if (createHash('md5').update(bytes).digest('base64') !== digest) {
    const text = 'The calculated MD5 hash of the key did not match the hash that was provided.'
    refuse(readers.SSECustomerKeyMD5, digest, text)
  }
  return { [algorithmName]: algorithm, [digestName]: digest }
}

/**
 * The encryption of a new object whose writer brings its key. Throws InvalidArgument, NotImplemented where the service
 * takes no such keys, AccessDenied where the bucket blocks them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
 */
export const customerKeyOf = (
  input: CustomerKey,
  bucket: BucketRecord,
  { features, newBuckets }: Pick<Dialect, 'features' | 'newBuckets'>,
): NonNullable<Encryption> | undefined => {
  if (Object.keys(customerKeyReaders).every(name => input[name as keyof CustomerKey] === undefined)) return undefined
  const stored = bucket.settings.encryption as BucketEncryption | undefined
  const blocked = stored?.Rules[0]?.BlockedEncryptionTypes?.EncryptionType.includes('SSE-C')
  if (stored === undefined ? newBuckets.blocksCustomerKeys : blocked) fail('AccessDenied')
  return readKey(input, features)
}

/** Whether an object can be read only by those who bring its key. */
export const needsKey = (encryption: Encryption): boolean => encryption?.[digestName] !== undefined

/** Throws unless a read brings the key with which the object was written, and none for any other object. */
export const checkReadKey = (encryption: Encryption, input: CustomerKey, features: ReadonlySet<Feature>): void => {
  const given = readKey(input, features)
  const stored = encryption?.[digestName]
  if (stored === undefined) {
    if (given !== undefined) fail('InvalidRequest', {}, 'The encryption parameters are not applicable to this object.')
    return
  }
  if (given === undefined) {
    const text =
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.'
    fail('InvalidRequest', {}, text)
  } else if (given[digestName] !== stored) fail('AccessDenied', {}, required('the correct secret key'))
}

/** Throws InvalidRequest unless a part comes with the key of its upload. */
export const checkPartKey = (encryption: Encryption, input: CustomerKey, features: ReadonlySet<Feature>): void => {
  const given = readKey(input, features)?.[digestName]
  const stored = encryption?.[digestName]
  if (given === stored) return
  fail(
    'InvalidRequest',
    {},
    given === undefined
      ? 'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.'
      : stored === undefined
        ? 'The multipart upload initiate did not request encryption. Please resend the request without sending encryption parameters.'
        : 'The provided encryption parameters did not match the ones used originally.',
  )
}
