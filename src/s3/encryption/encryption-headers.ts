import { fail } from '../../contract/errors.js'
import type { InputOf, OperationContext } from '../../contract/operation.js'
import type { WireRequest } from '../../contract/wire.js'
import type { ConditionContext } from '../../policy/types.js'
import { flag } from '../../protocol/codecs.js'
import { header } from '../../protocol/readers.js'
import type { BucketRecord } from '../../store/types.js'
import { customerKeyOf, customerKeyReaders } from './customer-keys.js'
import type { BucketEncryption } from './encryption.js'

const algorithmHeader = 'x-amz-server-side-encryption'
const keyHeader = `${algorithmHeader}-aws-kms-key-id`
const contextHeader = `${algorithmHeader}-context`
const bucketKeyHeader = `${algorithmHeader}-bucket-key-enabled`

/** Members by which a write says how its object is encrypted. */
export const encryptionReaders = {
  ServerSideEncryption: header(algorithmHeader),
  SSEKMSKeyId: header(keyHeader),
  SSEKMSEncryptionContext: header(contextHeader),
  BucketKeyEnabled: header(bucketKeyHeader, flag),
  ...customerKeyReaders,
}

type EncryptionInput = InputOf<typeof encryptionReaders>
type EncryptionContext = Pick<OperationContext, 'features' | 'ids' | 'dialect'>

/**
 * A read takes the object as it was encrypted. Throws InvalidArgument for one that names an encryption.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const refuseOnRead = ({ headers }: WireRequest, { features }: Pick<EncryptionContext, 'features'>): void => {
  const value = headers.get(algorithmHeader)
  if (value === undefined || features.has('fixed-encryption')) return
  refuse(algorithmHeader, value, `${algorithmHeader} header is not supported for this operation.`)
}

/** Condition keys that these headers supply. */
export const encryptionContext = (input: EncryptionInput): ConditionContext => ({
  ...(input.ServerSideEncryption !== undefined && { [`s3:${algorithmHeader}`]: input.ServerSideEncryption }),
  ...(input.SSEKMSKeyId !== undefined && { [`s3:${keyHeader}`]: input.SSEKMSKeyId }),
  ...(input.SSECustomerAlgorithm !== undefined && {
    [`s3:${algorithmHeader}-customer-algorithm`]: input.SSECustomerAlgorithm,
  }),
})

const refuse = (name: string, value: string, text: string): never =>
  fail('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, text)

/** The key that AWS makes for an account's first call: the same one ever after. */
const managedKey = ({ ids, dialect: { region, identity } }: EncryptionContext): string => {
  const text = ids.named('kms-key', identity.account, 32, '0123456789abcdef')
  const id = text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return `arn:aws:kms:${region}:${identity.account}:key/${id}`
}

const checkKeyContext = (text: string): void => {
  const problem =
    "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map"
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
    if (typeof value === 'object' && value !== null && Object.values(value).every(each => typeof each === 'string'))
      return
  } catch {}
  refuse(contextHeader, text, problem)
}

const keyService = (
  algorithm: string,
  keyId: string | undefined,
  bucketKey: boolean | undefined,
  context: EncryptionContext,
): Record<string, string> => ({
  [algorithmHeader]: algorithm,
  [keyHeader]: keyId ?? managedKey(context),
  ...(bucketKey && { [bucketKeyHeader]: 'true' }),
})

/** What the bucket gives to objects whose writers say nothing. */
const defaultOf = (bucket: BucketRecord, context: EncryptionContext): Readonly<Record<string, string>> | undefined => {
  const stored = bucket.settings.encryption as BucketEncryption | undefined
  const [rule] = stored?.Rules ?? []
  const { SSEAlgorithm: algorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  if (algorithm !== undefined && algorithm !== 'AES256') {
    return keyService(algorithm, KMSMasterKeyID, rule?.BucketKeyEnabled, context)
  }
  const always = algorithm !== undefined || context.dialect.newBuckets.encrypted === true
  return always ? { [algorithmHeader]: 'AES256' } : undefined
}

/**
 * How a new object is encrypted, as the headers that its answers show: as its writer asks, or by the bucket's default.
 * The bytes themselves are kept as they are. Throws InvalidArgument, and NotImplemented for what the service has not.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html
 */
export const encryptionOf = (
  input: EncryptionInput,
  bucket: BucketRecord,
  context: EncryptionContext,
): Readonly<Record<string, string>> | undefined => {
  const { ServerSideEncryption: algorithm, SSEKMSKeyId, SSEKMSEncryptionContext, BucketKeyEnabled } = input
  const customer = customerKeyOf(input, bucket, context.dialect)
  if (customer !== undefined) {
    if (algorithm === undefined && SSEKMSKeyId === undefined) return customer
    const text =
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified'
    return refuse(algorithmHeader, algorithm ?? 'null', text)
  }
  const service = algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse'
  if (!service && (SSEKMSKeyId ?? SSEKMSEncryptionContext) !== undefined) {
    const text =
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms'
    refuse(algorithmHeader, algorithm ?? 'null', text)
  }
  if (algorithm === undefined) return defaultOf(bucket, context)
  if (algorithm === 'AES256') return { [algorithmHeader]: algorithm }
  if (algorithm.startsWith('aws:') && !(service && context.features.has('kms-encryption'))) {
    fail('NotImplemented', { Header: algorithmHeader }, `${algorithmHeader}: ${algorithm} is not supported`)
  }
  if (!service) return refuse(algorithmHeader, algorithm, 'The encryption method specified is not supported')
  if (SSEKMSEncryptionContext !== undefined) checkKeyContext(SSEKMSEncryptionContext)
  return {
    ...keyService(algorithm, SSEKMSKeyId, BucketKeyEnabled, context),
    ...(SSEKMSEncryptionContext !== undefined && { [contextHeader]: SSEKMSEncryptionContext }),
  }
}
