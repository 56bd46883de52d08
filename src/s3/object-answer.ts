import type { Feature } from '../dialect.js'
import { fail } from '../errors.js'
import { httpDate } from '../protocol/codecs.js'
import { query } from '../protocol/readers.js'
import type { Instant } from '../seams.js'
import type { ObjectRecord } from '../store/types.js'
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

/** `x-amz-version-id`, and that an object was kept encrypted as its writer asked. */
export const storedHeaders = (object: ObjectRecord, versioned: boolean): Record<string, string | undefined> => ({
  'x-amz-version-id': versioned ? object.versionId : undefined,
  ...object.encryption,
})

const archives: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE'])

/** Whether the bytes of an archived object cannot be read now. */
export const isArchived = ({ storageClass, restore }: ObjectRecord, at: Instant): boolean =>
  archives.has(storageClass) && (restore === undefined || at < restore.readyAt || at >= restore.expires)

const restoreHeader = ({ restore }: ObjectRecord, at: Instant): string | undefined => {
  if (restore === undefined || at >= restore.expires) return undefined
  return at < restore.readyAt
    ? 'ongoing-request="true"'
    : `ongoing-request="false", expiry-date="${httpDate.write(restore.expires)}"`
}

/** All that GET and HEAD tell of an object, but for what depends on the part that was asked for. */
export const objectHeaders = (
  object: ObjectRecord,
  {
    at,
    features,
    versioned,
  }: { readonly at: Instant; readonly features: ReadonlySet<Feature>; readonly versioned: boolean },
): Record<string, string | undefined> => ({
  'Last-Modified': httpDate.write(object.modified),
  ETag: `"${object.etag}"`,
  'Accept-Ranges': 'bytes',
  ...systemHeaders(object.system),
  ...storedHeaders(object, versioned),
  'x-amz-storage-class': object.storageClass === 'STANDARD' ? undefined : object.storageClass,
  'x-amz-restore': restoreHeader(object, at),
  ...metadataHeaders(object.metadata, features),
})
