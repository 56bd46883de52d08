import type { Dialect } from '../../contract/dialect.js'
import { fail } from '../../contract/errors.js'
import type { Instant } from '../../contract/host.js'
import type { OperationContext } from '../../contract/operation.js'
import { httpDate } from '../../protocol/codecs.js'
import { query } from '../../protocol/readers.js'
import type { ObjectRecord, View } from '../../store/types.js'
import { namesVersions, showsVersions } from '../require-object.js'
import { metadataHeaders, systemHeaders } from './object-headers.js'

/** Readers of the query parameters that replace headers of a read's answer. */
export const overrideReaders = {
  ResponseCacheControl: query('response-cache-control'),
  ResponseContentDisposition: query('response-content-disposition'),
  ResponseContentEncoding: query('response-content-encoding'),
  ResponseContentLanguage: query('response-content-language'),
  ResponseContentType: query('response-content-type'),
  ResponseExpires: query('response-expires'),
}

const overridden = {
  ResponseCacheControl: 'Cache-Control',
  ResponseContentDisposition: 'Content-Disposition',
  ResponseContentEncoding: 'Content-Encoding',
  ResponseContentLanguage: 'Content-Language',
  ResponseContentType: 'Content-Type',
  ResponseExpires: 'Expires',
} as const satisfies Record<keyof typeof overrideReaders, string>

/**
 * The headers that a read replaces. Throws InvalidRequest for a caller without credentials, InvalidArgument for text
 * that no header can hold.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const overridesOf = (
  input: { readonly [M in keyof typeof overrideReaders]: string | undefined },
  anonymous: boolean,
): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = {}
  for (const member of Object.keys(overridden) as (keyof typeof overridden)[]) {
    const value = input[member]
    if (value === undefined) continue
    if (anonymous) {
      fail('InvalidRequest', {}, 'Request specific response headers cannot be used for anonymous GET requests.')
    }
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
      fail(
        'InvalidArgument',
        { ArgumentName: overrideReaders[member].wire, ArgumentValue: value },
        'Header value cannot be represented using ISO-8859-1.',
      )
    }
    headers[overridden[member]] = value
  }
  return headers
}

/** Which rule of the bucket's lifecycle ends the object, and when. */
const expirationHeader = (object: ObjectRecord, bucket: string, view: View): string | undefined => {
  // rules end current versions by their age, older ones by what has followed them
  const expiry = view.object(bucket, object.key) === object ? view.expiry(bucket, object) : undefined
  return expiry && `expiry-date="${httpDate.write(expiry.at)}", rule-id="${encodeURIComponent(expiry.rule)}"`
}

/** What answers to writes and reads alike tell of an object that is kept: version, encryption, expiration. */
export const storedHeaders = (
  object: ObjectRecord,
  bucket: string,
  view: View,
): Record<string, string | undefined> => ({
  'x-amz-version-id': namesVersions(bucket, view) ? object.versionId : undefined,
  ...object.encryption,
  'x-amz-expiration': expirationHeader(object, bucket, view),
})

/** Whether the bytes of an archived object cannot be read now. */
export const isArchived = (
  { storageClass, restore }: ObjectRecord,
  { at, dialect }: { readonly at: Instant; readonly dialect: Pick<Dialect, 'archives'> },
): boolean =>
  dialect.archives?.[storageClass] !== undefined &&
  (restore === undefined || at < restore.readyAt || at >= restore.expires)

const restoreHeader = ({ restore }: ObjectRecord, at: Instant): string | undefined => {
  if (restore === undefined || at >= restore.expires) return undefined
  return at < restore.readyAt
    ? 'ongoing-request="true"'
    : `ongoing-request="false", expiry-date="${httpDate.write(restore.expires)}"`
}

const ownKeys = { 'x-amz-server-side-encryption': 'AES256' }

/** All that GET and HEAD tell of an object, but for what depends on the part that was asked for. */
export const objectHeaders = (
  object: ObjectRecord,
  bucket: string,
  { at, features, store, dialect }: Pick<OperationContext, 'at' | 'features' | 'store' | 'dialect'>,
): Record<string, string | undefined> => ({
  'Last-Modified': httpDate.write(object.modified),
  ETag: `"${object.etag}"`,
  'Accept-Ranges': 'bytes',
  ...systemHeaders(object.system),
  ...(object.encryption === undefined && dialect.newBuckets.encrypted && ownKeys),
  ...storedHeaders(object, bucket, store),
  'x-amz-version-id': showsVersions(bucket, store) ? object.versionId : undefined,
  'x-amz-storage-class': object.storageClass === 'STANDARD' ? undefined : object.storageClass,
  'x-amz-restore': restoreHeader(object, at),
  ...metadataHeaders(object.metadata, features),
})
