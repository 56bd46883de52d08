import { fail } from '../../contract/errors.js'
import type { InputOf, OperationContext } from '../../contract/operation.js'
import type { ConditionContext } from '../../policy/types.js'
import { header } from '../../protocol/readers.js'
import type { BucketRecord, NewObject, ObjectLock, Retention } from '../../store/types.js'

/** Members by which a write says how long its object must be kept. */
export const lockReaders = {
  ObjectLockMode: header('x-amz-object-lock-mode'),
  ObjectLockRetainUntilDate: header('x-amz-object-lock-retain-until-date'),
  ObjectLockLegalHoldStatus: header('x-amz-object-lock-legal-hold'),
}

export type LockInput = Partial<InputOf<typeof lockReaders>>

const members = Object.keys(lockReaders) as (keyof typeof lockReaders)[]

/** Condition keys that the headers supply: each has the name of its header without `x-amz-`. */
export const lockContext = (input: LockInput): ConditionContext =>
  Object.fromEntries(
    members.flatMap(member => {
      const value = input[member]
      return value === undefined ? [] : [[lockReaders[member].wire.replace('x-amz-', 's3:'), value]]
    }),
  )

export const asksForRetention = ({ ObjectLockMode: mode, ObjectLockRetainUntilDate: until }: LockInput): boolean =>
  mode !== undefined || until !== undefined

const invalid = (member: keyof typeof lockReaders, value: string | undefined, message: string): never =>
  fail(
    'InvalidArgument',
    { ArgumentName: lockReaders[member].wire, ...(value !== undefined && { ArgumentValue: value }) },
    message,
  )

const modes: readonly Retention['mode'][] = ['GOVERNANCE', 'COMPLIANCE']

/** Throws InvalidArgument for an end that does not lie ahead. */
export const requireFuture = (until: number, at: number, argument: string, value: string): number =>
  until > at
    ? until
    : fail(
        'InvalidArgument',
        { ArgumentName: argument, ArgumentValue: value },
        'The retain until date must be in the future!',
      )

const askedRetention = (input: LockInput, at: number): Retention | undefined => {
  const { ObjectLockMode: wanted, ObjectLockRetainUntilDate: date } = input
  if (!asksForRetention(input)) return undefined
  const both = 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied'
  if (date === undefined) return invalid('ObjectLockRetainUntilDate', undefined, both)
  if (wanted === undefined) return invalid('ObjectLockMode', undefined, both)
  const mode = modes.find(known => known === wanted) ?? invalid('ObjectLockMode', wanted, 'Unknown wormMode directive.')
  const until = /^\d{4}-\d\d-\d\dT/.test(date) ? Date.parse(date) : Number.NaN
  if (Number.isNaN(until)) {
    invalid('ObjectLockRetainUntilDate', date, 'The retain until date must be provided in ISO 8601 format')
  }
  return { mode, until: requireFuture(until, at, lockReaders.ObjectLockRetainUntilDate.wire, date) }
}

/** What a bucket's default gives to an object that is made now. */
const defaultRetention = ({ mode, days, years }: ObjectLock, at: number): Retention | undefined => {
  if (mode === undefined) return undefined
  const until = new Date(at)
  if (years !== undefined) until.setUTCFullYear(until.getUTCFullYear() + years)
  if (days !== undefined) until.setUTCDate(until.getUTCDate() + days)
  return { mode, until: until.getTime() }
}

const askedHold = ({ ObjectLockLegalHoldStatus: status }: LockInput): boolean | undefined => {
  if (status === undefined) return undefined
  if (status === 'ON' || status === 'OFF') return status === 'ON'
  return invalid('ObjectLockLegalHoldStatus', status, "Legal Hold must be either of 'ON' or 'OFF'")
}

/** Throws InvalidRequest unless the bucket locks objects. */
export const requireLock = ({ objectLock }: BucketRecord): ObjectLock =>
  objectLock ?? fail('InvalidRequest', {}, 'Bucket is missing Object Lock Configuration')

/**
 * How long a new object is kept: as its writer asks, or by the bucket's default. Throws InvalidRequest, InvalidArgument,
 * and NotImplemented where the service locks nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export const lockOf = (
  input: LockInput,
  bucket: BucketRecord,
  { features, at }: Pick<OperationContext, 'features' | 'at'>,
): Pick<NewObject, 'retention' | 'legalHold'> => {
  const asked = members.find(member => input[member] !== undefined)
  if (asked !== undefined && !features.has('object-lock')) {
    const { wire } = lockReaders[asked]
    fail('NotImplemented', { Header: wire }, `The header ${wire} is not supported: objects cannot be locked here`)
  }
  if (asked === undefined && bucket.objectLock === undefined) return {}
  const lock = requireLock(bucket)
  const retention = askedRetention(input, at) ?? defaultRetention(lock, at)
  const legalHold = askedHold(input)
  return { ...(retention && { retention }), ...(legalHold !== undefined && { legalHold }) }
}
