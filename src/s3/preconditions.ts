import type { Feature } from '../contract/dialect.js'
import { fail, ServiceError } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import type { ObjectRecord } from '../store/types.js'

/** The four conditions, as input members; ETags as sent, dates in milliseconds. */
export interface Conditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
  readonly IfModifiedSince?: Instant | undefined
  readonly IfUnmodifiedSince?: Instant | undefined
}

export interface CopyConditions {
  readonly CopySourceIfMatch?: string | undefined
  readonly CopySourceIfNoneMatch?: string | undefined
  readonly CopySourceIfModifiedSince?: Instant | undefined
  readonly CopySourceIfUnmodifiedSince?: Instant | undefined
}

type Subject = Pick<ObjectRecord, 'etag' | 'modified'>
type Features = ReadonlySet<Feature>
type Failed = 'If-Match' | 'If-None-Match' | 'If-Modified-Since' | 'If-Unmodified-Since'

/** ETags of a list: quoted or bare, weak or strong; `*` stays. */
const etagsOf = (list: string): string[] =>
  [...list.matchAll(/(?:W\/)?"([^"]*)"|([^\s,"]+)/g)].map(match => match[1] ?? match[2] ?? '')

const names = (list: string, { etag }: Subject): boolean => etagsOf(list).some(each => each === '*' || each === etag)

// dates of HTTP have whole seconds
const seconds = (at: Instant): number => Math.floor(at / 1000)

/**
 * The conditions that do not hold, in the order of RFC 9110 13.2.2. Where the service gives precedence
 * (`condition-precedence`), an ETag condition makes the date condition of its kind count for nothing.
 */
const failedOf = (conditions: Conditions, object: Subject, features: Features, now: Instant): Failed[] => {
  const { IfMatch, IfNoneMatch, IfUnmodifiedSince } = conditions
  // a date that is still to come counts as absent: RFC 9110 13.1.3
  // with a second for the way, as recorded of AWS
  const future = conditions.IfModifiedSince !== undefined && seconds(conditions.IfModifiedSince) > seconds(now) + 1
  const IfModifiedSince = future ? undefined : conditions.IfModifiedSince
  const precedence = features.has('condition-precedence')
  const failed: Failed[] = []
  if (IfMatch !== undefined && !names(IfMatch, object)) failed.push('If-Match')
  if (IfUnmodifiedSince !== undefined && !(precedence && IfMatch !== undefined)) {
    if (seconds(object.modified) > seconds(IfUnmodifiedSince)) failed.push('If-Unmodified-Since')
  }
  if (IfNoneMatch !== undefined && names(IfNoneMatch, object)) failed.push('If-None-Match')
  if (IfModifiedSince !== undefined && !(precedence && IfNoneMatch !== undefined)) {
    if (seconds(object.modified) <= seconds(IfModifiedSince)) failed.push('If-Modified-Since')
  }
  return failed
}

const notModified: ReadonlySet<Failed> = new Set(['If-None-Match', 'If-Modified-Since'])

/**
 * Conditions of GET and HEAD. Throws PreconditionFailed, or NotModified with `headers` (plus the ETag where the service
 * sends one).
 */
export const checkRead = (
  conditions: Conditions,
  object: Subject,
  features: Features,
  now: Instant,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const [first] = failedOf(conditions, object, features, now)
  if (first === undefined) return
  if (!notModified.has(first)) fail('PreconditionFailed', { Condition: first })
  const told = features.has('etag-on-not-modified') ? { ...headers, ETag: `"${object.etag}"` } : headers
  throw new ServiceError('NotModified', { headers: told })
}

/** Conditions of a copy's source: PreconditionFailed in every case. */
export const checkCopySource = (
  conditions: CopyConditions,
  source: Subject,
  features: Features,
  now: Instant,
): void => {
  const [first] = failedOf(
    {
      IfMatch: conditions.CopySourceIfMatch,
      IfNoneMatch: conditions.CopySourceIfNoneMatch,
      IfModifiedSince: conditions.CopySourceIfModifiedSince,
      IfUnmodifiedSince: conditions.CopySourceIfUnmodifiedSince,
    },
    source,
    features,
    now,
  )
  if (first !== undefined) fail('PreconditionFailed', { Condition: `x-amz-copy-source-${first}` })
}

