import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document, key } from '../../protocol/readers.js'
import { oneOf, optional, structure, timestamp } from '../../protocol/shapes.js'
import type { Retention } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { checksumMembers } from '../checksum-headers.js'
import { ignored } from '../ignored.js'
import { findObject, requireObject, versionContext, versionId } from '../require-object.js'
import { requireFuture, requireLock } from './lock-headers.js'
import { bypass, bypassAction, bypassNeeds, isRetained, refuseLocked } from './object-lock-rules.js'

const { ContentMD5, ChecksumAlgorithm } = checksumMembers

const object = { Bucket: bucket, Key: key, VersionId: versionId }

const retentionShape = structure({
  Mode: optional(oneOf('GOVERNANCE', 'COMPLIANCE')),
  RetainUntilDate: optional(timestamp),
})

/** A time as S3's error tells it: `Tue Dec 31 16:00:00 PST 2019` (AWS, recorded 2026-02-21). */
const pacificText = (at: number): string => {
  const zone = { timeZone: 'America/Los_Angeles' } as const
  const parts = new Intl.DateTimeFormat('en-US', {
    ...zone,
    weekday: 'short',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    year: 'numeric',
  }).formatToParts(at)
  const named = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  const { weekday, month, day, hour, minute, second, timeZoneName, year } = named
  return `${weekday} ${month} ${day} ${hour}:${minute}:${second} ${timeZoneName} ${year}`
}

/** An empty document takes the retention away; half of one is none. */
const retentionOf = ({ Mode: mode, RetainUntilDate: until }: ReturnType<typeof retentionShape.read>, at: number) => {
  if (mode === undefined && until === undefined) return undefined
  if (mode === undefined || until === undefined) return fail('MalformedXML')
  return { mode, until: requireFuture(until, at, 'RetainUntilDate', pacificText(until)) }
}

/** Whether the change is more than a later date: all that is free to everyone who may put a retention. */
const alters = (from: Retention, to: Retention | undefined): boolean =>
  to === undefined || to.until < from.until || to.mode !== from.mode

const noConfiguration = (): never => fail('NoSuchObjectLockConfiguration')

const getRetention = defineOperation({
  name: 'GetObjectRetention',
  http: 'GET /{Bucket}/{Key+}?retention',
  actions: ['s3:GetObjectRetention'],
  read: object,
  ignores: ignored,
  allow: input => [need('s3:GetObjectRetention', objectArn(input), versionContext(input.VersionId))],
  run: (input, { store }) => {
    requireLock(store.requireBucket(input.Bucket))
    const found = requireObject(store, input, 'GET')
    return found.retention ?? noConfiguration()
  },
  write: ({ mode, until }) => ({ root: 'Retention', tree: { Mode: mode, RetainUntilDate: new Date(until) } }),
})

const putRetention = defineOperation({
  name: 'PutObjectRetention',
  http: 'PUT /{Bucket}/{Key+}?retention',
  body: 'document',
  actions: ['s3:PutObjectRetention', bypassAction],
  read: {
    ...object,
    Retention: document('Retention', retentionShape),
    BypassGovernanceRetention: bypass,
  },
  ignores: { ...ignored, ContentMD5, ChecksumAlgorithm },
  facts: findObject,
  allow: (input, found) => {
    const { Mode, RetainUntilDate } = input.Retention
    const asked = need('s3:PutObjectRetention', objectArn(input), {
      ...versionContext(input.VersionId),
      ...(Mode !== undefined && { 's3:object-lock-mode': Mode }),
      ...(RetainUntilDate !== undefined && {
        's3:object-lock-retain-until-date': new Date(RetainUntilDate).toISOString(),
      }),
    })
    return [asked, ...bypassNeeds(input.BypassGovernanceRetention, found, input)]
  },
  run: (input, { store, at }) => {
    requireLock(store.requireBucket(input.Bucket))
    const found = requireObject(store, input, 'PUT', true)
    const retention = retentionOf(input.Retention, at)
    if (found.retention !== undefined && isRetained(found, at) && alters(found.retention, retention)) {
      if (found.retention.mode === 'COMPLIANCE' || !input.BypassGovernanceRetention) refuseLocked()
    }
    return store.update(input, { retention })
  },
  write: () => ({}),
})

const getLegalHold = defineOperation({
  name: 'GetObjectLegalHold',
  http: 'GET /{Bucket}/{Key+}?legal-hold',
  actions: ['s3:GetObjectLegalHold'],
  read: object,
  ignores: ignored,
  allow: input => [need('s3:GetObjectLegalHold', objectArn(input), versionContext(input.VersionId))],
  run: (input, { store }) => {
    requireLock(store.requireBucket(input.Bucket))
    const found = requireObject(store, input, 'GET')
    return found.legalHold ?? noConfiguration()
  },
  write: held => ({ root: 'LegalHold', tree: { Status: held ? 'ON' : 'OFF' } }),
})

const putLegalHold = defineOperation({
  name: 'PutObjectLegalHold',
  http: 'PUT /{Bucket}/{Key+}?legal-hold',
  body: 'document',
  actions: ['s3:PutObjectLegalHold'],
  read: { ...object, LegalHold: document('LegalHold', structure({ Status: oneOf('ON', 'OFF') })) },
  ignores: { ...ignored, ContentMD5, ChecksumAlgorithm },
  allow: input => [
    need('s3:PutObjectLegalHold', objectArn(input), {
      ...versionContext(input.VersionId),
      's3:object-lock-legal-hold': input.LegalHold.Status,
    }),
  ],
  run: (input, { store }) => {
    requireLock(store.requireBucket(input.Bucket))
    requireObject(store, input, 'PUT', true)
    return store.update(input, { legalHold: input.LegalHold.Status === 'ON' })
  },
  write: () => ({}),
})

/** How long single versions are kept. */
export const retention: readonly Operation[] = [getRetention, putRetention, getLegalHold, putLegalHold]
