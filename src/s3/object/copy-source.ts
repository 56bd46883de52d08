import { fail } from '../../contract/errors.js'
import { need, type OperationContext } from '../../contract/operation.js'
import type { ConditionContext } from '../../policy/types.js'
import { httpDate } from '../../protocol/codecs.js'
import { header } from '../../protocol/readers.js'
import { requireOwner } from '../../rules/expected-owner.js'
import { checkPayer } from '../../rules/requester-pays.js'
import { checkVersionId } from '../../rules/version-id.js'
import type { ObjectAddress, ObjectRecord } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { type CustomerKey, checkReadKey } from '../encryption/customer-keys.js'
import { existingContext, requireObject, showsVersions } from '../require-object.js'
import { isArchived } from './object-answer.js'

const refuse = (value: string, message: string): never =>
  fail('InvalidArgument', { ArgumentName: 'x-amz-copy-source', ArgumentValue: value }, message)

const decode = (text: string, whole: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(whole, 'Invalid copy source encoding.')
  }
}

/**
 * Reads `x-amz-copy-source`: `[/]bucket/key[?versionId=id]`, percent-encoded. The version is split off before decoding,
 * so a `?` of the key must be encoded. Throws InvalidArgument, and NotImplemented for access points.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export const parseCopySource = (value: string): ObjectAddress => {
  const [, path = '', version] = /^([^?]*)(?:\?versionId=([^&]*))?$/s.exec(value) ?? [
    '',
    refuse(value, 'Unsupported copy source parameter.'),
  ]
  // a whole URL is taken as well, and `+` is a blank: AWS, recorded 2026-02-21
  const source = decode(path.replace(/^https?:\/\/[^/]+/, '').replaceAll('+', ' '), value)
  if (source.startsWith('arn:')) {
    fail(
      'NotImplemented',
      { Header: 'x-amz-copy-source' },
      'Copying from an access point is not supported by this mock',
    )
  }
  const [, Bucket, Key] = /^\/?([^/]+)\/(.+)$/s.exec(source) ?? []
  if (Bucket === undefined || Key === undefined) {
    return refuse('x-amz-copy-source', 'Invalid copy source object key')
  }
  if (version === undefined) return { Bucket, Key }
  return version === ''
    ? refuse(value, 'Version id cannot be the empty string')
    : { Bucket, Key, VersionId: decode(version, value) }
}

/**
 * Condition keys that a copy supplies for the right to write its destination.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys
 */
export const copySourceContext = ({ Bucket, Key }: ObjectAddress): ConditionContext => ({
  's3:x-amz-copy-source': `${Bucket}/${Key}`,
})

/** Readers of the conditions on a copy's source: also UploadPartCopy's. */
export const copyConditionReaders = {
  CopySourceIfMatch: header('x-amz-copy-source-if-match'),
  CopySourceIfNoneMatch: header('x-amz-copy-source-if-none-match'),
  CopySourceIfModifiedSince: header('x-amz-copy-source-if-modified-since', httpDate),
  CopySourceIfUnmodifiedSince: header('x-amz-copy-source-if-unmodified-since', httpDate),
  ExpectedSourceBucketOwner: header('x-amz-source-expected-bucket-owner'),
}

/** All that `sourceNeeds` may name. */
export const sourceActions = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectTagging',
  's3:GetObjectVersionTagging',
] as const

/** Rights on the object that is copied: to read it, and its tags when they go with it. */
export const sourceNeeds = (source: ObjectAddress, object: ObjectRecord | undefined, withTags: boolean) => {
  const resource = objectArn(source)
  const context = existingContext(object, source.VersionId)
  const [read, tags] =
    source.VersionId === undefined
      ? (['s3:GetObject', 's3:GetObjectTagging'] as const)
      : (['s3:GetObjectVersion', 's3:GetObjectVersionTagging'] as const)
  return [need(read, resource, context), ...(withTags ? [need(tags, resource, context)] : [])]
}

/** The version of a source that answers name: never the null version. */
export const sourceVersionOf = (
  { Bucket }: ObjectAddress,
  { versionId }: ObjectRecord,
  { store }: Pick<OperationContext, 'store'>,
): string | undefined => (showsVersions(Bucket, store) && versionId !== 'null' ? versionId : undefined)

/** The source of a copy, which must be readable now. */
export const requireSource = (source: ObjectAddress, key: CustomerKey, context: OperationContext): ObjectRecord => {
  const { store, features, request, dialect, principal } = context
  checkVersionId(source.VersionId, 'x-amz-copy-source', dialect)
  const bucket = store.bucket(source.Bucket)
  requireOwner(request.headers.get('x-amz-source-expected-bucket-owner'), bucket, dialect)
  checkPayer(request, bucket, principal)
  if (store.object(source.Bucket, source.Key, source.VersionId)?.deleteMarker) {
    fail(
      'InvalidRequest',
      {},
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    )
  }
  const object = requireObject(store, source, 'GET')
  if (isArchived(object, context)) {
    fail('InvalidObjectState', {}, "Operation is not valid for the source object's storage class")
  }
  checkReadKey(object.encryption, key, features)
  return object
}