/** Date conditions of a write: S3's model has none, and Tigris judges them on every request. */
export const withDates = (conditions: Conditions, headers: ReadonlyMap<string, string>): Conditions => {
  const dateOf = (name: string): Instant | undefined => {
    const at = Date.parse(headers.get(name) ?? '')
    return Number.isNaN(at) ? undefined : at
  }
  return {
    IfMatch: conditions.IfMatch,
    IfNoneMatch: conditions.IfNoneMatch,
    IfModifiedSince: dateOf('if-modified-since'),
    IfUnmodifiedSince: dateOf('if-unmodified-since'),
  }
}

/** Condition of a deletion, which takes `*` and lists. Throws PreconditionFailed; NoSuchKey where AWS has it. */
export const checkDeletion = (
  etag: string,
  present: Subject | undefined,
  address: { readonly Bucket: string; readonly Key: string },
  features: Features,
): void => {
  if (!features.has('narrow-write-conditions')) {
    if (present === undefined) fail('PreconditionFailed', { Condition: 'If-Match' })
    checkWrite({ IfMatch: etag }, present, address, features)
  } else if (present === undefined) fail('NoSuchKey', { Bucket: address.Bucket, Key: address.Key })
  else if (!names(etag, present)) fail('PreconditionFailed', { Condition: 'If-Match' })
}

const notImplemented = (header: string, additionalMessage: string): never =>
  fail(
    'NotImplemented',
    { Header: header, additionalMessage },
    'A header you provided implies functionality that is not implemented',
  )

/** One header at a time, `If-Match` with ETags and `If-None-Match: *`: AWS, recorded 2026-02-21. */
const refuseBroad = ({ IfMatch, IfNoneMatch }: Conditions): void => {
  if (IfMatch !== undefined && IfNoneMatch !== undefined)
    notImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request')
  const name = IfMatch?.trim() === '*' ? 'If-Match' : (IfNoneMatch ?? '*').trim() === '*' ? undefined : 'If-None-Match'
  if (name !== undefined) notImplemented(name, `We don't accept the provided value of ${name} header for this API`)
}

/**
 * Conditions of a write onto `present`, the current version if there is one. Throws PreconditionFailed.
 *
 * Tigris takes all four; `If-Match: ""` means "only if absent" and `If-None-Match: ""` "only if present"
 * (https://www.tigrisdata.com/docs/objects/conditionals/). With `narrow-write-conditions` (AWS) If-None-Match takes `*`
 * alone (else NotImplemented), and If-Match on a missing key is NoSuchKey
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */
export const checkWrite = (
  conditions: Conditions,
  present: Subject | undefined,
  address: { readonly Bucket: string; readonly Key: string },
  features: Features,
): void => {
  const { IfMatch, IfNoneMatch } = conditions
  const narrow = features.has('narrow-write-conditions')
  if (narrow) refuseBroad(conditions)
  const onlyAbsent = !narrow && IfMatch?.trim() === '""'
  const onlyPresent = !narrow && IfNoneMatch?.trim() === '""'
  const violated = (condition: Failed): never => fail('PreconditionFailed', { Condition: condition })
  if (present === undefined) {
    if (IfMatch !== undefined && !onlyAbsent) {
      if (narrow) fail('NoSuchKey', { Bucket: address.Bucket, Key: address.Key })
      violated('If-Match')
    }
    if (onlyPresent) violated('If-None-Match')
    return
  }
  if (onlyAbsent) violated('If-Match')
  const [first] = failedOf(
    narrow ? { IfMatch, IfNoneMatch } : { ...conditions, ...(onlyPresent && { IfNoneMatch: undefined }) },
    present,
    features,
    Number.POSITIVE_INFINITY,
  )
  if (first !== undefined) violated(first)
}
