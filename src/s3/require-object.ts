import { fail, isServiceError, ServiceError } from '../contract/errors.js'
import type { ConditionContext } from '../policy/types.js'
import { type Codec, httpDate } from '../protocol/codecs.js'
import { query } from '../protocol/readers.js'
import type { ObjectAddress, ObjectRecord, Store, View } from '../store/types.js'

const notEmpty: Codec<string> = {
  read: (value, { wire }) =>
    value === ''
      ? fail('InvalidArgument', { ArgumentName: wire, ArgumentValue: '' }, 'Version id cannot be the empty string')
      : value,
  write: value => value,
}

/** The `versionId` of a request on an object. */
export const versionId = query('versionId', notEmpty)

/**
 * The object that a request means, or the service's answer: NoSuchKey and NoSuchVersion; for a delete marker NoSuchKey,
 * or MethodNotAllowed when its version was named, or anything but the object itself is wanted (`tellsMarker`), both with
 * the headers that tell of it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html
 */
export const requireObject = (
  store: Store,
  address: ObjectAddress,
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE',
  tellsMarker = false,
): ObjectRecord => {
  try {
    return store.get(address)
  } catch (error) {
    if (!isServiceError(error) || error.details.DeleteMarker === undefined) throw error
    const { code } = error
    const { DeleteMarker: _, VersionId = '', ...details } = error.details
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': VersionId }
    if (code !== 'MethodNotAllowed' && !tellsMarker) {
      throw new ServiceError(code, { details, headers })
    }
    const modified = store.object(address.Bucket, address.Key, VersionId)?.modified ?? 0
    const told = { ...headers, Allow: 'DELETE', 'Last-Modified': httpDate.write(modified) }
    throw new ServiceError('MethodNotAllowed', {
      details: { Method: method, ResourceType: 'DeleteMarker' },
      headers: told,
    })
  }
}

/** The current or named version for `allow`, so that its tags can be conditions. */
export const findObject = (address: ObjectAddress, view: View): ObjectRecord | undefined =>
  view.object(address.Bucket, address.Key, address.VersionId)

/** Condition keys of a right on an object that exists, or on a named version. */
export const existingContext = (object: ObjectRecord | undefined, version: string | undefined): ConditionContext => ({
  ...Object.fromEntries((object?.tags ?? []).map(tag => [`s3:ExistingObjectTag/${tag.Key}`, tag.Value])),
  ...(version !== undefined && { 's3:VersionId': version }),
})

/** Condition keys of a right on a named version whose object's tags are no condition. */
export const versionContext = (version: string | undefined): ConditionContext =>
  version === undefined ? {} : { 's3:VersionId': version }

/** Whether answers to writes name the version that they made: while versioning is suspended they do not. */
export const namesVersions = (bucket: string, view: View): boolean => view.bucket(bucket)?.versioning === 'Enabled'

/** Whether answers about objects of this bucket show version ids. */
export const showsVersions = (bucket: string, view: View): boolean => view.bucket(bucket)?.versioning !== undefined
