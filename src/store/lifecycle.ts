import type { Instant } from '../contract/host.js'
import { classAt, dayOf, dueOf, expiryOf, fits, midnightAfter, subjectOf } from './lifecycle-rules.js'
import { removeObject, type WriteHost } from './objects.js'
import type { Lifecycle } from './records.js'
import { type BucketState, type Versions, withList } from './state.js'
import type { ObjectRecord } from './types.js'

export const lifecycleOf = ({ record }: BucketState): Lifecycle | undefined =>
  record.settings.lifecycle as Lifecycle | undefined

/** Rules act at midnights, UTC: once a day, and once when they are new. */
export const isDue = (bucket: BucketState, { now }: Pick<WriteHost, 'now'>): boolean => {
  const lifecycle = lifecycleOf(bucket)
  if (lifecycle === undefined) return false
  return bucket.lifecycleRun?.lifecycle !== lifecycle || dayOf(now()) > bucket.lifecycleRun.day
}

const isKept = ({ legalHold, retention }: ObjectRecord, at: Instant): boolean =>
  legalHold === true || (retention !== undefined && retention.until > at)

/** Whether a rule ends a version that `newer` noncurrent ones have followed, since `since`. */
const endsNoncurrent = (
  { Rules }: Lifecycle,
  version: ObjectRecord,
  since: Instant,
  newer: number,
  at: Instant,
): boolean =>
  Rules.some(rule => {
    const { NoncurrentDays, NewerNoncurrentVersions = 0 } = rule.NoncurrentVersionExpiration ?? {}
    if (NoncurrentDays === undefined || newer < NewerNoncurrentVersions || !fits(rule, subjectOf(version))) return false
    return midnightAfter(since, NoncurrentDays) <= at
  })

/** A delete marker with nothing under it. */
const endsMarker = ({ Rules }: Lifecycle, marker: ObjectRecord, at: Instant): boolean =>
  Rules.some(rule => {
    if (rule.Expiration === undefined || !fits(rule, subjectOf(marker))) return false
    return (
      rule.Expiration.ExpiredObjectDeleteMarker === true || (dueOf(rule.Expiration, marker.modified) ?? at + 1) <= at
    )
  })

const moved = (lifecycle: Lifecycle, version: ObjectRecord, since: Instant | undefined, newer: number, at: Instant) => {
  if (version.deleteMarker) return version
  const storageClass = classAt(lifecycle, version, at, rule =>
    since === undefined
      ? rule.Transitions.map(each => ({ due: dueOf(each, version.modified), to: each.StorageClass }))
      : rule.NoncurrentVersionTransitions.filter(each => newer >= (each.NewerNoncurrentVersions ?? 0)).map(each => ({
          due: midnightAfter(since, each.NoncurrentDays ?? 0),
          to: each.StorageClass,
        })),
  )
  return storageClass === version.storageClass ? version : { ...version, storageClass }
}

/** What the rules leave of the versions of one key. */
const remaining = (lifecycle: Lifecycle, versions: Versions, at: Instant): Versions => {
  const kept = versions.flatMap((version, index) => {
    const since = versions[index - 1]?.modified
    const newer = Math.max(0, index - 1)
    const ends = since !== undefined && endsNoncurrent(lifecycle, version, since, newer, at) && !isKept(version, at)
    return ends ? [] : [moved(lifecycle, version, since, newer, at)]
  })
  const [only] = kept
  if (kept.length === 1 && only?.deleteMarker && endsMarker(lifecycle, only, at)) return []
  return kept.length === versions.length && kept.every((version, index) => version === versions[index])
    ? versions
    : kept
}

const sweepKey = (bucket: BucketState, lifecycle: Lifecycle, key: string, host: WriteHost): BucketState => {
  const at = host.now()
  const current = bucket.objects.get(key)?.[0]
  const expiry = current === undefined || current.deleteMarker ? undefined : expiryOf(lifecycle, current)
  let next = bucket
  if (expiry !== undefined && expiry.at <= at) {
    // the clock may have passed many midnights at once: later actions count from this one
    const due = { ...host, now: () => Math.max(expiry.at, current?.modified ?? 0) }
    next = removeObject(bucket, { Bucket: bucket.record.name, Key: key }, due).bucket
  }
  const versions = next.objects.get(key)
  if (versions === undefined) return next
  const kept = remaining(lifecycle, versions, at)
  return kept === versions ? next : { ...next, objects: withList(next.objects, key, kept) }
}

const sweepUploads = (bucket: BucketState, { Rules }: Lifecycle, at: Instant): BucketState => {
  let { uploads } = bucket
  for (const [key, list] of bucket.uploads.entries()) {
    const kept = list.filter(upload =>
      Rules.every(rule => {
        const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation
        const subject = { key, tags: upload.object.tags, size: 0 }
        return days === undefined || !fits(rule, subject) || midnightAfter(upload.initiated, days) > at
      }),
    )
    if (kept.length < list.length) uploads = withList(uploads, key, kept)
  }
  return { ...bucket, uploads }
}

/**
 * The bucket after its rules have acted until now: objects that are due are gone or in their next storage class.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const sweep = (bucket: BucketState, host: WriteHost): BucketState => {
  const lifecycle = lifecycleOf(bucket)
  if (lifecycle === undefined) return bucket
  const at = host.now()
  let next = bucket
  for (const [key] of bucket.objects.entries()) next = sweepKey(next, lifecycle, key, host)
  return { ...sweepUploads(next, lifecycle, at), lifecycleRun: { lifecycle, day: dayOf(at) } }
}
