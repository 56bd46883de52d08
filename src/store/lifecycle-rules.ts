import type { Instant } from '../contract/host.js'
import type { Lifecycle, LifecycleConditions, LifecycleRule } from './records.js'
import type { ObjectRecord, Tag } from './types.js'

const day = 86_400_000

/** Days since 1970, UTC. */
export const dayOf = (at: Instant): number => Math.floor(at / day)

/** S3 adds the days and rounds up to the next midnight, UTC. */
export const midnightAfter = (from: Instant, days: number): Instant => (dayOf(from) + days + 1) * day

/** Actions count in days from an instant, or name the day. */
export const dueOf = (
  { Days, Date: date }: { readonly Days?: number | undefined; readonly Date?: Instant | undefined },
  from: Instant,
): Instant | undefined => (Days === undefined ? date : midnightAfter(from, Days))

interface Subject {
  readonly key: string
  readonly tags: readonly Tag[]
  readonly size: number
}

export const subjectOf = ({ key, tags, blob }: ObjectRecord): Subject => ({ key, tags, size: blob.size })

const conditionsOf = ({ Filter, Prefix }: LifecycleRule): LifecycleConditions & { readonly Tags: readonly Tag[] } => {
  if (Filter?.And !== undefined) return Filter.And
  return { ...Filter, Prefix: Filter?.Prefix ?? Prefix, Tags: Filter?.Tag === undefined ? [] : [Filter.Tag] }
}

/** Whether an enabled rule is for this object. */
export const fits = (rule: LifecycleRule, { key, tags, size }: Subject): boolean => {
  const { Prefix = '', Tags, ObjectSizeGreaterThan = -1, ObjectSizeLessThan } = conditionsOf(rule)
  return (
    rule.Status === 'Enabled' &&
    key.startsWith(Prefix) &&
    size > ObjectSizeGreaterThan &&
    size < (ObjectSizeLessThan ?? Number.POSITIVE_INFINITY) &&
    Tags.every(({ Key, Value }) => tags.some(tag => tag.Key === Key && tag.Value === Value))
  )
}

/** When a current version ends, and by which rule: the earliest that fits. */
export interface Expiry {
  readonly at: Instant
  readonly rule: string
}

export const expiryOf = ({ Rules }: Lifecycle, object: ObjectRecord): Expiry | undefined => {
  let first: Expiry | undefined
  for (const rule of Rules) {
    const at = rule.Expiration && dueOf(rule.Expiration, object.modified)
    if (at === undefined || (first !== undefined && at >= first.at) || !fits(rule, subjectOf(object))) continue
    first = { at, rule: rule.ID }
  }
  return first
}

// Objects move from left to right only.
const colder = ['STANDARD', 'STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE']
const archives: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE']
const smallest = 128 * 1024

/**
 * Whether an object of this size may move: small ones stay unless the rule itself speaks of sizes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
const mayMove = (lifecycle: Lifecycle, rule: LifecycleRule, size: number, to: string): boolean => {
  const { ObjectSizeGreaterThan, ObjectSizeLessThan } = conditionsOf(rule)
  const minimum = lifecycle.TransitionDefaultMinimumObjectSize
  if (minimum === undefined || ObjectSizeGreaterThan !== undefined || ObjectSizeLessThan !== undefined) return true
  return size >= smallest || (minimum === 'varies_by_storage_class' && archives.includes(to))
}

/** The coldest storage class that a rule has moved the object to by `at`; `moves` gives a rule's own, with their time. */
export const classAt = (
  lifecycle: Lifecycle,
  object: ObjectRecord,
  at: Instant,
  moves: (rule: LifecycleRule) => readonly { readonly due: Instant | undefined; readonly to: string }[],
): string => {
  let reached = object.storageClass
  for (const rule of lifecycle.Rules) {
    if (!fits(rule, subjectOf(object))) continue
    for (const { due, to } of moves(rule)) {
      if (due === undefined || due > at || !mayMove(lifecycle, rule, object.blob.size, to)) continue
      if (colder.indexOf(to) > colder.indexOf(reached)) reached = to
    }
  }
  return reached
}
